//! The words of the parents' page in Portuguese.

use super::OnPage;

pub(super) const WORDS: OnPage = OnPage {
    in_email: "Pode responder aqui, sem iniciar sessão:",
    title: "Por favor responda",
    choose_one: "Por favor escolha uma resposta, ou escreva-nos abaixo.",
    choose_each: "Por favor escolha uma resposta para cada criança, ou escreva-nos abaixo.",
    looked_for: "Nesse caso procuramos de imediato e ligamos-lhe.",
    back: "Regresso à escola (se souber o dia)",
    words: "Uma mensagem para a secretaria (se quiser)",
    send: "Enviar",
    or_ring: "Ou ligue-nos",
    look_again: "Por favor veja isto outra vez",
    nothing_said: "Por favor escolha uma resposta, ou escreva-nos.",
    day_over: "Por favor escolha um dia depois de hoje.",
    too_long: "Por favor escreva no máximo 500 letras.",
    answered: "Recebemos a sua resposta. Agradecemos.",
    close: "Pode fechar esta página.",
    changed: "Se algo mudou, ou se tem alguma preocupação, por favor ligue para a escola",
    ended: "Esta página já está fechada",
    has_more: "Se tem algo para nos dizer, por favor ligue para a escola",
    unknown: "Não encontramos esta página",
    again: "Por favor abra de novo a ligação da nossa mensagem, ou ligue para a escola",
    your_child: "A criança",
    stop: ".",
};

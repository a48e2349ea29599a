//! What is said in a call, in Portuguese. Register and words as in `languages/portuguese.rs`: third person, European spelling, "agradecemos".
//!
//! A reviewer should look at: "pressione", which Portugal and Brazil both understand; "quem cuida de" for a carer; names without an article.

use super::phrases::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    greeting: "Fala {school}, com uma mensagem para o pai, a mãe ou quem cuida de um aluno. Se é o seu caso, pressione 1. \
               Se o número está errado, pressione 2.",
    greeting_back: "Fala {school}. Agradecemos a sua chamada. Temos uma mensagem para o pai, a mãe ou quem cuida de um aluno. \
                    Se é o seu caso, pressione 1. Para falar com a secretaria da escola, pressione 2.",
    welcome: "Fala {school}. Agradecemos a sua chamada.",
    other_language: "Para outra língua, pressione 8.",
    this_language: "Para português, pressione {digit}.",
    again: "Para ouvir outra vez, pressione 0.",
    marked_one: "{children} – a presença na escola não está marcada {when}.",
    marked_several: "{children} – a presença na escola não está marcada {when}.",
    when: ["esta manhã", "esta tarde", "hoje"],
    did_not_know: "Se não sabia disto, ou se não pode estar certo, pressione já 9.",
    for_all: "Se a resposta é a mesma para todas as crianças, escolha agora.",
    reasons: "Se sabe o motivo: por doença, pressione 1; por consulta, pressione 2; por atraso, pressione 3; por outro motivo, pressione 4.",
    one_by_one: "Para responder por cada criança, uma de cada vez, pressione 5.",
    about: "Agora sobre {children}.",
    after_the_tone: "Por favor diga-nos o motivo depois do sinal. No fim, pressione qualquer tecla.",
    write_reason: "Por favor ligue para a escola ou envie um SMS com o motivo.",
    back: "{children} – quando é o regresso à escola? Se ainda hoje, pressione 1. Se no próximo dia de escola, pressione 2. \
           Se mais tarde, ou se ainda não sabe, pressione 3.",
    back_today: "regresso ainda hoje",
    back_next: "regresso no próximo dia de escola",
    noted: "Agradecemos. Anotámos: {items}.",
    not_right: "Se não estiver certo, por favor diga-nos.",
    ring: "Por favor ligue-nos para o {number}.",
    ring_school: "Por favor ligue para a escola.",
    message: "Fala {school}, com uma mensagem para um pai, uma mãe ou quem cuida de um aluno.",
    not_heard: "Desculpe, não percebemos.",
    connecting: "Agradecemos a informação. Vamos ligar já à escola. Por favor não desligue.",
    office: "Vamos ligar à secretaria da escola. Por favor não desligue.",
    nobody_now: "Neste momento ninguém na escola pôde atender.",
    school_told: "A escola já foi avisada, está a verificar agora e vai ligar-lhe de volta. Por favor mantenha o telefone consigo.",
    wrong_number: "Pedimos desculpa pelo incómodo.",
    answered: "Já temos a sua resposta. Não precisa de fazer mais nada.",
    thank_you: "Agradecemos. Até logo.",
    nameless: "a criança",
};

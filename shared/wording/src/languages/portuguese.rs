//! The words in Portuguese.
//!
//! Register: formal third person (sem "você"), European spelling, in words that Brazil reads too ("marcada", not "registada").
//!
//! A reviewer should look at: "presença não está marcada" for a mark in the register; names that stand apart or without an article,
//! since "a Ava" and "o Leo" would say girl or boy; "agradecemos", since "obrigado" would say who writes; "consulta" for any medical or
//! dental appointment.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{joined, with_stroke};
use super::{Answer, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Portuguese;

/// For children of whom no first name is known.
const NAMELESS: &str = "A criança";

impl Speech for Portuguese {
    fn text(&self, told: &Telling<'_>) -> String {
        let (first, names) = (told.who_with_letters(NAMELESS), told.who(NAMELESS));
        let (when, about, be) = (when(told.when), about(told), told.form("está", "estão"));
        let ask = format!("Por favor responda{}: {}.", example(told), self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{first} – a presença na escola não está marcada {when}. {ask}"),
            Words::SecondDay => format!("{first} – a presença na escola continua por marcar {when}. {ask}"),
            Words::ReturnDay => format!("{first} – contávamos com o regresso à escola hoje e continuamos à espera. {ask}"),
            Words::NotArrived => format!("{first} – contávamos com a chegada à escola até agora e continuamos à espera. {ask}"),
            Words::GoneSinceMorning => {
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!(
                    "{first} – a presença na escola está marcada esta manhã, mas não agora. Por favor ligue-nos ou responda{}: {choices}.",
                    example(told)
                )
            }
            Words::PleaseRing => format!("Por favor {} quando puder.", ring_us(told.telephone.as_deref())),
            Words::InSchool => format!("{names} {be} agora na escola. Não precisa de fazer mais nada. Agradecemos."),
            Words::Found => format!("{names} {be} em segurança. Não precisa de fazer mais nada. Agradecemos a ajuda."),
            Words::NothingMore => format!("Depois da nossa mensagem anterior{about} não é preciso mais nada. Agradecemos."),
            Words::Correction => {
                format!("Por favor ignore a nossa mensagem anterior{about}: foi enviada por engano. Pedimos desculpa.")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, when, about) = (told.who(NAMELESS), when(told.when), about(told));
        let be = told.form("está", "estão");
        let at = told.telephone.as_ref().map(|number| format!(" pelo {number}")).unwrap_or_default();
        let tell = |what: &str| {
            if told.reads_email {
                format!("Por favor responda a este e-mail com {what}, ou ligue para a escola{at}.")
            } else {
                format!("Por favor ligue para a escola{at} e diga-nos {what}. As respostas a este e-mail não são lidas.")
            }
        };
        let surprised = format!("Se não sabia disto, por favor ligue já para a escola{at}.");
        let nothing = || "Não precisa de fazer mais nada.".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{names} – a presença na escola não está marcada {when}");
                let said = vec![format!("{marked}, e ainda ninguém nos disse o motivo."), tell("o motivo"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{names} – a presença na escola continua por marcar {when}");
                let said = vec![format!("{marked}, e ainda ninguém nos disse o motivo."), tell("o motivo"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("{names} – contávamos com o regresso à escola hoje");
                (expected.clone(), vec![format!("{expected} e continuamos à espera."), tell("o motivo"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("{names} – contávamos com a chegada à escola até agora");
                (expected.clone(), vec![format!("{expected} e continuamos à espera."), tell("a nova hora"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("{names} – a presença na escola não está marcada esta tarde"),
                vec![
                    format!("{names} – a presença na escola está marcada esta manhã, mas não esta tarde."),
                    if told.reads_email {
                        format!(
                            "Se sabe o motivo, por favor responda a este e-mail. Se não, por favor ligue já para a escola{at}."
                        )
                    } else {
                        format!(
                            "Quer saiba o motivo, quer não, por favor ligue já para a escola{at}. As respostas a este e-mail não são lidas."
                        )
                    },
                ],
            ),
            Words::PleaseRing => {
                (format!("Por favor ligue: {}", told.school), vec![format!("Por favor ligue para a escola{at} quando puder.")])
            }
            Words::InSchool => (format!("{names} {be} na escola"), vec![format!("{names} {be} agora na escola."), nothing()]),
            Words::Found => (
                format!("{names} {be} em segurança"),
                vec![format!("{names} {be} em segurança."), nothing(), "Agradecemos a ajuda.".to_owned()],
            ),
            Words::NothingMore => (
                format!("Não é preciso mais nada{about}"),
                vec![format!("Depois da nossa mensagem anterior{about} não é preciso mais nada.")],
            ),
            Words::Correction => (
                format!("Por favor ignore a nossa mensagem anterior{about}"),
                vec![
                    format!("Por favor ignore a nossa mensagem anterior{about}: foi enviada por engano. Pedimos desculpa."),
                    format!("Se tiver perguntas, por favor ligue para a escola{at}."),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let ring = ring_us(answer.telephone.as_deref());
        match answer.which {
            Acknowledgement::ReasonNoted => format!(
                "Agradecemos que nos tenha dito o motivo. Não precisa de fazer mais nada. Se entendemos mal, por favor {ring}."
            ),
            Acknowledgement::Understood(_) => {
                format!("Agradecemos. Anotámos: {items}. Se não estiver certo, por favor responda ou {ring}.")
            }
            Acknowledgement::StaffWillRead => format!(
                "Agradecemos, a escola vai ler a sua mensagem. Se ainda não disse o motivo, por favor responda com ele ou {ring}."
            ),
            Acknowledgement::WhichChild(_) => {
                format!(
                    "Agradecemos. De que criança se trata? {letters}. Por favor responda com letra e número, por ex. {example}."
                )
            }
            Acknowledgement::Looking => {
                format!(
                    "Agradecemos. Estamos a procurar e vamos ligar-lhe. Por favor {ring} também e mantenha o telefone consigo."
                )
            }
            Acknowledgement::Stopped => "Não enviaremos mais SMS para este número. A escola ainda lhe pode telefonar. \
                 Para voltar a recebê-los, responda START."
                .to_owned(),
            Acknowledgement::Started => "Vai voltar a receber os nossos SMS. Para os parar, responda STOP.".to_owned(),
            Acknowledgement::LanguageChanged => {
                "A partir de agora escrevemos-lhe em português. Para voltar ao inglês, responda ENGLISH.".to_owned()
            }
            Acknowledgement::UnknownSender => {
                "Agradecemos a sua mensagem. Não reconhecemos este número, por isso, por favor, ligue para a escola.".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "doença",
            NumberedAnswer::Appointment => "consulta",
            NumberedAnswer::RunningLate => "atraso",
            NumberedAnswer::Other => "outro motivo",
            NumberedAnswer::ShouldBeInSchool => "devia estar na escola",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "doença",
            Category::Appointment => "consulta",
            Category::Away => "viagem",
            Category::ReligiousDay => "dia religioso",
            Category::RunningLate => "atraso",
            Category::Other => "outro motivo",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "segunda-feira",
            Weekday::Tuesday => "terça-feira",
            Weekday::Wednesday => "quarta-feira",
            Weekday::Thursday => "quinta-feira",
            Weekday::Friday => "sexta-feira",
            Weekday::Saturday => "sábado",
            Weekday::Sunday => "domingo",
        };
        format!("regresso {day} {}", with_stroke(date))
    }

    fn greeting(&self) -> &'static str {
        "Olá,"
    }

    fn closing(&self) -> &'static str {
        "Agradecemos,"
    }

    fn test(&self) -> &'static str {
        "Teste"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", " e ")
    }
}

fn example(told: &Telling<'_>) -> &'static str {
    told.form("", ", por ex. A1")
}

fn ring_us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "ligue-nos".to_owned(), |number| format!("ligue-nos para o {number}"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "esta manhã",
        When::Afternoon => "esta tarde",
        When::Today => "hoje",
    }
}

/// ` sobre Ava`; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!(" sobre {names}")).unwrap_or_default()
}

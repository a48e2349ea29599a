//! The words in Polish.
//!
//! Register: formal (Państwo), with "prosimy" in place of an imperative.
//!
//! A reviewer should look at: names that stand apart ("Ava – nie odnotowano…"), so that none is inflected and no verb has to be
//! masculine or feminine; "dziecko" (neuter) where a verb or an adjective must agree; "obecność odnotowano" for a mark in the
//! register; "wizyta u lekarza" for any medical or dental appointment. "Brak" and "nieobecność" are left out on purpose.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{joined, with_dot};
use super::{Answer, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Polish;

/// For children of whom no first name is known.
const NAMELESS: &str = "Państwa dziecko";

impl Speech for Polish {
    fn text(&self, told: &Telling<'_>) -> String {
        let (first, names) = (told.who_with_letters(NAMELESS), told.who(NAMELESS));
        let (when, about) = (when(told.when), about(told));
        let ask = format!("Prosimy odpisać{}: {}.", example(told), self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{first} – nie odnotowano obecności w szkole {when}. {ask}"),
            Words::SecondDay => format!("{first} – nadal nie odnotowano obecności w szkole {when}. {ask}"),
            Words::ReturnDay => format!("{first} – spodziewaliśmy się powrotu do szkoły dzisiaj i nadal czekamy. {ask}"),
            Words::NotArrived => format!("{first} – spodziewaliśmy się przyjścia przed tą godziną i nadal czekamy. {ask}"),
            Words::GoneSinceMorning => {
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!(
                    "{first} – rano odnotowano obecność w szkole, po południu nie. Prosimy zadzwonić lub odpisać{}: {choices}.",
                    example(told)
                )
            }
            Words::PleaseRing => match &told.telephone {
                Some(number) => format!("Prosimy o telefon pod numer {number} w dogodnej chwili."),
                None => "Prosimy o telefon do szkoły w dogodnej chwili.".to_owned(),
            },
            Words::InSchool => {
                format!("{names} {} już w szkole. Nie trzeba nic więcej robić. Dziękujemy.", told.form("jest", "są"))
            }
            Words::Found => format!("{}. Nie trzeba nic więcej robić. Dziękujemy za pomoc.", safe(told)),
            Words::NothingMore => {
                format!("Po naszej wcześniejszej wiadomości{about} nie trzeba nic więcej robić. Dziękujemy.")
            }
            Words::Correction => {
                format!("Prosimy zignorować naszą wcześniejszą wiadomość{about}: została wysłana przez pomyłkę. Przepraszamy.")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, when, about) = (told.who(NAMELESS), when(told.when), about(told));
        let at = told.telephone.as_ref().map(|number| format!(" pod numer {number}")).unwrap_or_default();
        let tell = |what: &str| {
            if told.reads_email {
                format!("Prosimy odpowiedzieć na tę wiadomość i podać {what} albo zadzwonić do szkoły{at}.")
            } else {
                format!("Prosimy zadzwonić do szkoły{at} i podać {what}. Odpowiedzi na tę wiadomość nie są czytane.")
            }
        };
        let surprised = format!("Jeśli to Państwa zaskakuje, prosimy od razu zadzwonić do szkoły{at}.");
        let nothing = || "Nie trzeba nic więcej robić.".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{names} – nie odnotowano obecności w szkole {when}");
                let said = vec![format!("{marked} i nikt nie podał nam jeszcze powodu."), tell("powód"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{names} – nadal nie odnotowano obecności w szkole {when}");
                let said = vec![format!("{marked} i nikt nie podał nam jeszcze powodu."), tell("powód"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("{names} – spodziewaliśmy się powrotu do szkoły dzisiaj");
                (expected.clone(), vec![format!("{expected} i nadal czekamy."), tell("powód"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("{names} – spodziewaliśmy się przyjścia do szkoły przed tą godziną");
                (expected.clone(), vec![format!("{expected} i nadal czekamy."), tell("nową godzinę"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("{names} – nie odnotowano obecności w szkole po południu"),
                vec![
                    format!("{names} – dziś rano odnotowano obecność w szkole, po południu nie."),
                    if told.reads_email {
                        format!(
                            "Jeśli znają Państwo powód, prosimy odpowiedzieć na tę wiadomość. Jeśli nie, prosimy od razu zadzwonić do szkoły{at}."
                        )
                    } else {
                        format!(
                            "Niezależnie od tego, czy znają Państwo powód, prosimy od razu zadzwonić do szkoły{at}. \
                             Odpowiedzi na tę wiadomość nie są czytane."
                        )
                    },
                ],
            ),
            Words::PleaseRing => (
                format!("Prosimy o telefon: {}", told.school),
                vec![format!("Prosimy zadzwonić do szkoły{at} w dogodnej chwili.")],
            ),
            Words::InSchool => {
                let be = told.form("jest", "są");
                (format!("{names} {be} w szkole"), vec![format!("{names} {be} już w szkole."), nothing()])
            }
            Words::Found => (safe(told), vec![format!("{}.", safe(told)), nothing(), "Dziękujemy za pomoc.".to_owned()]),
            Words::NothingMore => (
                format!("Nie trzeba nic więcej robić{about}"),
                vec![format!("Po naszej wcześniejszej wiadomości{about} nie trzeba nic więcej robić.")],
            ),
            Words::Correction => (
                format!("Prosimy zignorować naszą wcześniejszą wiadomość{about}"),
                vec![
                    format!(
                        "Prosimy zignorować naszą wcześniejszą wiadomość{about}: została wysłana przez pomyłkę. Przepraszamy."
                    ),
                    format!("W razie pytań prosimy zadzwonić do szkoły{at}."),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let ring = answer.telephone.as_ref();
        let ring = ring.map_or_else(|| "zadzwonić do szkoły".to_owned(), |number| format!("zadzwonić pod numer {number}"));
        match answer.which {
            Acknowledgement::ReasonNoted => {
                format!("Dziękujemy za podanie powodu. Nie trzeba nic więcej robić. Jeśli źle zrozumieliśmy, prosimy {ring}.")
            }
            Acknowledgement::Understood(_) => {
                format!("Dziękujemy. Zapisaliśmy: {items}. Jeśli to się nie zgadza, prosimy odpisać lub {ring}.")
            }
            Acknowledgement::StaffWillRead => format!(
                "Dziękujemy, pracownik szkoły przeczyta tę wiadomość. Jeśli nie podali Państwo jeszcze powodu, prosimy go odpisać lub {ring}."
            ),
            Acknowledgement::WhichChild(_) => {
                format!("Dziękujemy. O które dziecko chodzi? {letters}. Prosimy odpisać literę i cyfrę, np. {example}.")
            }
            Acknowledgement::Looking => {
                format!("Dziękujemy. Już szukamy i zadzwonimy do Państwa. Prosimy też {ring} i mieć telefon przy sobie.")
            }
            Acknowledgement::Stopped => "Nie będziemy więcej wysyłać SMS-ów na ten numer. Szkoła może nadal dzwonić. \
                 Aby znów je otrzymywać, prosimy odpisać START."
                .to_owned(),
            Acknowledgement::Started => {
                "Będą Państwo znów otrzymywać nasze SMS-y. Aby z nich zrezygnować, prosimy odpisać STOP.".to_owned()
            }
            Acknowledgement::LanguageChanged => {
                "Od teraz będziemy pisać do Państwa po polsku. Aby wrócić do angielskiego, prosimy odpisać ENGLISH.".to_owned()
            }
            Acknowledgement::UnknownSender => {
                "Dziękujemy za wiadomość. Nie rozpoznajemy tego numeru, dlatego prosimy zadzwonić do szkoły.".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "choroba",
            NumberedAnswer::Appointment => "wizyta u lekarza",
            NumberedAnswer::RunningLate => "spóźnienie",
            NumberedAnswer::Other => "inny powód",
            NumberedAnswer::ShouldBeInSchool => "powinno być w szkole",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "choroba",
            Category::Appointment => "wizyta u lekarza",
            Category::Away => "wyjazd",
            Category::ReligiousDay => "święto religijne",
            Category::RunningLate => "spóźnienie",
            Category::Other => "inny powód",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "poniedziałek",
            Weekday::Tuesday => "wtorek",
            Weekday::Wednesday => "środa",
            Weekday::Thursday => "czwartek",
            Weekday::Friday => "piątek",
            Weekday::Saturday => "sobota",
            Weekday::Sunday => "niedziela",
        };
        format!("powrót {day} {}", with_dot(date))
    }

    fn greeting(&self) -> &'static str {
        "Dzień dobry,"
    }

    fn closing(&self) -> &'static str {
        "Dziękujemy"
    }

    fn test(&self) -> &'static str {
        "Test"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", " i ")
    }
}

fn example(told: &Telling<'_>) -> &'static str {
    told.form("", ", np. A1")
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "dziś rano",
        When::Afternoon => "dziś po południu",
        When::Today => "dzisiaj",
    }
}

/// ` (Ava)`; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!(" ({names})")).unwrap_or_default()
}

/// "Bezpieczny" or "bezpieczna" would say whether it is a boy or a girl: the child is neuter.
fn safe(told: &Telling<'_>) -> String {
    let safe = told.form("dziecko jest bezpieczne", "dzieci są bezpieczne");
    told.named().map_or_else(|| "Państwa dziecko jest bezpieczne".to_owned(), |names| format!("{names} – {safe}"))
}

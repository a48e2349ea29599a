//! The words in Romanian.
//!
//! Register: formal (dumneavoastră), with "vă rugăm".
//!
//! A reviewer should look at: "prezența nu este înregistrată" for a mark in the register; sentences about arrival and return, which
//! are built round a noun (sosirea, întoarcerea) so that no name needs "pe", "îl" or "o"; "programare medicală" for any medical or
//! dental appointment. Letters are ș and ț with a comma below.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{joined, with_dot};
use super::{Answer, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Romanian;

/// For children of whom no first name is known.
const NAMELESS: &str = "Copilul dumneavoastră";

impl Speech for Romanian {
    fn text(&self, told: &Telling<'_>) -> String {
        let (first, names) = (told.who_with_letters(NAMELESS), told.who(NAMELESS));
        let (when, about, be) = (when(told.when), about(told), told.form("este", "sunt"));
        let ask = format!("Vă rugăm să răspundeți{}: {}.", example(told), self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{first} – prezența la școală nu este înregistrată {when}. {ask}"),
            Words::SecondDay => format!("{first} – prezența la școală nu este înregistrată nici {when}. {ask}"),
            Words::ReturnDay => format!("{first} – așteptam azi întoarcerea la școală și încă așteptăm. {ask}"),
            Words::NotArrived => format!("{first} – așteptam sosirea la școală până acum și încă așteptăm. {ask}"),
            Words::GoneSinceMorning => {
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!(
                    "{first} – prezența la școală este înregistrată azi-dimineață, dar nu și acum. \
                     Vă rugăm să sunați sau să răspundeți{}: {choices}.",
                    example(told)
                )
            }
            Words::PleaseRing => format!("Vă rugăm {} când puteți.", ring_us(told.telephone.as_deref())),
            Words::InSchool => format!("{names} {be} acum la școală. Nu mai trebuie să faceți nimic. Vă mulțumim."),
            Words::Found => format!("{names} {be} în siguranță. Nu mai trebuie să faceți nimic. Vă mulțumim pentru ajutor."),
            Words::NothingMore => {
                format!("După mesajul nostru anterior{about} nu mai trebuie să faceți nimic. Vă mulțumim.")
            }
            Words::Correction => {
                format!("Vă rugăm să ignorați mesajul nostru anterior{about}: a fost trimis din greșeală. Ne cerem scuze.")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, when, about) = (told.who(NAMELESS), when(told.when), about(told));
        let be = told.form("este", "sunt");
        let at = told.telephone.as_ref().map(|number| format!(" la {number}")).unwrap_or_default();
        let tell = |what: &str| {
            if told.reads_email {
                format!("Vă rugăm să răspundeți la acest e-mail cu {what} sau să sunați la școală{at}.")
            } else {
                format!("Vă rugăm să sunați la școală{at} și să ne spuneți {what}. Răspunsurile la acest e-mail nu sunt citite.")
            }
        };
        let surprised = format!("Dacă acest lucru vă surprinde, vă rugăm să sunați acum la școală{at}.");
        let nothing = || "Nu mai trebuie să faceți nimic.".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{names} – prezența la școală nu este înregistrată {when}");
                let said = vec![format!("{marked}, iar nimeni nu ne-a spus încă motivul."), tell("motivul"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{names} – prezența la școală nu este înregistrată nici {when}");
                let said = vec![format!("{marked}, iar nimeni nu ne-a spus încă motivul."), tell("motivul"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("{names} – așteptam azi întoarcerea la școală");
                (expected.clone(), vec![format!("{expected} și încă așteptăm."), tell("motivul"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("{names} – așteptam sosirea la școală până acum");
                (expected.clone(), vec![format!("{expected} și încă așteptăm."), tell("noua oră"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("{names} – prezența la școală nu este înregistrată după-amiază"),
                vec![
                    format!("{names} – prezența la școală este înregistrată azi-dimineață, dar nu și după-amiază."),
                    if told.reads_email {
                        format!(
                            "Dacă știți motivul, vă rugăm să răspundeți la acest e-mail. Dacă nu, vă rugăm să sunați acum la școală{at}."
                        )
                    } else {
                        format!(
                            "Indiferent dacă știți sau nu motivul, vă rugăm să sunați acum la școală{at}. \
                             Răspunsurile la acest e-mail nu sunt citite."
                        )
                    },
                ],
            ),
            Words::PleaseRing => {
                (format!("Vă rugăm să sunați: {}", told.school), vec![format!("Vă rugăm să sunați la școală{at} când puteți.")])
            }
            Words::InSchool => (format!("{names} {be} la școală"), vec![format!("{names} {be} acum la școală."), nothing()]),
            Words::Found => (
                format!("{names} {be} în siguranță"),
                vec![format!("{names} {be} în siguranță."), nothing(), "Vă mulțumim pentru ajutor.".to_owned()],
            ),
            Words::NothingMore => (
                format!("Nu mai trebuie să faceți nimic{about}"),
                vec![format!("După mesajul nostru anterior{about} nu mai trebuie să faceți nimic.")],
            ),
            Words::Correction => (
                format!("Vă rugăm să ignorați mesajul nostru anterior{about}"),
                vec![
                    format!("Vă rugăm să ignorați mesajul nostru anterior{about}: a fost trimis din greșeală. Ne cerem scuze."),
                    format!("Dacă aveți întrebări, vă rugăm să sunați la școală{at}."),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let ring = ring_us(answer.telephone.as_deref());
        match answer.which {
            Acknowledgement::ReasonNoted => format!(
                "Vă mulțumim că ne-ați spus motivul. Nu mai trebuie să faceți nimic. Dacă am înțeles greșit, vă rugăm {ring}."
            ),
            Acknowledgement::Understood(_) => {
                format!("Vă mulțumim. Am notat: {items}. Dacă nu este corect, vă rugăm să răspundeți sau {ring}.")
            }
            Acknowledgement::StaffWillRead => format!(
                "Vă mulțumim, personalul școlii va citi mesajul. Dacă nu ne-ați spus încă motivul, vă rugăm să răspundeți cu el sau {ring}."
            ),
            Acknowledgement::WhichChild(_) => format!(
                "Vă mulțumim. Despre care copil este vorba? {letters}. Vă rugăm să răspundeți cu litera și cifra, de ex. {example}."
            ),
            Acknowledgement::Looking => {
                let at = answer.telephone.as_ref().map(|number| format!(" la {number}")).unwrap_or_default();
                format!(
                    "Vă mulțumim. Căutăm acum și vă vom suna. Vă rugăm să ne sunați și dumneavoastră{at} și să țineți telefonul la îndemână."
                )
            }
            Acknowledgement::Stopped => "Nu vom mai trimite SMS-uri la acest număr. Școala vă poate suna în continuare. \
                 Pentru a le primi din nou, răspundeți START."
                .to_owned(),
            Acknowledgement::Started => "Veți primi din nou SMS-urile noastre. Pentru a le opri, răspundeți STOP.".to_owned(),
            Acknowledgement::LanguageChanged => {
                "De acum vă vom scrie în română. Pentru a reveni la engleză, răspundeți ENGLISH.".to_owned()
            }
            Acknowledgement::UnknownSender => {
                "Vă mulțumim pentru mesaj. Nu recunoaștem acest număr, așa că vă rugăm să sunați la școală.".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "boală",
            NumberedAnswer::Appointment => "programare medicală",
            NumberedAnswer::RunningLate => "întârziere",
            NumberedAnswer::Other => "alt motiv",
            NumberedAnswer::ShouldBeInSchool => "ar trebui să fie la școală",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "boală",
            Category::Appointment => "programare medicală",
            Category::Away => "plecare din localitate",
            Category::ReligiousDay => "sărbătoare religioasă",
            Category::RunningLate => "întârziere",
            Category::Other => "alt motiv",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "luni",
            Weekday::Tuesday => "marți",
            Weekday::Wednesday => "miercuri",
            Weekday::Thursday => "joi",
            Weekday::Friday => "vineri",
            Weekday::Saturday => "sâmbătă",
            Weekday::Sunday => "duminică",
        };
        format!("revine {day} {}", with_dot(date))
    }

    fn greeting(&self) -> &'static str {
        "Bună ziua,"
    }

    fn closing(&self) -> &'static str {
        "Vă mulțumim,"
    }

    fn test(&self) -> &'static str {
        "Test"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", " și ")
    }
}

fn example(told: &Telling<'_>) -> &'static str {
    told.form("", ", de ex. A1")
}

fn ring_us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "să ne sunați".to_owned(), |number| format!("să ne sunați la {number}"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "azi-dimineață",
        When::Afternoon => "azi după-amiază",
        When::Today => "azi",
    }
}

/// ` despre Ava`; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!(" despre {names}")).unwrap_or_default()
}

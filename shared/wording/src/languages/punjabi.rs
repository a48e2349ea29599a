//! The words in Punjabi, written in Gurmukhi.
//!
//! Register: polite (ਤੁਸੀਂ, ਕਿਰਪਾ ਕਰਕੇ), in everyday words; families from Pakistan read Urdu instead.
//!
//! A reviewer should look at: "ਹਾਜ਼ਰੀ ਦਰਜ ਨਹੀਂ ਹੈ" for a mark in the register; that no verb agrees with the child, so that none says boy
//! or girl; "ਅਪੌਇੰਟਮੈਂਟ", the English word that families here use; a greeting that belongs to no religion.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{joined, with_stroke};
use super::{Answer, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Punjabi;

/// For children of whom no first name is known, before a postposition.
const NAMELESS: &str = "ਤੁਹਾਡੇ ਬੱਚੇ";
/// The same as the subject of a sentence.
const NAMELESS_FIRST: &str = "ਤੁਹਾਡਾ ਬੱਚਾ";

impl Speech for Punjabi {
    fn text(&self, told: &Telling<'_>) -> String {
        let (first, names) = (told.who_with_letters(NAMELESS), told.who(NAMELESS_FIRST));
        let (when, about, be) = (when(told.when), about(told), told.form("ਹੈ", "ਹਨ"));
        let ask = told.form("ਕਿਰਪਾ ਕਰਕੇ ਜਵਾਬ ਦਿਓ:", "ਕਿਰਪਾ ਕਰਕੇ ਜਵਾਬ ਦਿਓ, ਜਿਵੇਂ A1:");
        let ask = format!("{ask} {}।", self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{first} ਦੀ {when} ਸਕੂਲ ਵਿੱਚ ਹਾਜ਼ਰੀ ਦਰਜ ਨਹੀਂ ਹੈ। {ask}"),
            Words::SecondDay => format!("{first} ਦੀ {when} ਵੀ ਸਕੂਲ ਵਿੱਚ ਹਾਜ਼ਰੀ ਦਰਜ ਨਹੀਂ ਹੈ। {ask}"),
            Words::ReturnDay => format!("ਸਾਨੂੰ ਅੱਜ {first} ਦੇ ਵਾਪਸ ਆਉਣ ਦੀ ਉਮੀਦ ਸੀ ਅਤੇ ਅਸੀਂ ਹਾਲੇ ਉਡੀਕ ਕਰ ਰਹੇ ਹਾਂ। {ask}"),
            Words::NotArrived => format!("ਸਾਨੂੰ ਹੁਣ ਤੱਕ {first} ਦੇ ਆਉਣ ਦੀ ਉਮੀਦ ਸੀ ਅਤੇ ਅਸੀਂ ਹਾਲੇ ਉਡੀਕ ਕਰ ਰਹੇ ਹਾਂ। {ask}"),
            Words::GoneSinceMorning => {
                let ring = told.form("ਕਿਰਪਾ ਕਰਕੇ ਫ਼ੋਨ ਕਰੋ ਜਾਂ ਜਵਾਬ ਦਿਓ:", "ਕਿਰਪਾ ਕਰਕੇ ਫ਼ੋਨ ਕਰੋ ਜਾਂ ਜਵਾਬ ਦਿਓ, ਜਿਵੇਂ A1:");
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!("{first} ਦੀ ਅੱਜ ਸਵੇਰੇ ਸਕੂਲ ਵਿੱਚ ਹਾਜ਼ਰੀ ਦਰਜ ਸੀ ਪਰ ਹੁਣ ਦਰਜ ਨਹੀਂ ਹੈ। {ring} {choices}।")
            }
            Words::PleaseRing => format!("ਕਿਰਪਾ ਕਰਕੇ ਜਦੋਂ ਹੋ ਸਕੇ {}।", ring_us(told.telephone.as_deref())),
            Words::InSchool => format!("{names} ਹੁਣ ਸਕੂਲ ਵਿੱਚ {be}। ਤੁਹਾਨੂੰ ਹੋਰ ਕੁਝ ਕਰਨ ਦੀ ਲੋੜ ਨਹੀਂ। ਧੰਨਵਾਦ।"),
            Words::Found => format!("{names} ਸੁਰੱਖਿਅਤ {be}। ਤੁਹਾਨੂੰ ਹੋਰ ਕੁਝ ਕਰਨ ਦੀ ਲੋੜ ਨਹੀਂ। ਮਦਦ ਲਈ ਧੰਨਵਾਦ।"),
            Words::NothingMore => format!("{about}ਸਾਡੇ ਪਿਛਲੇ ਸੁਨੇਹੇ ਤੋਂ ਬਾਅਦ ਹੋਰ ਕੁਝ ਕਰਨ ਦੀ ਲੋੜ ਨਹੀਂ। ਧੰਨਵਾਦ।"),
            Words::Correction => {
                format!("ਕਿਰਪਾ ਕਰਕੇ {about}ਸਾਡੇ ਪਿਛਲੇ ਸੁਨੇਹੇ ਨੂੰ ਅਣਡਿੱਠ ਕਰੋ: ਉਹ ਗਲਤੀ ਨਾਲ ਭੇਜਿਆ ਗਿਆ ਸੀ। ਸਾਨੂੰ ਅਫ਼ਸੋਸ ਹੈ।")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, when, about) = (told.who(NAMELESS), when(told.when), about(told));
        let (subject, be) = (told.who(NAMELESS_FIRST), told.form("ਹੈ", "ਹਨ"));
        let ring = told.telephone.as_ref();
        let ring = ring.map_or_else(|| "ਸਕੂਲ ਨੂੰ ਫ਼ੋਨ ਕਰੋ".to_owned(), |number| format!("ਸਕੂਲ ਨੂੰ {number} 'ਤੇ ਫ਼ੋਨ ਕਰੋ"));
        let tell = |what: &str| {
            if told.reads_email {
                format!("ਕਿਰਪਾ ਕਰਕੇ ਇਸ ਈਮੇਲ ਦੇ ਜਵਾਬ ਵਿੱਚ {what} ਦੱਸੋ, ਜਾਂ {ring}।")
            } else {
                format!("ਕਿਰਪਾ ਕਰਕੇ {ring} ਅਤੇ {what} ਦੱਸੋ। ਇਸ ਈਮੇਲ ਦੇ ਜਵਾਬ ਪੜ੍ਹੇ ਨਹੀਂ ਜਾਂਦੇ।")
            }
        };
        let surprised = format!("ਜੇ ਤੁਹਾਨੂੰ ਇਹ ਪਤਾ ਨਹੀਂ ਸੀ ਤਾਂ ਕਿਰਪਾ ਕਰਕੇ ਹੁਣੇ {ring}।");
        let nothing = || "ਤੁਹਾਨੂੰ ਹੋਰ ਕੁਝ ਕਰਨ ਦੀ ਲੋੜ ਨਹੀਂ।".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{names} ਦੀ {when} ਸਕੂਲ ਵਿੱਚ ਹਾਜ਼ਰੀ ਦਰਜ ਨਹੀਂ ਹੈ");
                let said = vec![format!("{marked}, ਅਤੇ ਹਾਲੇ ਤੱਕ ਕਿਸੇ ਨੇ ਸਾਨੂੰ ਕਾਰਨ ਨਹੀਂ ਦੱਸਿਆ।"), tell("ਕਾਰਨ"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{names} ਦੀ {when} ਵੀ ਸਕੂਲ ਵਿੱਚ ਹਾਜ਼ਰੀ ਦਰਜ ਨਹੀਂ ਹੈ");
                let said = vec![format!("{marked}, ਅਤੇ ਹਾਲੇ ਤੱਕ ਕਿਸੇ ਨੇ ਸਾਨੂੰ ਕਾਰਨ ਨਹੀਂ ਦੱਸਿਆ।"), tell("ਕਾਰਨ"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("ਸਾਨੂੰ ਅੱਜ {names} ਦੇ ਸਕੂਲ ਵਾਪਸ ਆਉਣ ਦੀ ਉਮੀਦ ਸੀ");
                (expected.clone(), vec![format!("{expected} ਅਤੇ ਅਸੀਂ ਹਾਲੇ ਉਡੀਕ ਕਰ ਰਹੇ ਹਾਂ।"), tell("ਕਾਰਨ"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("ਸਾਨੂੰ ਹੁਣ ਤੱਕ {names} ਦੇ ਸਕੂਲ ਆਉਣ ਦੀ ਉਮੀਦ ਸੀ");
                (expected.clone(), vec![format!("{expected} ਅਤੇ ਅਸੀਂ ਹਾਲੇ ਉਡੀਕ ਕਰ ਰਹੇ ਹਾਂ।"), tell("ਨਵਾਂ ਸਮਾਂ"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("{names} ਦੀ ਅੱਜ ਦੁਪਹਿਰ ਸਕੂਲ ਵਿੱਚ ਹਾਜ਼ਰੀ ਦਰਜ ਨਹੀਂ ਹੈ"),
                vec![
                    format!("{names} ਦੀ ਅੱਜ ਸਵੇਰੇ ਸਕੂਲ ਵਿੱਚ ਹਾਜ਼ਰੀ ਦਰਜ ਸੀ ਪਰ ਦੁਪਹਿਰ ਨੂੰ ਦਰਜ ਨਹੀਂ ਹੈ।"),
                    if told.reads_email {
                        format!("ਜੇ ਤੁਹਾਨੂੰ ਕਾਰਨ ਪਤਾ ਹੈ ਤਾਂ ਕਿਰਪਾ ਕਰਕੇ ਇਸ ਈਮੇਲ ਦਾ ਜਵਾਬ ਦਿਓ। ਜੇ ਨਹੀਂ ਤਾਂ ਕਿਰਪਾ ਕਰਕੇ ਹੁਣੇ {ring}।")
                    } else {
                        format!("ਕਾਰਨ ਪਤਾ ਹੋਵੇ ਜਾਂ ਨਾ, ਕਿਰਪਾ ਕਰਕੇ ਹੁਣੇ {ring}। ਇਸ ਈਮੇਲ ਦੇ ਜਵਾਬ ਪੜ੍ਹੇ ਨਹੀਂ ਜਾਂਦੇ।")
                    },
                ],
            ),
            Words::PleaseRing => (format!("ਕਿਰਪਾ ਕਰਕੇ ਫ਼ੋਨ ਕਰੋ: {}", told.school), vec![format!("ਕਿਰਪਾ ਕਰਕੇ ਜਦੋਂ ਹੋ ਸਕੇ {ring}।")]),
            Words::InSchool => (format!("{subject} ਸਕੂਲ ਵਿੱਚ {be}"), vec![format!("{subject} ਹੁਣ ਸਕੂਲ ਵਿੱਚ {be}।"), nothing()]),
            Words::Found => {
                (format!("{subject} ਸੁਰੱਖਿਅਤ {be}"), vec![format!("{subject} ਸੁਰੱਖਿਅਤ {be}।"), nothing(), "ਮਦਦ ਲਈ ਧੰਨਵਾਦ।".to_owned()])
            }
            Words::NothingMore => {
                (format!("{about}ਹੋਰ ਕੁਝ ਕਰਨ ਦੀ ਲੋੜ ਨਹੀਂ"), vec![format!("{about}ਸਾਡੇ ਪਿਛਲੇ ਸੁਨੇਹੇ ਤੋਂ ਬਾਅਦ ਹੋਰ ਕੁਝ ਕਰਨ ਦੀ ਲੋੜ ਨਹੀਂ।")])
            }
            Words::Correction => (
                format!("ਕਿਰਪਾ ਕਰਕੇ {about}ਸਾਡੇ ਪਿਛਲੇ ਸੁਨੇਹੇ ਨੂੰ ਅਣਡਿੱਠ ਕਰੋ"),
                vec![
                    format!("ਕਿਰਪਾ ਕਰਕੇ {about}ਸਾਡੇ ਪਿਛਲੇ ਸੁਨੇਹੇ ਨੂੰ ਅਣਡਿੱਠ ਕਰੋ: ਉਹ ਗਲਤੀ ਨਾਲ ਭੇਜਿਆ ਗਿਆ ਸੀ। ਸਾਨੂੰ ਅਫ਼ਸੋਸ ਹੈ।"),
                    format!("ਜੇ ਤੁਸੀਂ ਇਸ ਬਾਰੇ ਕੁਝ ਪੁੱਛਣਾ ਚਾਹੋ ਤਾਂ ਕਿਰਪਾ ਕਰਕੇ {ring}।"),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let ring = ring_us(answer.telephone.as_deref());
        match answer.which {
            Acknowledgement::ReasonNoted => {
                format!("ਕਾਰਨ ਦੱਸਣ ਲਈ ਧੰਨਵਾਦ। ਤੁਹਾਨੂੰ ਹੋਰ ਕੁਝ ਕਰਨ ਦੀ ਲੋੜ ਨਹੀਂ। ਜੇ ਅਸੀਂ ਗਲਤ ਸਮਝੇ ਹਾਂ ਤਾਂ ਕਿਰਪਾ ਕਰਕੇ {ring}।")
            }
            Acknowledgement::Understood(_) => {
                format!("ਧੰਨਵਾਦ। ਅਸੀਂ ਇਹ ਲਿਖਿਆ ਹੈ: {items}। ਜੇ ਇਹ ਠੀਕ ਨਹੀਂ ਤਾਂ ਕਿਰਪਾ ਕਰਕੇ ਜਵਾਬ ਦਿਓ ਜਾਂ {ring}।")
            }
            Acknowledgement::StaffWillRead => {
                format!("ਧੰਨਵਾਦ, ਸਕੂਲ ਦਾ ਸਟਾਫ਼ ਇਹ ਪੜ੍ਹੇਗਾ। ਜੇ ਤੁਸੀਂ ਹਾਲੇ ਕਾਰਨ ਨਹੀਂ ਦੱਸਿਆ ਤਾਂ ਕਿਰਪਾ ਕਰਕੇ ਜਵਾਬ ਵਿੱਚ ਲਿਖੋ ਜਾਂ {ring}।")
            }
            Acknowledgement::WhichChild(_) => {
                format!("ਧੰਨਵਾਦ। ਇਹ ਸੁਨੇਹਾ ਕਿਸ ਬੱਚੇ ਬਾਰੇ ਹੈ? {letters}। ਕਿਰਪਾ ਕਰਕੇ ਅੱਖਰ ਅਤੇ ਅੰਕ ਨਾਲ ਜਵਾਬ ਦਿਓ, ਜਿਵੇਂ {example}।")
            }
            Acknowledgement::Looking => {
                format!("ਧੰਨਵਾਦ। ਅਸੀਂ ਹੁਣੇ ਦੇਖ ਰਹੇ ਹਾਂ ਅਤੇ ਤੁਹਾਨੂੰ ਫ਼ੋਨ ਕਰਾਂਗੇ। ਕਿਰਪਾ ਕਰਕੇ ਤੁਸੀਂ ਵੀ {ring} ਅਤੇ ਆਪਣਾ ਫ਼ੋਨ ਕੋਲ ਰੱਖੋ।")
            }
            Acknowledgement::Stopped => "ਅਸੀਂ ਇਸ ਨੰਬਰ 'ਤੇ ਹੋਰ ਟੈਕਸਟ ਸੁਨੇਹੇ ਨਹੀਂ ਭੇਜਾਂਗੇ। ਸਕੂਲ ਫਿਰ ਵੀ ਤੁਹਾਨੂੰ ਫ਼ੋਨ ਕਰ ਸਕਦਾ ਹੈ। \
                 ਦੁਬਾਰਾ ਸੁਨੇਹੇ ਲੈਣ ਲਈ START ਲਿਖ ਕੇ ਜਵਾਬ ਦਿਓ।"
                .to_owned(),
            Acknowledgement::Started => "ਤੁਹਾਨੂੰ ਸਾਡੇ ਟੈਕਸਟ ਸੁਨੇਹੇ ਦੁਬਾਰਾ ਮਿਲਣਗੇ। ਬੰਦ ਕਰਨ ਲਈ STOP ਲਿਖ ਕੇ ਜਵਾਬ ਦਿਓ।".to_owned(),
            Acknowledgement::LanguageChanged => "ਹੁਣ ਤੋਂ ਅਸੀਂ ਤੁਹਾਨੂੰ ਪੰਜਾਬੀ ਵਿੱਚ ਲਿਖਾਂਗੇ। ਅੰਗਰੇਜ਼ੀ ਲਈ ENGLISH ਲਿਖ ਕੇ ਜਵਾਬ ਦਿਓ।".to_owned(),
            Acknowledgement::UnknownSender => "ਤੁਹਾਡੇ ਸੁਨੇਹੇ ਲਈ ਧੰਨਵਾਦ। ਅਸੀਂ ਇਹ ਨੰਬਰ ਨਹੀਂ ਪਛਾਣਦੇ, ਇਸ ਲਈ ਕਿਰਪਾ ਕਰਕੇ ਸਕੂਲ ਨੂੰ ਫ਼ੋਨ ਕਰੋ।".to_owned(),
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "ਬਿਮਾਰੀ",
            NumberedAnswer::Appointment => "ਅਪੌਇੰਟਮੈਂਟ",
            NumberedAnswer::RunningLate => "ਦੇਰ",
            NumberedAnswer::Other => "ਹੋਰ ਕਾਰਨ",
            NumberedAnswer::ShouldBeInSchool => "ਸਕੂਲ ਵਿੱਚ ਹੋਣਾ ਚਾਹੀਦਾ ਹੈ",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "ਬਿਮਾਰੀ",
            Category::Appointment => "ਅਪੌਇੰਟਮੈਂਟ",
            Category::Away => "ਸਫ਼ਰ",
            Category::ReligiousDay => "ਧਾਰਮਿਕ ਦਿਨ",
            Category::RunningLate => "ਦੇਰ",
            Category::Other => "ਹੋਰ ਕਾਰਨ",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "ਸੋਮਵਾਰ",
            Weekday::Tuesday => "ਮੰਗਲਵਾਰ",
            Weekday::Wednesday => "ਬੁੱਧਵਾਰ",
            Weekday::Thursday => "ਵੀਰਵਾਰ",
            Weekday::Friday => "ਸ਼ੁੱਕਰਵਾਰ",
            Weekday::Saturday => "ਸ਼ਨੀਵਾਰ",
            Weekday::Sunday => "ਐਤਵਾਰ",
        };
        format!("ਵਾਪਸੀ {day} {}", with_stroke(date))
    }

    fn greeting(&self) -> &'static str {
        "ਹੈਲੋ,"
    }

    fn closing(&self) -> &'static str {
        "ਧੰਨਵਾਦ,"
    }

    fn test(&self) -> &'static str {
        "ਟੈਸਟ"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", " ਅਤੇ ")
    }
}

fn ring_us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "ਸਾਨੂੰ ਫ਼ੋਨ ਕਰੋ".to_owned(), |number| format!("ਸਾਨੂੰ {number} 'ਤੇ ਫ਼ੋਨ ਕਰੋ"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "ਅੱਜ ਸਵੇਰੇ",
        When::Afternoon => "ਅੱਜ ਦੁਪਹਿਰ",
        When::Today => "ਅੱਜ",
    }
}

/// `Ava ਬਾਰੇ `; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!("{names} ਬਾਰੇ ")).unwrap_or_default()
}

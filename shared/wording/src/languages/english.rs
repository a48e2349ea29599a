//! The words in English.
//!
//! Register: plain and polite, as a school office writes to any parent; no first name of a parent, no he or she.
//!
//! Why they are as they are: a mark can be wrong, so a text says "not marked in school", which stays true and accuses nobody. What a
//! parent can answer stands in the text as digits; "9 should be in school" asks for the alarm without naming a fear. A question about
//! one child is one part for a school's name of 30 letters; with two children the example `A1` takes the place of "please". A name
//! like Siân, whose letters cost double, costs three parts.
//!
//! Who was here this morning was in school's care: there the reader is asked to ring first. Whoever hears that nothing more is needed
//! hears which child it is about, so that nobody stops looking for a brother; never who answered, or what.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::joined;
use super::{Answer, Language, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(crate) struct English;

/// For children of whom no first name is known.
const NAMELESS: &str = "Your child";
/// The same inside a sentence.
const NAMELESS_INSIDE: &str = "your child";

impl Speech for English {
    fn text(&self, told: &Telling<'_>) -> String {
        let names = told.who(NAMELESS);
        let (first, inside) = (told.who_with_letters(NAMELESS), told.who_with_letters(NAMELESS_INSIDE));
        let (be, were) = (told.form("is", "are"), told.form("was", "were"));
        let (when, about) = (when(told.when), about(told));
        let ask = told.form("Please reply", "Reply, e.g. A1:");
        let ask = format!("{ask} {}.", self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{first} {be} not marked in school {when}. {ask}"),
            Words::SecondDay => format!("{first} {be} still not marked in school {when}. {ask}"),
            Words::ReturnDay => format!("We expected {inside} back today and are still waiting. {ask}"),
            Words::NotArrived => format!("We expected {inside} by now and are still waiting. {ask}"),
            Words::GoneSinceMorning => {
                let ring = told.form("Please ring or reply", "Ring or reply, e.g. A1:");
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!("{first} {were} here this morning but {be} not marked now. {ring} {choices}.")
            }
            Words::PleaseRing => format!("Please ring {} when you can.", us(told.telephone.as_deref())),
            Words::InSchool => format!("{names} {be} in school now. You need do nothing more. Thank you."),
            Words::Found => format!("{names} {be} safe. You need do nothing more. Thank you for your help."),
            Words::NothingMore => format!("Nothing more is needed after our earlier message{about}. Thank you."),
            Words::Correction => {
                format!("Please ignore our earlier message{about}: it was sent by mistake. We are sorry.")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, inside, about, when) = (told.who(NAMELESS), told.who(NAMELESS_INSIDE), about(told), when(told.when));
        let (be, were, have) = (told.form("is", "are"), told.form("was", "were"), told.form("has", "have"));
        let ring =
            told.telephone.as_ref().map_or_else(|| "ring the school".to_owned(), |number| format!("ring the school on {number}"));
        let tell = |what: &str| {
            if told.reads_email {
                format!("Please reply to this email with {what}, or {ring}.")
            } else {
                format!("Please {ring} and tell us {what}. Replies to this email are not read.")
            }
        };
        let surprised = format!("If this surprises you, please {ring} now.");
        let nothing = || "You need do nothing more.".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{names} {be} not marked in school {when}");
                let said = vec![format!("{marked}, and nobody has told us why yet."), tell("the reason"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{names} {be} still not marked in school {when}");
                let said = vec![format!("{marked}, and nobody has told us why yet."), tell("the reason"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("We expected {inside} back in school today");
                let said = vec![format!("{expected} and are still waiting."), tell("the reason"), surprised];
                (expected, said)
            }
            Words::NotArrived => {
                let expected = format!("We expected {inside} in school by now");
                let said = vec![format!("{expected} and are still waiting."), tell("the new time"), surprised];
                (expected, said)
            }
            Words::GoneSinceMorning => (
                format!("{names} {have} not been marked in school this afternoon"),
                vec![
                    format!("{names} {were} here this morning and {have} not been marked this afternoon."),
                    if told.reads_email {
                        format!("If you know why, please reply to this email. If not, please {ring} now.")
                    } else {
                        format!("Whether you know why or not, please {ring} now. Replies to this email are not read.")
                    },
                ],
            ),
            Words::PleaseRing => (format!("Please ring {}", told.school), vec![format!("Please {ring} when you can.")]),
            Words::InSchool => (format!("{names} {be} in school"), vec![format!("{names} {be} in school now."), nothing()]),
            Words::Found => (
                format!("{names} {be} safe"),
                vec![format!("{names} {be} safe."), nothing(), "Thank you for your help.".to_owned()],
            ),
            Words::NothingMore => (
                format!("Nothing more is needed{about}"),
                vec![format!("Nothing more is needed after our earlier message{about}.")],
            ),
            Words::Correction => (
                format!("Please ignore our earlier message{about}"),
                vec![
                    format!("Please ignore our earlier message{about}: it was sent by mistake. We are sorry."),
                    format!("If you would like to ask us about it, please {ring}."),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let us = us(answer.telephone.as_deref());
        match answer.which {
            Acknowledgement::ReasonNoted => format!(
                "Thank you for telling us the reason. You need do nothing more. If we have misunderstood, please ring {us}."
            ),
            Acknowledgement::Understood(_) => {
                format!("Thank you. We have noted: {items}. If that is wrong, please reply or ring {us}.")
            }
            Acknowledgement::StaffWillRead => format!(
                "Thank you, staff will read this. If you have not yet told us the reason, please reply with it or ring {us}."
            ),
            Acknowledgement::WhichChild(_) => {
                format!("Thank you. Which child do you mean? {letters}. Please reply with letter and number, e.g. {example}.")
            }
            Acknowledgement::Looking => {
                format!(
                    "Thank you. We are looking now and will ring you. Please ring {us} as well, and keep your phone with you."
                )
            }
            Acknowledgement::Stopped => "We will send no more texts to this number. The school may still ring you. \
                 To get texts again, reply START."
                .to_owned(),
            Acknowledgement::Started => "You will get our texts again. To end them, reply STOP.".to_owned(),
            Acknowledgement::LanguageChanged => {
                "From now on we write to you in English. To change that, reply with the name of a language.".to_owned()
            }
            Acknowledgement::UnknownSender => {
                "Thank you for your message. We do not recognise this number, so please ring the school.".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "ill",
            NumberedAnswer::Appointment => "appointment",
            NumberedAnswer::RunningLate => "late",
            NumberedAnswer::Other => "other",
            NumberedAnswer::ShouldBeInSchool => "should be in school",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "ill",
            Category::Appointment => "an appointment",
            Category::Away => "away",
            Category::ReligiousDay => "a religious day",
            Category::RunningLate => "running late",
            Category::Other => "another reason",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        };
        format!("back on {day} {}", date.strftime("%-d %B"))
    }

    fn greeting(&self) -> &'static str {
        "Hello,"
    }

    fn closing(&self) -> &'static str {
        "Thank you,"
    }

    fn test(&self) -> &'static str {
        "Test"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", " and ")
    }
}

/// What the answer says in a language that was chosen, for whoever does not read it.
pub(crate) fn changed_to(language: Language) -> String {
    format!("From now on we will write to you in {}. To go back to English, reply ENGLISH.", language.english_name())
}

fn us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "us".to_owned(), |number| format!("us on {number}"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "this morning",
        When::Afternoon => "this afternoon",
        When::Today => "today",
    }
}

/// ` about Ava`; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!(" about {names}")).unwrap_or_default()
}

/// `Ava`, `Ava and Noah`, `Ava, Noah and Zoë`.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| name.as_ref().to_owned()).collect();
    joined(&names, ", ", " and ")
}

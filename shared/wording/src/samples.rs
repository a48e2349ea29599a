//! Every message there is, about given children: for whoever wants to see, review or check all of them.

use domain::Personal;
use domain::search::Words;
use jiff::civil::{Date, Time, date, time};

use crate::languages::Language;
use crate::parts::PartSize;
use crate::said::{Acknowledgement, Category, Confirmed, Email, School, Shown, Told, When};

/// A message in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// A stable word: `first_day`, `answer_looking`.
    pub key: &'static str,
    /// What it is, in English.
    pub title: &'static str,
    /// The text, with the English beside it.
    pub text: Shown,
    /// The email and the English beside it; an answer to a reply has none.
    pub email: Option<[Email; 2]>,
}

/// A Wednesday.
const BACK: Date = date(2026, 11, 25);
const BY: Time = time(9, 45, 0, 0);

/// Every message to a contact and every answer to a reply.
pub fn samples(language: Language, school: &School<'_>, children: &[Personal], size: PartSize) -> Vec<Sample> {
    let told = Words::ALL.into_iter().map(|words| {
        // What is said of an afternoon is of no morning.
        let when = if words == Words::GoneSinceMorning { When::Afternoon } else { When::Morning };
        let told = Told { words, school: *school, children, when };
        Sample {
            key: words.as_str(),
            title: title(words),
            text: told.shown(language, size),
            email: Some([told.email(language), told.email(Language::English)]),
        }
    });
    let understood = understood(children);
    let answers = answers(&understood, children).into_iter().map(|which| Sample {
        key: key(which),
        title: answer_title(which),
        text: which.shown(school, language, size),
        email: None,
    });
    told.chain(answers).collect()
}

/// Of each child something else.
pub(crate) fn understood(children: &[Personal]) -> Vec<Confirmed<'_>> {
    let kinds = [
        (Category::Ill, Some(BACK), None),
        (Category::RunningLate, None, Some(BY)),
        (Category::Appointment, None, None),
        (Category::Away, Some(BACK), None),
        (Category::ReligiousDay, None, None),
        (Category::Other, None, None),
    ];
    match children {
        [] | [_] => vec![Confirmed { child: children.first(), category: Category::Ill, back: Some(BACK), by: None }],
        _ => {
            let of = |(child, (category, back, by))| Confirmed { child: Some(child), category, back, by };
            children.iter().zip(kinds.into_iter().cycle()).map(of).collect()
        }
    }
}

/// Which child is meant is asked where there is more than one.
pub(crate) fn answers<'a>(understood: &'a [Confirmed<'a>], children: &'a [Personal]) -> Vec<Acknowledgement<'a>> {
    let mut answers = vec![
        Acknowledgement::ReasonNoted,
        Acknowledgement::Understood(understood),
        Acknowledgement::StaffWillRead,
        Acknowledgement::WhichChild(children),
        Acknowledgement::Looking,
        Acknowledgement::Stopped,
        Acknowledgement::Started,
        Acknowledgement::LanguageChanged,
        Acknowledgement::UnknownSender,
    ];
    answers.retain(|answer| children.len() > 1 || !matches!(answer, Acknowledgement::WhichChild(_)));
    answers
}

/// What a message is.
pub(crate) const fn title(words: Words) -> &'static str {
    match words {
        Words::FirstDay => "First message of a day",
        Words::SecondDay => "Another day",
        Words::ReturnDay => "The day of return",
        Words::GoneSinceMorning => "Gone since the morning",
        Words::NotArrived => "Not here by the time that was given",
        Words::PleaseRing => "Please ring",
        Words::InSchool => "In school",
        Words::NothingMore => "Nothing more is needed",
        Words::Correction => "Sent by mistake",
        Words::Found => "Safe",
    }
}

const fn key(which: Acknowledgement<'_>) -> &'static str {
    match which {
        Acknowledgement::ReasonNoted => "answer_reason_noted",
        Acknowledgement::Understood(_) => "answer_understood",
        Acknowledgement::StaffWillRead => "answer_staff_will_read",
        Acknowledgement::WhichChild(_) => "answer_which_child",
        Acknowledgement::Looking => "answer_looking",
        Acknowledgement::Stopped => "answer_stopped",
        Acknowledgement::Started => "answer_started",
        Acknowledgement::LanguageChanged => "answer_language_changed",
        Acknowledgement::UnknownSender => "answer_unknown_sender",
    }
}

/// What a reply was that is answered so.
const fn answer_title(which: Acknowledgement<'_>) -> &'static str {
    match which {
        Acknowledgement::ReasonNoted => "A reason was given, and is better not repeated",
        Acknowledgement::Understood(_) => "A reason was given",
        Acknowledgement::StaffWillRead => "Anything else",
        Acknowledgement::WhichChild(_) => "Not clear which child is meant",
        Acknowledgement::Looking => "The parent thought the child was in school, or does not know where the child is",
        Acknowledgement::Stopped => "No more texts",
        Acknowledgement::Started => "Texts again",
        Acknowledgement::LanguageChanged => "Another language",
        Acknowledgement::UnknownSender => "Nobody is known under this number, or more than one family is",
    }
}

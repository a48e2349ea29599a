//! Every sentence of a call, about given children: for whoever wants to see, review or check all of them.

use domain::Personal;

use super::{BackSaid, Noted, Spoken};
use crate::languages::Language;
use crate::numbered::NumberedAnswer;
use crate::said::{School, When};

/// A sentence of a call in a language.
#[derive(Clone, PartialEq, Eq)]
pub struct SpokenSample {
    /// A stable word: `greeting`.
    pub key: &'static str,
    /// When it is said, in English.
    pub title: &'static str,
    /// As it is spoken.
    pub text: String,
    /// The same in English.
    pub english: String,
}

impl std::fmt::Debug for SpokenSample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpokenSample").field("key", &self.key).finish_non_exhaustive()
    }
}

/// Every sentence that can be said in a call, in the order in which it is heard.
pub fn spoken_samples(language: Language, school: &School<'_>, children: &[Personal]) -> Vec<SpokenSample> {
    let noted = noted(children);
    let first = children.first().cloned().unwrap_or_default();
    let all = [
        Spoken::Greeting,
        Spoken::GreetingBack,
        Spoken::Welcome,
        Spoken::OtherLanguage,
        Spoken::ThisLanguage('1'),
        Spoken::Marked { children, when: When::Morning },
        Spoken::Marked { children, when: When::Afternoon },
        Spoken::Marked { children, when: When::Today },
        Spoken::DidNotKnow,
        Spoken::ForAll,
        Spoken::Reasons,
        Spoken::OneByOne,
        Spoken::About(&first),
        Spoken::Again,
        Spoken::NotHeard,
        Spoken::AfterTheTone,
        Spoken::WriteReason,
        Spoken::Back(children),
        Spoken::Noted(&noted),
        Spoken::NotRight,
        Spoken::PleaseRing,
        Spoken::Connecting,
        Spoken::NobodyNow,
        Spoken::SchoolTold,
        Spoken::Office,
        Spoken::Message,
        Spoken::WrongNumber,
        Spoken::Answered,
        Spoken::ThankYou,
    ];
    let sample = |spoken: Spoken<'_>| {
        let (key, title) = described(spoken);
        // The language that is offered is the same one in both columns.
        let english = match spoken {
            Spoken::ThisLanguage(digit) => format!("For {}, press {digit}.", language.english_name()),
            _ => spoken.said(school, Language::English),
        };
        SpokenSample { key, title, text: spoken.said(school, language), english }
    };
    all.into_iter().map(sample).collect()
}

/// Of each child something else.
fn noted(children: &[Personal]) -> Vec<Noted<'_>> {
    let kinds = [
        (NumberedAnswer::Ill, Some(BackSaid::NextSchoolDay)),
        (NumberedAnswer::Appointment, Some(BackSaid::LaterToday)),
        (NumberedAnswer::RunningLate, None),
        (NumberedAnswer::Other, None),
    ];
    match children {
        [] | [_] => kinds.iter().take(1).map(|&(answer, back)| Noted { child: None, answer, back }).collect(),
        _ => {
            let of = |(child, (answer, back))| Noted { child: Some(child), answer, back };
            children.iter().zip(kinds.into_iter().cycle()).map(of).collect()
        }
    }
}

const fn described(spoken: Spoken<'_>) -> (&'static str, &'static str) {
    match spoken {
        Spoken::Greeting => ("greeting", "Somebody lifts"),
        Spoken::GreetingBack => ("greeting_back", "A known number rings back"),
        Spoken::Welcome => ("welcome", "An unknown number rings"),
        Spoken::OtherLanguage => ("other_language", "In each menu, where there are other languages"),
        Spoken::ThisLanguage(_) => ("this_language", "In the menu of languages, each in its own"),
        Spoken::Again => ("again", "In each menu"),
        Spoken::Marked { when: When::Morning, .. } => ("marked_morning", "After key 1, of the morning"),
        Spoken::Marked { when: When::Afternoon, .. } => ("marked_afternoon", "After key 1, of the afternoon"),
        Spoken::Marked { when: When::Today, .. } => ("marked_today", "After key 1, of both"),
        Spoken::DidNotKnow => ("did_not_know", "The alarm's key"),
        Spoken::ForAll => ("for_all", "Before the reasons, of several children"),
        Spoken::Reasons => ("reasons", "The reasons' keys"),
        Spoken::OneByOne => ("one_by_one", "After the reasons, of several children"),
        Spoken::About(_) => ("about", "Child by child"),
        Spoken::AfterTheTone => ("after_the_tone", "Key 4, where recordings are on"),
        Spoken::WriteReason => ("write_reason", "Key 4, where they are off or nothing was spoken"),
        Spoken::Back(_) => ("back", "After a reason"),
        Spoken::Noted(_) => ("noted", "What was understood"),
        Spoken::NotRight => ("not_right", "After what was understood"),
        Spoken::PleaseRing => ("please_ring", "The number"),
        Spoken::Message => ("message", "To an answering machine"),
        Spoken::NotHeard => ("not_heard", "No key, or a wrong one"),
        Spoken::Connecting => ("connecting", "After the alarm's key"),
        Spoken::Office => ("office", "The office is rung"),
        Spoken::NobodyNow => ("nobody_now", "Nobody lifts there"),
        Spoken::SchoolTold => ("school_told", "After an alarm, when nobody lifts there"),
        Spoken::WrongNumber => ("wrong_number", "The wrong person"),
        Spoken::Answered => ("answered", "An answer came by another way"),
        Spoken::ThankYou => ("thank_you", "The last words"),
    }
}

//! What is said in a call: the sentences, in every language, and the numbers as they are spoken.
//!
//! Which sentence comes when is the call's business, not this module's. Nothing here stands between marks of order: nobody reads it.

mod arabic;
mod bengali;
mod english;
mod phrases;
mod polish;
mod portuguese;
mod punjabi;
mod romanian;
mod samples;
mod somali;
mod turkish;
mod ukrainian;
mod urdu;
mod welsh;

use domain::Personal;

use crate::course::capital;
use crate::languages::Language;
use crate::numbered::NumberedAnswer;
use crate::said::{Category, School, When};

use phrases::{Phrases, filled, phrases};
pub use samples::{SpokenSample, spoken_samples};

/// When a child will be back, as a key can say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BackSaid {
    /// Later today.
    LaterToday,
    /// On the next school day.
    NextSchoolDay,
}

/// What was understood about one child in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted<'a> {
    /// The child's first name; `None` where there is one child, or the same was said of all.
    pub child: Option<&'a Personal>,
    /// The key.
    pub answer: NumberedAnswer,
    /// The day of return, where it is known.
    pub back: Option<BackSaid>,
}

/// One sentence, or two that belong together, in a call.
///
/// ```
/// use wording::{Language, School, Spoken, When};
/// let school = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };
/// let marked = Spoken::Marked { children: &["Ava".into()], when: When::Morning };
/// assert_eq!(marked.said(&school, Language::English), "Ava is not marked in school this morning.");
/// assert_eq!(Spoken::PleaseRing.said(&school, Language::Polish), "Prosimy zadzwonić pod numer 0 1 6 3 2, 9 6 0 0 0 1.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken<'a> {
    /// Who rings, for whom, and the key that says "that is me": of no child, since anybody may have lifted.
    Greeting,
    /// The same to somebody who rings back.
    GreetingBack,
    /// To a caller whom nobody knows.
    Welcome,
    /// There are other languages.
    OtherLanguage,
    /// This language is on that key.
    ThisLanguage(char),
    /// It can be heard again.
    Again,
    /// These children are not marked in school.
    Marked {
        /// First names, one family's.
        children: &'a [Personal],
        /// The part of the day.
        when: When,
    },
    /// The key for whoever did not know, or thought otherwise.
    DidNotKnow,
    /// The next keys are for all children.
    ForAll,
    /// The keys of the reasons.
    Reasons,
    /// The key for an answer of each child.
    OneByOne,
    /// The next question is about this child.
    About(&'a Personal),
    /// The reason may be spoken.
    AfterTheTone,
    /// The reason is to be told otherwise.
    WriteReason,
    /// When these children will be back.
    Back(&'a [Personal]),
    /// What was understood.
    Noted(&'a [Noted<'a>]),
    /// What to do when it is wrong: [`PleaseRing`](Self::PleaseRing) follows.
    NotRight,
    /// The number to ring, digit by digit.
    PleaseRing,
    /// What an answering machine is told.
    Message,
    /// No key, or one that stands for nothing.
    NotHeard,
    /// The school is being rung, after an alarm.
    Connecting,
    /// The office is being rung.
    Office,
    /// Nobody lifted there.
    NobodyNow,
    /// The school knows of the alarm and rings back.
    SchoolTold,
    /// To whoever is somebody else.
    WrongNumber,
    /// To whoever answered by another way meanwhile.
    Answered,
    /// The last words.
    ThankYou,
}

impl Spoken<'_> {
    /// The words, ready to be spoken.
    pub fn said(&self, school: &School<'_>, language: Language) -> String {
        let own = phrases(language);
        let of_school = |phrase| filled(phrase, &[("school", school.name)]);
        let said = match *self {
            Self::Greeting => of_school(own.greeting),
            Self::GreetingBack => of_school(own.greeting_back),
            Self::Welcome => of_school(own.welcome),
            Self::Message => of_school(own.message),
            Self::ThisLanguage(digit) => filled(own.this_language, &[("digit", digit.encode_utf8(&mut [0; 4]))]),
            Self::Marked { children, when } => {
                let phrase = if named(children).len() > 1 { own.marked_several } else { own.marked_one };
                let [morning, afternoon, today] = own.when;
                let when = match when {
                    When::Morning => morning,
                    When::Afternoon => afternoon,
                    When::Today => today,
                };
                filled(phrase, &[("children", &who(children, own, language)), ("when", when)])
            }
            Self::About(child) => filled(own.about, &[("children", &who(std::slice::from_ref(child), own, language))]),
            Self::Back(children) => filled(own.back, &[("children", &who(children, own, language))]),
            Self::Noted(noted) => filled(own.noted, &[("items", &items(noted, own, language))]),
            Self::PleaseRing => match school.telephone.map(spelled).filter(|number| !number.is_empty()) {
                Some(number) => filled(own.ring, &[("number", &number)]),
                None => own.ring_school.to_owned(),
            },
            Self::OtherLanguage => own.other_language.to_owned(),
            Self::Again => own.again.to_owned(),
            Self::DidNotKnow => own.did_not_know.to_owned(),
            Self::ForAll => own.for_all.to_owned(),
            Self::Reasons => own.reasons.to_owned(),
            Self::OneByOne => own.one_by_one.to_owned(),
            Self::AfterTheTone => own.after_the_tone.to_owned(),
            Self::WriteReason => own.write_reason.to_owned(),
            Self::NotRight => own.not_right.to_owned(),
            Self::NotHeard => own.not_heard.to_owned(),
            Self::Connecting => own.connecting.to_owned(),
            Self::Office => own.office.to_owned(),
            Self::NobodyNow => own.nobody_now.to_owned(),
            Self::SchoolTold => own.school_told.to_owned(),
            Self::WrongNumber => own.wrong_number.to_owned(),
            Self::Answered => own.answered.to_owned(),
            Self::ThankYou => own.thank_you.to_owned(),
        };
        capital(&said)
    }
}

fn named(children: &[Personal]) -> Vec<String> {
    children.iter().map(|name| name.expose().trim()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn who(children: &[Personal], own: &Phrases, language: Language) -> String {
    let named = named(children);
    if named.is_empty() { own.nameless.to_owned() } else { language.speech().listed(&named) }
}

/// `Ava: ill, back later today; Noah: running late`.
fn items(noted: &[Noted<'_>], own: &Phrases, language: Language) -> String {
    let speech = language.speech();
    let said = noted.iter().filter_map(|one| {
        let child = one.child.map(|name| name.expose().trim()).filter(|name| !name.is_empty());
        let child = child.map(|name| format!("{name}: ")).unwrap_or_default();
        let back = match one.back {
            Some(BackSaid::LaterToday) => format!("{}{}", speech.comma(), own.back_today),
            Some(BackSaid::NextSchoolDay) => format!("{}{}", speech.comma(), own.back_next),
            None => String::new(),
        };
        Some(format!("{child}{}{back}", speech.category(category(one.answer)?)))
    });
    said.collect::<Vec<_>>().join(speech.semicolon())
}

/// What is repeated of a key; an alarm is not noted but acted on.
const fn category(answer: NumberedAnswer) -> Option<Category> {
    match answer {
        NumberedAnswer::Ill => Some(Category::Ill),
        NumberedAnswer::Appointment => Some(Category::Appointment),
        NumberedAnswer::RunningLate => Some(Category::RunningLate),
        NumberedAnswer::Other => Some(Category::Other),
        NumberedAnswer::ShouldBeInSchool => None,
    }
}

/// A telephone number digit by digit, with a pause where it is grouped: `01632 960001` is no number of a million and a half.
fn spelled(number: &str) -> String {
    let groups = number.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let groups = groups.map(|group| group.chars().map(String::from).collect::<Vec<_>>().join(" "));
    let spelled = groups.collect::<Vec<_>>().join(", ");
    if number.trim_start().starts_with('+') { format!("+ {spelled}") } else { spelled }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_spoken_digit_by_digit_with_its_groups() {
        assert_eq!(spelled("01632 960001"), "0 1 6 3 2, 9 6 0 0 0 1");
        assert_eq!(spelled("+44 (0)20-7946 0000"), "+ 4 4, 0, 2 0, 7 9 4 6, 0 0 0 0");
        assert_eq!(spelled("ring the office"), "");
    }

    #[test]
    fn what_was_understood_names_children_where_they_differ_and_never_repeats_an_alarm() {
        let (ava, leo) = (Personal::new("Ava"), Personal::new("Leo"));
        let school = School { name: "Hill Road School", telephone: None, reads_email: false };
        let noted = [
            Noted { child: Some(&ava), answer: NumberedAnswer::Ill, back: Some(BackSaid::NextSchoolDay) },
            Noted { child: Some(&leo), answer: NumberedAnswer::ShouldBeInSchool, back: None },
        ];
        let said = Spoken::Noted(&noted).said(&school, Language::English);
        assert_eq!(said, "Thank you. We have noted: Ava: ill, back on the next school day.");
    }

    #[test]
    fn a_child_without_a_name_and_a_school_without_a_number_leave_no_hole() {
        let school = School { name: "Hill Road School", telephone: None, reads_email: false };
        for language in Language::ALL {
            for spoken in [
                Spoken::Marked { children: &[], when: When::Today },
                Spoken::About(&Personal::new(" ")),
                Spoken::Back(&[]),
                Spoken::PleaseRing,
            ] {
                let said = spoken.said(&school, language);
                assert!(!said.contains("  ") && !said.contains(" .") && !said.contains('{'), "{said}");
            }
        }
    }
}

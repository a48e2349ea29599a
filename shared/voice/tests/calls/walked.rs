//! A made-up family, and every state that its calls can come to.

use std::collections::HashSet;
use std::collections::VecDeque;

use domain::Personal;
use domain::phone::{Line, PhoneNumber};
use voice::{Answer, At, By, Call, Heard, OfCall, Outcome, Question, step};
use wording::{Language, School, When};

pub(crate) const TELEPHONE: &str = "01632 960001";

/// What a call is about, owned.
#[derive(Clone)]
pub(crate) struct Family {
    pub(crate) children: Vec<Personal>,
    pub(crate) languages: Vec<Language>,
    pub(crate) records: bool,
    pub(crate) office: Option<PhoneNumber>,
    pub(crate) ours: PhoneNumber,
    pub(crate) elapsed: u32,
    pub(crate) telephone: Option<&'static str>,
}

impl Family {
    pub(crate) fn new(children: &[&str]) -> Self {
        Self {
            children: children.iter().map(|name| Personal::new(*name)).collect(),
            languages: vec![Language::English, Language::Polish, Language::Urdu],
            records: true,
            office: PhoneNumber::from_e164("+441632960001", Line::Landline).ok(),
            ours: PhoneNumber::from_e164("+447700900980", Line::Mobile).unwrap(),
            elapsed: 0,
            telephone: Some(TELEPHONE),
        }
    }

    pub(crate) fn of(&self) -> OfCall<'_> {
        OfCall {
            school: School { name: "Hill Road School", telephone: self.telephone, reads_email: false },
            office: self.office.as_ref(),
            ours: &self.ours,
            children: &self.children,
            when: When::Morning,
            languages: &self.languages,
            records: self.records,
            next_school_day: jiff::civil::date(2026, 11, 27),
            elapsed: self.elapsed,
        }
    }

    /// With and without what a school may have.
    pub(crate) fn kinds() -> [Self; 3] {
        let bare = Self { records: false, office: None, telephone: None, ..Self::new(&["Zebedee"]) };
        let nameless = Self { records: false, languages: vec![Language::English], ..Self::new(&[]) };
        [Self::new(&["Zebedee", "Xanthe"]), bare, nameless]
    }

    /// Each way in which a call begins, and one in a language that is not spoken.
    pub(crate) fn calls(&self) -> [Call; 4] {
        let (of, english) = (self.of(), Language::English);
        [
            Call::placed(&of, english),
            Call::rung_back(&of, english),
            Call::unknown(&of, english),
            Call::placed(&of, Language::Urdu),
        ]
    }
}

pub(crate) fn keys(keys: &str) -> Heard {
    Heard::Digits(keys.to_owned())
}

/// Everything that can be heard, once of each kind.
pub(crate) fn everything() -> Vec<Heard> {
    let mut all: Vec<Heard> = [By::Person, By::Machine, By::Unknown].into_iter().map(|by| Heard::Lifted { by }).collect();
    all.extend("0123456789*#xé".chars().map(|key| keys(&key.to_string())));
    all.extend(["", "11", "911", " "].into_iter().map(keys));
    all.push(Heard::NoDigits);
    all.extend([0, 7].map(|seconds| Heard::Recorded { id: "RE1".to_owned(), seconds }));
    all.extend(Outcome::ALL.into_iter().flat_map(|outcome| [0, 60].map(|seconds| Heard::Dialled { outcome, seconds })));
    all.extend([Heard::HungUp, Heard::NotLifted(Outcome::Busy), Heard::NotLifted(Outcome::NoAnswer), Heard::AnsweredElsewhere]);
    all
}

/// One turn of a walk.
pub(crate) struct Turned<'a> {
    pub(crate) before: &'a Call,
    pub(crate) heard: &'a Heard,
    pub(crate) after: &'a Call,
    pub(crate) answer: &'a Answer,
    /// Whether key 1 had said, before this turn or with it, that the parent listens.
    pub(crate) confirmed: bool,
}

/// Walks from a state to every state that can come of it, and shows each turn. Counters of steps are left out of what makes a state, so that the
/// walk ends.
pub(crate) fn walk(family: &Family, see: &mut impl FnMut(&Turned<'_>)) -> usize {
    let (of, everything) = (family.of(), everything());
    let mut ahead: VecDeque<(Call, bool)> = family.calls().into_iter().map(|call| (call, false)).collect();
    let mut known = HashSet::new();
    let mut turns = 0;
    while let Some((before, confirmed)) = ahead.pop_front() {
        for heard in &everything {
            let (after, answer) = step(&before, heard, &of);
            let is_key = before.at() == At::Asked(Question::Greeting) && *heard == keys("1");
            let confirmed = confirmed || is_key;
            see(&Turned { before: &before, heard, after: &after, answer: &answer, confirmed });
            turns += 1;
            if after.ended().is_some() {
                continue;
            }
            if known.insert((uncounted(&after), confirmed)) {
                ahead.push_back((fresh(&after), confirmed));
            }
        }
    }
    turns
}

/// The state without how often it has asked.
pub(crate) fn uncounted(call: &Call) -> String {
    let stored = call.stored();
    let mut parts: Vec<&str> = stored.split(' ').collect();
    parts.truncate(6);
    parts.join(" ")
}

/// The same state early in a call.
fn fresh(call: &Call) -> Call {
    Call::from_stored(&format!("{} 1 1", uncounted(call))).unwrap()
}

//! Writes `docs/states.md`.

#![expect(clippy::unwrap_used, reason = "what is written is the same each time: a page that cannot be made may stop")]

use std::collections::BTreeMap;

use domain::code::{Cell, read_cell};
use domain::contact::{Contact, Phone, PhonePlace, Restriction};
use domain::message::{Claim, Progress, claim};
use domain::phone::{Line, PhoneNumber};
use domain::policy::Policy;
use domain::search::{Child, Day, Decision, Effect, Event, Said, Search, State, Words};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

fn main() -> std::io::Result<()> {
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/states.md"), page())
}

/// A minute of the morning, counted from nine.
fn at(minute: i64) -> Timestamp {
    "2026-11-23T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
}

fn contact(name: &str, priority: u16, restriction: Restriction) -> Contact {
    let number = PhoneNumber::from_e164(&format!("+44770090000{priority}"), Line::Mobile).unwrap();
    Contact {
        mis_id: None,
        title: String::new(),
        forename: name.into(),
        surname: "Smith".into(),
        relationship: name.to_owned(),
        priority: Some(priority),
        parental_responsibility: name != "Neighbour",
        lives_with_pupil: None,
        preferred_language: String::new(),
        restriction,
        phones: vec![Phone { number, place: PhonePlace::Mobile, note: Default::default(), is_pupils: false }],
        emails: Vec::new(),
    }
}

/// A search, and what is known of its child.
struct Case {
    name: &'static str,
    search: Search,
    contacts: Vec<Contact>,
    reported: bool,
    minute: i64,
}

impl Case {
    /// A child who is marked absent at five past nine, and what happened since, at which minutes.
    fn new(name: &'static str, happened: &[(i64, Event)]) -> Self {
        Self::of(name, Restriction::None, false, happened)
    }

    fn of(name: &'static str, restriction: Restriction, reported: bool, happened: &[(i64, Event)]) -> Self {
        let contacts = vec![contact("Mother", 1, restriction), contact("Neighbour", 2, Restriction::DoNotContact)];
        let search = Search::open(cells("N", "-"), false, at(5)).unwrap();
        let mut case = Self { name, search, contacts, reported, minute: 5 };
        for (minute, event) in happened {
            case.step(*minute, event);
        }
        case
    }

    fn step(&mut self, minute: i64, event: &Event) -> Vec<Effect> {
        self.minute = minute;
        let (policy, wishes) = (Policy::usual(), BTreeMap::new());
        let day = Day {
            date: date(2026, 11, 23),
            policy: &policy,
            marks_taken: at(minute),
            may_speak: &|_, _| true,
            ends: at(540),
            ways: &[domain::ladder::Way::Text],
        };
        let child = Child {
            contacts: &self.contacts,
            wishes: &wishes,
            flagged: false,
            looked_after: false,
            first_words: Words::FirstDay,
            reported: self.reported,
        };
        self.search.step(&day, &child, event, at(minute))
    }
}

/// A new roll, in which the mother may be told.
fn new_roll(case: &mut Case) {
    case.contacts
        .iter_mut()
        .filter(|contact| contact.relationship == "Mother")
        .for_each(|mother| mother.restriction = Restriction::None);
}

fn cells(morning: &str, afternoon: &str) -> [Cell; 2] {
    [read_cell(morning), read_cell(afternoon)]
}

fn says(who: &str, said: Said) -> Event {
    Event::Said(format!("{who}smith"), said)
}

/// Each state, as it comes to be.
fn cases() -> Vec<Case> {
    let (tick, staff) = (Event::Tick, Event::Staff);
    let asked = (30, tick.clone());
    vec![
        Case::new("waiting", &[(10, tick.clone())]),
        Case::new("held", &[(20, Event::Held(true)), (32, tick.clone())]),
        Case::new("open", std::slice::from_ref(&asked)),
        Case::new("answered", &[asked.clone(), (32, says("mother", Said::Words))]),
        Case::new("alarm", &[asked.clone(), (32, says("mother", Said::Alarm))]),
        Case::of("unreachable", Restriction::DoNotContact, false, std::slice::from_ref(&asked)),
        Case::new("unanswered", &[asked.clone(), (45, tick.clone()), (60, tick.clone()), (75, tick.clone()), (90, tick.clone())]),
        Case::new("explained", &[asked.clone(), (32, says("mother", Said::Reason))]),
        Case::of("not expected", Restriction::None, true, &[(30, tick)]),
        Case::new("resolved: arrived", &[asked.clone(), (32, staff(Decision::Arrived))]),
        Case::new("withdrawn: came", &[asked.clone(), (32, Event::Marked(cells("L", "-")))]),
        Case::new("withdrawn: coded", &[asked.clone(), (32, Event::Marked(cells("I", "-")))]),
        Case::new("withdrawn: by mistake", &[asked, (32, staff(Decision::Correct))]),
    ]
}

/// Everything that can happen: a minute later, but for the end of the day.
fn happenings() -> Vec<(&'static str, Event, Option<i64>)> {
    let staff = Event::Staff;
    vec![
        ("marked as here", Event::Marked(cells("L", "-")), None),
        ("marked with a reason", Event::Marked(cells("I", "-")), None),
        ("a mark that nobody can read", Event::Marked(cells("ZZ9", "-")), None),
        ("no reason in the afternoon either", Event::Marked(cells("-", "N")), None),
        ("a parent gives a reason", says("mother", Said::Reason), None),
        ("a parent gives a time", says("mother", Said::OnTheWay(at(500))), None),
        ("a parent believes the child in school", says("mother", Said::Alarm), None),
        ("a parent says anything else", says("mother", Said::Words), None),
        ("somebody who may not be told gives a reason", says("neighbour", Said::Reason), None),
        ("somebody who may not be told raises an alarm", says("neighbour", Said::Alarm), None),
        ("held", Event::Held(true), None),
        ("let go", Event::Held(false), None),
        ("staff: known", staff(Decision::Known), None),
        ("staff: arrived", staff(Decision::Arrived), None),
        ("staff: handle", staff(Decision::Handle), None),
        ("staff: restart", staff(Decision::Restart), None),
        ("staff: take", staff(Decision::Take), None),
        ("staff: correct", staff(Decision::Correct), None),
        ("a minute passes", Event::Tick, None),
        ("the day ends", Event::Tick, Some(540)),
    ]
}

/// `docs/states.md`, in Markdown.
pub(crate) fn page() -> String {
    let mut out = "# States\n\n\
        What becomes of a search, and of a message. Written by `cargo run -p domain --example write_states_page`; a test fails when it is not up\n\
        to date.\n\n\
        ## A search\n\n\
        A column is how far a search has come: that of a child marked absent at 09:05, whose mother is asked at 09:30 and whose neighbour may not be\n\
        told. A row is what happens a minute later. A cell is what becomes of the search, where it changes; in italics what the mother hears; **staff**\n\
        where somebody at the school is told.\n\n"
        .to_owned();
    let cases = cases();
    let names: Vec<&str> = cases.iter().map(|case| case.name).collect();
    out.push_str(&format!("| what happens | {} |\n|{}\n", names.join(" | "), " --- |".repeat(names.len() + 1)));
    let mut row = |name: &str, mut cell: Box<dyn FnMut(&mut Case) -> String>| {
        let row: Vec<String> = self::cases().iter_mut().map(&mut *cell).collect();
        out.push_str(&format!("| {name} | {} |\n", row.join(" | ")));
    };
    for (name, event, minute) in happenings() {
        row(name, Box::new(move |case| cell(case, &event, minute)));
    }
    let reached = |case: &mut Case| {
        new_roll(case);
        cell(case, &Event::Tick, None)
    };
    row("a new roll says that the mother may be told", Box::new(reached));
    let ends: Vec<&str> = State::ALL.into_iter().filter(|state| state.is_over()).map(State::as_str).collect();
    out.push_str(&format!(
        "\nNobody looks for the child any more in: {}. In every other state a next step is due, or staff know.\n\n\
         ## A message\n\n\
         A row is how far a message has come, a column who asks to say it.\n\n\
         | progress | somebody, while the lease runs | somebody, when the lease has ended |\n| --- | --- | --- |\n",
        ends.join(", ")
    ));
    let lease_ends = at(10);
    for progress in [Progress::Planned, Progress::Sending { lease_ends }, Progress::Sent, Progress::Failed, Progress::Dropped] {
        let answer = |now| match claim(progress, now) {
            Claim::Yours { again: false } => "says it",
            Claim::Yours { again: true } => "says it: it may have been said before",
            Claim::Busy { .. } => "waits",
            Claim::Over => "nothing: it is final",
        };
        out.push_str(&format!("| {} | {} | {} |\n", progress.as_str(), answer(at(9)), answer(at(10))));
    }
    out
}

fn cell(case: &mut Case, event: &Event, minute: Option<i64>) -> String {
    let before = case.search.state;
    let effects = case.step(minute.unwrap_or(case.minute + 1), event);
    let mut parts = Vec::new();
    if case.search.state != before {
        parts.push(case.search.state.as_str().replace('_', " "));
    }
    let words = effects.iter().filter_map(|effect| match effect {
        Effect::Say { words, .. } => Some(format!("*{}*", words.as_str().replace('_', " "))),
        _ => None,
    });
    parts.extend(words);
    if effects.iter().any(|effect| matches!(effect, Effect::Tell(..))) {
        parts.push("**staff**".to_owned());
    }
    parts.join(", ")
}

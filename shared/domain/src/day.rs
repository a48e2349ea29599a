//! A school's day at one moment: what its registers, holds and searches make of each other, and what follows.
//!
//! Everything that was loaded goes in, everything that has to be written comes out. The same again at the same moment gives nothing
//! to do. Example: an upload marks half of 7B absent: the class is held, its searches wait, and the officer is told once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::code::Cell;
use crate::contact::Contact;
use crate::duty::{Duty, Why};
use crate::interlock::{Absent, Hold, HoldId, Scope, Sizes, Standing, Verdict, holds};
use crate::ladder::Way;
use crate::order::{self, Place, place};
use crate::planning;
use crate::policy::Policy;
use crate::pupil::{Flag, PupilId};
use crate::register::Session;
use crate::search::{self, Child, ContactKey, Decision, Effect, Event, Search, State, Words};
use crate::wishes::Wishes;
use crate::year::Year;

/// A school on a day.
#[derive(Clone, Copy)]
pub struct School<'a> {
    /// The day.
    pub date: Date,
    /// What the school has decided.
    pub policy: &'a Policy,
    /// When it is in session.
    pub calendar: &'a Calendar,
    /// The ways that there are.
    pub ways: &'a [Way],
    /// When the newest marks were taken out of the MIS.
    pub marks_taken: Timestamp,
    /// How many pupils it has.
    pub sizes: &'a Sizes,
    /// How many were absent without a reason on the same weekdays before, morning and afternoon.
    pub history: [&'a [usize]; 2],
    /// When messages to contacts were planned today.
    pub planned: &'a [Timestamp],
}

/// A pupil whose marks ask, or of whom there is a search.
#[derive(Clone, Debug)]
pub struct Pupil {
    /// Who.
    pub id: PupilId,
    /// The year group; empty when unknown.
    pub year: String,
    /// The registration group; empty when unknown.
    pub class: String,
    /// Looked after, with a social worker, or named by the safeguarding lead.
    pub flagged: bool,
    /// What the registers say now, morning and afternoon.
    pub cells: [Cell; 2],
    /// The search so far; `None` before one has opened.
    pub search: Option<Search>,
    /// What else is known; `None` for a pupil about whom nothing is to be done now, or who has left the roll.
    pub facts: Option<Facts>,
    /// What happened to this pupil's search.
    pub events: Vec<Event>,
}

/// What is known of a child beyond today's marks.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Everybody on record.
    pub contacts: Vec<Contact>,
    /// What some of them have asked for.
    pub wishes: BTreeMap<ContactKey, Wishes>,
    /// What the record says that makes an absence more urgent.
    pub flags: BTreeSet<Flag>,
    /// Whether the safeguarding lead has named the child.
    pub named: bool,
    /// What a first question says today: first day, second day, or the day of return.
    pub first_words: Words,
    /// Whether a report from before the register covers today.
    pub reported: bool,
    /// Until when the child is on the way, and who said so before anybody asked.
    pub on_the_way: Option<(ContactKey, Timestamp)>,
    /// Whether a person deals with the family, from days before.
    pub handled: bool,
}

impl Facts {
    /// Looked after, with a social worker, or named by the safeguarding lead.
    pub fn is_flagged(&self) -> bool {
        self.named || self.flags.contains(&Flag::LookedAfter) || self.flags.contains(&Flag::SocialWorker)
    }

    /// The child as a search needs them.
    pub fn child(&self) -> Child<'_> {
        Child {
            contacts: &self.contacts,
            wishes: &self.wishes,
            flagged: self.is_flagged(),
            looked_after: self.flags.contains(&Flag::LookedAfter),
            first_words: self.first_words,
            reported: self.reported,
        }
    }
}

/// What follows from a look at a day.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What to do, in the order in which it is done.
    pub effects: Vec<(PupilId, Effect)>,
    /// Whom a hold is told to.
    pub of_holds: Vec<(HoldId, Duty)>,
}

impl School<'_> {
    /// Gives the day to a search. `look` is called with it.
    pub fn with_day<T>(&self, look: impl FnOnce(&search::Day<'_>) -> T) -> T {
        with_day((self.date, self.policy, self.calendar), self.ways, self.marks_taken, look)
    }

    /// Looks at the day: opens searches, holds and lets go, and steps each search whose facts are there.
    pub fn work(&self, pupils: &mut [Pupil], standing: &mut Vec<Standing>, now: Timestamp) -> Outcome {
        let is_today = self.date == crate::school::day(now);
        if is_today {
            self.hold(pupils, standing, now);
        }
        let mut outcome = Outcome::default();
        let places = self.places(pupils);
        let mut left = planning::left_of_cap(self.planned.iter().copied(), self.policy.hourly_cap, now);
        let mut over_the_cap = Vec::new();
        let hour = self.hour(now);
        let capped = !standing.iter().any(|one| one.hold.id == hour && one.verdict == Verdict::Released);
        for (_, index) in places {
            let Some(pupil) = pupils.get_mut(index) else { continue };
            let held = is_held(standing, pupil.id);
            let Some(before) = pupil.search.clone() else { continue };
            let effects = self.step(pupil, held, now);
            let questions =
                effects.iter().filter(|effect| matches!(effect, Effect::Say { words, .. } if !words.corrects())).count();
            // Of an alarm nothing is ever held back.
            if capped
                && questions > left
                && questions > 0
                && pupil.search.as_ref().is_some_and(|search| search.state != State::Alarm)
            {
                pupil.search = Some(before);
                over_the_cap.push((pupil.id, pupil.flagged));
                let effects = self.step(pupil, true, now);
                outcome.effects.extend(effects.into_iter().map(|effect| (pupil.id, effect)));
                continue;
            }
            left = left.saturating_sub(questions);
            outcome.effects.extend(effects.into_iter().map(|effect| (pupil.id, effect)));
        }
        if !is_today {
            // Days gone by are recorded and call nobody.
            outcome.effects.retain(|(_, effect)| matches!(effect, Effect::Tell(..)));
            standing.iter_mut().for_each(|one| one.is_over = true);
            return outcome;
        }
        self.hold_the_rest(&over_the_cap, standing, now);
        let steps = self.policy.steps(Why::Held);
        for one in standing {
            let told = one.climb(steps, now);
            outcome.of_holds.extend(told.into_iter().map(|duty| (one.hold.id.clone(), duty)));
        }
        outcome
    }

    /// Opens the searches that the marks ask for, and brings the holds up to date with the marks.
    fn hold(&self, pupils: &mut [Pupil], standing: &mut Vec<Standing>, now: Timestamp) {
        for pupil in pupils.iter_mut().filter(|pupil| pupil.search.is_none() && pupil.facts.is_some()) {
            pupil.search = Search::open(self.expected(pupil), self.policy.asks_about_o, now);
        }
        for (session, history) in Session::BOTH.into_iter().zip(self.history) {
            let absent: Vec<Absent<'_>> = pupils
                .iter()
                .filter(|pupil| self.is_newly_absent(self.expected(pupil), session))
                .map(|pupil| Absent { pupil: pupil.id, class: &pupil.class, year: &pupil.year, flagged: pupil.flagged })
                .collect();
            let mut found = holds((self.date, session), &absent, self.sizes, history, &self.policy.hold);
            for one in standing.iter_mut().filter(|one| one.hold.id.session == session && one.hold.id.scope != Scope::Hour) {
                let again = found.iter().position(|hold| hold.id == one.hold.id).map(|place| found.swap_remove(place));
                one.take_in(again, now);
            }
            standing.extend(found.into_iter().map(|hold| Standing::new(hold, now)));
        }
    }

    /// What the registers say of the sessions in which the pupil's year is expected: a mark of any other is a slip, and asks nobody. A
    /// school that is spoken for on any day is one whose calendar does not matter.
    fn expected(&self, pupil: &Pupil) -> [Cell; 2] {
        let [morning, afternoon] = pupil.cells;
        [(Session::Am, morning), (Session::Pm, afternoon)].map(|(session, cell)| {
            let is_expected = self.policy.window.any_day || self.calendar.is_in_session(self.date, session, &pupil.year);
            let cell = if is_expected { cell } else { Cell::NotTaken };
            match (cell, &pupil.search) {
                // What replaces no mark in a search replaces none in a hold.
                (Cell::NotTaken | Cell::Unknown, Some(search)) => search.cell(session),
                _ => cell,
            }
        })
    }

    /// Whether a pupil is one of those whom a session's register has newly absent: who has been asked about since the morning is no
    /// part of what is odd about the afternoon.
    fn is_newly_absent(&self, [morning, afternoon]: [Cell; 2], session: Session) -> bool {
        let asks = |cell| matches!(cell, Cell::Known(code) if code.asks(self.policy.asks_about_o));
        match session {
            Session::Am => asks(morning),
            Session::Pm => asks(afternoon) && !asks(morning),
        }
    }

    /// Each pupil with a search, in the order in which they are worked.
    fn places(&self, pupils: &[Pupil]) -> Vec<(Place, usize)> {
        let of = |(index, pupil): (usize, &Pupil)| {
            let (search, facts) = (pupil.search.as_ref()?, pupil.facts.as_ref()?);
            let reachable = self.with_day(|day| search::reachable(day, &facts.child()));
            Some((self.place_of(pupil, search.state, facts, reachable), index))
        };
        let mut places: Vec<(Place, usize)> = pupils.iter().enumerate().filter_map(of).collect();
        places.sort();
        places
    }

    fn place_of(&self, pupil: &Pupil, state: State, facts: &Facts, reachable: usize) -> Place {
        place(&order::Facts {
            pupil: pupil.id,
            alarm: state == State::Alarm || pupil.events.iter().any(|event| matches!(event, Event::Said(_, search::Said::Alarm))),
            flags: &facts.flags,
            named: facts.named,
            year: Year::read(&pupil.year),
            group: &pupil.class,
            reachable_contacts: reachable,
            second_day: facts.first_words == Words::SecondDay,
        })
    }

    /// One pupil's search: what is held, what the marks say, what happened, and the time.
    fn step(&self, pupil: &mut Pupil, held: bool, now: Timestamp) -> Vec<Effect> {
        let cells = self.expected(pupil);
        let (Some(search), Some(facts)) = (&mut pupil.search, &pupil.facts) else { return Vec::new() };
        let child = facts.child();
        self.with_day(|day| {
            let mut of_day = Vec::new();
            // Whoever deals with the family deals with it when the mark goes back, too.
            if facts.handled && !search.handled_by_staff && !search.report_overruled {
                of_day.push(Event::Staff(Decision::Handle));
            }
            if search.seen == now && search.openings == 1 {
                let on_the_way = facts.on_the_way.clone();
                of_day.extend(on_the_way.map(|(contact, until)| Event::Said(contact, search::Said::OnTheWay(until))));
            }
            of_day.extend([Event::Held(held), Event::Marked(cells)]);
            search.steps(day, &child, of_day.iter().chain(&pupil.events), now)
        })
    }

    /// The hold of those who are more than an hour allows. Whoever lets it go lifts the cap for the session, and for no other.
    fn hour(&self, now: Timestamp) -> HoldId {
        let session = if now < self.policy.register_closes(self.date, Session::Pm) { Session::Am } else { Session::Pm };
        HoldId { date: self.date, session, scope: Scope::Hour }
    }

    /// Those who were not asked about because the hour was full.
    fn hold_the_rest(&self, over: &[(PupilId, bool)], standing: &mut Vec<Standing>, now: Timestamp) {
        if over.is_empty() {
            return;
        }
        let id = self.hour(now);
        let pupils: BTreeSet<PupilId> = over.iter().map(|(pupil, _)| *pupil).collect();
        let flagged: BTreeSet<PupilId> = over.iter().filter(|(_, flagged)| *flagged).map(|(pupil, _)| *pupil).collect();
        match standing.iter_mut().find(|one| one.hold.id == id) {
            Some(one) => {
                let mut hold = one.hold.clone();
                hold.pupils.extend(pupils);
                hold.flagged.extend(flagged);
                hold.absent = hold.pupils.len();
                one.take_in(Some(hold), now);
            }
            None => {
                let hold = Hold {
                    id,
                    absent: pupils.len(),
                    of: self.sizes.roll,
                    usual: None,
                    wants_second_person: false,
                    pupils,
                    flagged,
                };
                standing.push(Standing::new(hold, now));
            }
        }
    }
}

/// Gives a school's day to a search, where nothing but one search is looked at. `look` is called with it.
pub fn with_day<T>(
    (date, policy, calendar): (Date, &Policy, &Calendar),
    ways: &[Way],
    marks_taken: Timestamp,
    look: impl FnOnce(&search::Day<'_>) -> T,
) -> T {
    let may_speak = |moment: Timestamp, words: Words| policy.window.allows(calendar, moment, words.corrects());
    let ends = policy.window.ends(date);
    look(&search::Day { date, policy, marks_taken, may_speak: &may_speak, ends, ways })
}

/// Whether nobody is asked about a pupil now: some hold covers them, and nobody has let them go from another of the same session. What
/// was let go in the morning says nothing of the afternoon.
fn is_held(standing: &[Standing], pupil: PupilId) -> bool {
    let let_go = |session: Session| {
        standing.iter().filter(|one| one.hold.id.session == session).any(|one| {
            let released = one.verdict == Verdict::Released && one.hold.pupils.contains(&pupil);
            one.let_go.contains(&pupil) || (released && one.hold.id.scope != Scope::Hour)
        })
    };
    standing.iter().any(|one| one.covers(pupil) && !let_go(one.hold.id.session))
}

/// Whether anything can have changed for a pupil, so that what else is known of them has to be loaded.
pub fn wants_a_look(search: Option<&Search>, cells: [Cell; 2], about_o: bool) -> bool {
    match search {
        None => Search::open(cells, about_o, Timestamp::UNIX_EPOCH).is_some(),
        Some(search) => {
            let changed = search.cells.into_iter().zip(cells).any(|(known, new)| matches!(new, Cell::Known(_)) && known != new);
            changed || !search.state.is_over()
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::code::read_cell;
    use crate::contact::{Phone, PhonePlace, Restriction};
    use crate::interlock::Release;
    use crate::phone::{Line, PhoneNumber};
    use crate::window::Window;

    fn at(minute: i64) -> Timestamp {
        "2026-11-23T09:00:00Z".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_mins(minute)
    }

    fn mother(number: usize) -> Contact {
        Contact {
            mis_id: None,
            title: String::new(),
            forename: "Eve".into(),
            surname: crate::Personal::new(format!("Smith{number}")),
            relationship: "Mother".to_owned(),
            priority: Some(1),
            parental_responsibility: true,
            lives_with_pupil: None,
            preferred_language: String::new(),
            restriction: Restriction::None,
            phones: vec![Phone {
                number: PhoneNumber::from_e164(&format!("+447700900{number:03}"), Line::Mobile).unwrap(),
                place: PhonePlace::Mobile,
                is_pupils: false,
                note: Default::default(),
            }],
            emails: Vec::new(),
        }
    }

    fn pupil(number: u8, class: &str, morning: &str) -> Pupil {
        Pupil {
            id: PupilId::new([number; 16]),
            year: "7".to_owned(),
            class: class.to_owned(),
            flagged: false,
            cells: [read_cell(morning), read_cell("-")],
            search: None,
            facts: Some(Facts {
                contacts: vec![mother(usize::from(number))],
                wishes: BTreeMap::new(),
                flags: BTreeSet::new(),
                named: false,
                first_words: Words::FirstDay,
                reported: false,
                on_the_way: None,
                handled: false,
            }),
            events: Vec::new(),
        }
    }

    struct Run {
        policy: Policy,
        calendar: Calendar,
        sizes: Sizes,
        planned: Vec<Timestamp>,
        pupils: Vec<Pupil>,
        standing: Vec<Standing>,
    }

    impl Run {
        fn new(pupils: Vec<Pupil>) -> Self {
            let mut policy = Policy::usual();
            policy.window = Window::always();
            policy.grace = jiff::SignedDuration::ZERO;
            policy.morning_closes = jiff::civil::time(9, 0, 0, 0);
            let roll = (0..300).map(|number| (if number < 60 { "7" } else { "8" }, if number < 30 { "7A" } else { "7B" }));
            let (calendar, sizes) = (Calendar::usual(), Sizes::of(roll));
            Self { policy, calendar, sizes, planned: Vec::new(), pupils, standing: Vec::new() }
        }

        fn work(&mut self, minute: i64) -> Outcome {
            let calendar = self.calendar.clone();
            let school = School {
                date: date(2026, 11, 23),
                policy: &self.policy,
                calendar: &calendar,
                ways: &[Way::Text, Way::Email],
                marks_taken: at(minute),
                sizes: &self.sizes,
                history: [&[], &[]],
                planned: &self.planned,
            };
            school.work(&mut self.pupils, &mut self.standing, at(minute))
        }

        fn asked(&mut self, minute: i64) -> Vec<u8> {
            let said = |(pupil, effect): (PupilId, Effect)| matches!(effect, Effect::Say { .. }).then(|| pupil.bytes()[0]);
            self.work(minute).effects.into_iter().filter_map(said).collect()
        }
    }

    fn class(count: u8, from: u8, class: &str) -> Vec<Pupil> {
        (from..from + count).map(|number| pupil(number, class, "N")).collect()
    }

    #[test]
    fn half_a_class_is_held_and_told_once_and_the_others_are_asked_about() {
        let mut run = Run::new([class(15, 1, "7A"), class(2, 50, "8C")].concat());
        (run.policy.hold.year, run.policy.hold.roll) = (crate::interlock::Percent(100), crate::interlock::Percent(100));
        let outcome = run.work(1);
        assert_eq!(outcome.of_holds.len(), 1);
        assert_eq!(outcome.effects.iter().filter(|(_, effect)| matches!(effect, Effect::Say { .. })).count(), 2);
        let again = run.work(1);
        assert!(again.effects.is_empty() && again.of_holds.is_empty(), "looking twice is looking once: {again:?}");
        assert_eq!(run.standing[0].release("ann", None), Release::Done);
        assert_eq!(run.asked(2).len(), 15);
    }

    #[test]
    fn a_class_whose_marks_are_corrected_is_let_go_and_who_is_left_is_asked_about() {
        let mut run = Run::new(class(15, 1, "7A"));
        assert_eq!(run.asked(1), []);
        for pupil in &mut run.pupils[1..] {
            pupil.cells = [read_cell("/"), read_cell("-")];
        }
        assert_eq!(run.asked(10), [1]);
        assert!(run.standing.iter().all(|one| one.is_over));
    }

    #[test]
    fn more_than_the_hour_allows_waits_until_somebody_looks_the_youngest_and_flagged_first() {
        let mut run = Run::new(class(7, 1, ""));
        run.policy.hourly_cap = 5;
        run.pupils[6].facts.as_mut().unwrap().named = true;
        run.pupils[5].year = "R".to_owned();
        assert_eq!(run.asked(1), [7, 6, 1, 2, 3]);
        run.planned = vec![at(1); 5];
        assert_eq!(run.standing.iter().map(|one| one.hold.pupils.len()).collect::<Vec<_>>(), [2]);
        assert_eq!(run.asked(2), []);
        run.standing[0].release("ann", None);
        assert_eq!(run.standing[0].verdict, Verdict::Released);
        assert_eq!(run.asked(3), [4, 5]);
    }

    #[test]
    fn who_was_asked_about_since_the_morning_is_no_part_of_what_is_odd_about_the_afternoon() {
        let mut run = Run::new(class(9, 1, "7A"));
        (run.policy.hold.year, run.policy.hold.roll) = (crate::interlock::Percent(100), crate::interlock::Percent(100));
        assert_eq!(run.asked(1).len(), 9);
        let afternoon = [class(6, 20, "7A")].concat();
        run.pupils.iter_mut().for_each(|pupil| pupil.cells = [read_cell("N"), read_cell("N")]);
        run.pupils.extend(afternoon.into_iter().map(|mut pupil| {
            pupil.cells = [read_cell("/"), read_cell("N")];
            pupil
        }));
        run.work(280);
        assert!(run.standing.is_empty(), "{:?}", run.standing);
    }

    #[test]
    fn a_child_who_was_said_to_come_later_is_waited_for_until_then_and_no_longer() {
        let mut run = Run::new(class(1, 1, "7A"));
        run.pupils[0].facts.as_mut().unwrap().on_the_way = Some(("evesmith1".to_owned(), at(45)));
        assert_eq!((run.asked(1), run.asked(44), run.asked(45)), (vec![], vec![], vec![1]));
    }

    #[test]
    fn whom_somebody_let_go_in_the_morning_a_wrong_button_of_the_afternoon_holds_again() {
        let mut run = Run::new(class(15, 1, "7A"));
        assert_eq!(run.asked(1), []);
        run.standing[0].release("ann", None);
        assert_eq!(run.asked(2).len(), 15);
        run.pupils.iter_mut().for_each(|pupil| pupil.cells = [read_cell("L"), read_cell("\\")]);
        run.work(200);
        run.pupils.iter_mut().for_each(|pupil| pupil.cells = [read_cell("L"), read_cell("N")]);
        assert_eq!((run.asked(300), run.asked(330)), (vec![], vec![]));
    }

    #[test]
    fn whoever_lifts_the_cap_in_the_morning_lifts_it_for_the_morning() {
        let mut run = Run::new(class(7, 1, ""));
        run.policy.hourly_cap = 5;
        assert_eq!(run.asked(1).len(), 5);
        run.standing[0].release("ann", None);
        assert_eq!(run.asked(2).len(), 2);
        run.pupils.iter_mut().for_each(|pupil| pupil.cells = [read_cell("L"), read_cell("\\")]);
        run.work(200);
        run.pupils.iter_mut().for_each(|pupil| pupil.cells = [read_cell("L"), read_cell("N")]);
        run.work(290);
        assert_eq!(run.asked(300).len(), 5);
    }

    #[test]
    fn whoever_answers_or_takes_it_at_the_moment_when_more_is_due_is_heard_first() {
        let mut run = Run::new(class(1, 1, "7A"));
        let mother = mother(1).name_key();
        assert_eq!(run.asked(1), [1]);
        run.pupils[0].events = vec![Event::Said(mother, search::Said::Alarm)];
        let at_once = run.work(16).effects.into_iter().map(|(_, effect)| effect).collect::<Vec<_>>();
        let alarm = |duty| Effect::Tell(duty, Why::Alarm);
        assert_eq!(at_once, [alarm(Duty::AttendanceOfficer), alarm(Duty::SafeguardingLead)], "she is not asked once more");
        run.pupils[0].events = vec![Event::Staff(Decision::Take)];
        assert_eq!(run.work(21).effects, [], "the head need not hear of it");
    }

    #[test]
    fn of_a_year_that_is_not_in_school_yet_a_mark_asks_nobody() {
        let mut run = Run::new([class(1, 1, "7A"), class(1, 2, "7A")].concat());
        run.pupils[1].year = "8".to_owned();
        run.policy.window.any_day = false;
        let begins = crate::calendar::Staggered { year: "8".to_owned(), first_day: date(2026, 11, 24) };
        let term = crate::calendar::Term { first: date(2026, 11, 23), last: date(2026, 12, 18) };
        let plan = crate::calendar::Plan { terms: vec![term], staggered: vec![begins], ..Default::default() };
        run.calendar = Calendar::from_plan(&plan).unwrap();
        assert_eq!((run.asked(1), run.pupils[1].search.is_none()), (vec![1], true));
        // A school that shows how it works at any hour has no holidays.
        run.policy.window.any_day = true;
        assert_eq!(run.asked(2), [2]);
    }

    #[test]
    fn a_family_that_a_person_deals_with_hears_nothing_from_here() {
        let mut run = Run::new(class(1, 1, "7A"));
        run.pupils[0].facts.as_mut().unwrap().handled = true;
        assert_eq!((run.asked(1), run.asked(60)), (vec![], vec![]));
        // Nor when the mark goes back.
        run.pupils[0].cells = [read_cell("L"), read_cell("-")];
        run.work(61);
        run.pupils[0].cells = [read_cell("N"), read_cell("-")];
        assert_eq!((run.asked(62), run.asked(120)), (vec![], vec![]));
    }

    #[test]
    fn a_day_gone_by_holds_nobody() {
        let mut run = Run::new(class(15, 1, "7A"));
        assert_eq!(run.asked(1), []);
        run.work(24 * 60);
        assert!(run.standing.iter().all(|one| one.is_over));
    }
}

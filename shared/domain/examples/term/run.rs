//! Drives the engine through each pupil's day, minute by minute where something is due, and keeps the log for the books.

use std::collections::BTreeMap;

use domain::code::{Cell, read_cell};
use domain::contact::{Contact, Restriction};
use domain::ladder::{Ladder, Way};
use domain::policy::Policy;
use domain::search::{Child, Day, Decision, Effect, Event, Said, Search, State, Why, Words};
use jiff::civil::{Date, time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::books::{self, Entry, PupilDay, Rule};
use super::school::{self, Answer, Dice, Pupil, Story, at, later};

/// A week's figures.
#[derive(Default)]
pub(crate) struct Week {
    pub(crate) searches: u64,
    pub(crate) sessions: u64,
    pub(crate) texts: u64,
    pub(crate) calls: u64,
    pub(crate) mended: u64,
    pub(crate) dropped: u64,
    pub(crate) staff: u64,
    pub(crate) alarms: u64,
    pub(crate) missing: u64,
    pub(crate) missing_known: u64,
    pub(crate) ends: BTreeMap<String, u64>,
    pub(crate) words: BTreeMap<String, u64>,
}

fn more(count: &mut u64, by: u64) {
    *count = count.saturating_add(by);
}

impl Week {
    pub(crate) fn add(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.searches, other.searches),
            (&mut self.sessions, other.sessions),
            (&mut self.texts, other.texts),
            (&mut self.calls, other.calls),
            (&mut self.mended, other.mended),
            (&mut self.dropped, other.dropped),
            (&mut self.staff, other.staff),
            (&mut self.alarms, other.alarms),
            (&mut self.missing, other.missing),
            (&mut self.missing_known, other.missing_known),
        ] {
            more(mine, theirs);
        }
        for (mine, theirs) in [(&mut self.ends, &other.ends), (&mut self.words, &other.words)] {
            for (name, count) in theirs {
                more(mine.entry(name.clone()).or_default(), *count);
            }
        }
    }
}

/// A whole term.
pub(crate) struct Term {
    pub(crate) days: usize,
    pub(crate) first_day: Date,
    pub(crate) weeks: BTreeMap<Date, Week>,
    /// How often each rule was broken, and the first day of it.
    pub(crate) breaches: BTreeMap<Rule, (u64, String)>,
}

/// What is the same for everybody on a day.
struct Today {
    day: Date,
    policy: Policy,
    /// When extracts came.
    extracts: Vec<Timestamp>,
    /// When the sweep was away.
    away: Option<(Timestamp, Timestamp)>,
    broken: Option<Rule>,
}

pub(crate) fn term(seed: u64, pupils: u64, days: usize, broken: Option<Rule>) -> Term {
    let mut dice = Dice::new(seed);
    let mut pupils = school::pupils(&mut dice, pupils);
    let days = school::school_days(days);
    let mut term = Term {
        days: days.len(),
        first_day: days.first().copied().unwrap_or_default(),
        weeks: BTreeMap::new(),
        breaches: BTreeMap::new(),
    };
    let Some(policy) = policy(broken) else { return term };
    for (number, day) in (0_u64..).zip(days) {
        // Illness comes in waves of some weeks.
        let wave =
            25_u64.saturating_add(number.checked_rem(25).map_or(0, |into| if into < 8 { into.saturating_mul(5) } else { 0 }));
        let drill = dice.permille(25);
        let drill_of = dice.below(5);
        let mut extracts: Vec<Timestamp> = [
            time(9, 8, 0, 0),
            time(9, 32, 0, 0),
            time(10, 5, 0, 0),
            time(11, 30, 0, 0),
            time(13, 40, 0, 0),
            time(14, 20, 0, 0),
            time(15, 30, 0, 0),
        ]
        .map(|local| at(day, local))
        .to_vec();
        if dice.permille(60) {
            // One was lost on the way.
            extracts.remove(1_usize.saturating_add(usize::try_from(dice.below(5)).unwrap_or(0)));
        }
        let away = dice.permille(100).then(|| {
            let from = at(day, time(9, 20, 0, 0).saturating_add(dice.minutes(0, 120).minutes()));
            (from, later(from, dice.minutes(10, 90)))
        });
        let today = Today { day, policy: policy.clone(), extracts, away, broken };
        let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day);
        for (index, pupil) in (0_u64..).zip(&mut pupils) {
            let in_drill = drill && index.checked_rem(5) == Some(drill_of);
            let Some(story) = school::story(&mut dice, pupil, day, wave, in_drill) else { continue };
            let Some(pupil_day) = search(&today, pupil, &story) else { continue };
            for rule in books::check(&pupil_day) {
                let (count, _) = term.breaches.entry(rule).or_insert_with(|| (0, books::story_of(&pupil_day)));
                more(count, 1);
            }
            count(term.weeks.entry(monday).or_default(), &pupil_day);
        }
    }
    term
}

fn policy(broken: Option<Rule>) -> Option<Policy> {
    let mut policy = Policy::usual().ok()?;
    match broken {
        Some(Rule::NotBeforeItsTime) => {
            policy.morning_closes = time(8, 45, 0, 0);
            policy.grace = SignedDuration::ZERO;
        }
        Some(Rule::OldMarksWait) => policy.old_marks = SignedDuration::from_hours(9),
        Some(Rule::StaffBeforeParents) => policy.afternoon_parents_after = SignedDuration::ZERO,
        Some(Rule::NobodyIsForgotten) => {
            // Checked as every ladder is, so that what breaks the rule is what is left out of the log.
            policy.ladder = Ladder::new(policy.ladder.rungs().to_vec()).ok()?;
        }
        _ => {}
    }
    Some(policy)
}

fn cells_at(story: &Story, moment: Timestamp) -> [&'static str; 2] {
    story.mis.iter().rev().find(|(from, _)| *from <= moment).map_or(["-", "-"], |(_, cells)| *cells)
}

fn read(cells: [&'static str; 2]) -> [Cell; 2] {
    cells.map(read_cell)
}

/// What the engine is told of the pupil: the truth, but for a rule that is to be broken.
fn told_contacts(pupil: &Pupil, broken: Option<Rule>) -> Vec<Contact> {
    let mut contacts = pupil.contacts.clone();
    if broken == Some(Rule::RestrictedHearNothing) {
        contacts.iter_mut().for_each(|contact| contact.restriction = Restriction::None);
    }
    contacts
}

/// What the engine hears of an event: the truth, but for a rule that is to be broken.
fn heard(event: Event, broken: Option<Rule>) -> Event {
    match (broken, event) {
        (Some(Rule::CorrectedMarkStops), Event::Marked(cells)) => Event::Marked(cells.map(|cell| match cell {
            Cell::Known(code) if code.asks_for_a_call() => cell,
            _ => Cell::NotTaken,
        })),
        (Some(Rule::OnTheWayStops), Event::Said(who, Said::OnTheWay(_))) => Event::Said(who, Said::Words),
        (Some(Rule::ReasonEnds), Event::Said(who, Said::Reason)) => Event::Said(who, Said::Words),
        (Some(Rule::WordsDoNotEnd), Event::Said(who, Said::Words)) => Event::Said(who, Said::Reason),
        (Some(Rule::HeldIsSilent), Event::Held(_)) | (Some(Rule::StaffHandle), Event::Staff(Decision::Handle)) => Event::Tick,
        (_, event) => event,
    }
}

/// What of the engine's doing reaches the log.
fn logged(effect: &Effect, broken: Option<Rule>) -> usize {
    match (broken, effect) {
        (Some(Rule::SeenIsSaid), Effect::Say { words: Words::InSchool, .. })
        | (Some(Rule::NothingMoreIsSaid), Effect::Say { words: Words::NothingMore, .. })
        | (Some(Rule::AlarmReachesStaff), Effect::Tell(_, Why::Alarm))
        | (Some(Rule::FlaggedFirst), Effect::Tell(_, Why::Flagged))
        | (Some(Rule::NobodyIsForgotten), Effect::Tell(..)) => 0,
        (Some(Rule::Once), Effect::Say { .. }) => 2,
        _ => 1,
    }
}

/// One pupil's day; `None` when no extract says that anybody should look.
fn search<'a>(today: &Today, pupil: &'a Pupil, story: &'a Story) -> Option<PupilDay<'a>> {
    let (day, broken) = (today.day, today.broken);
    let opened = *today.extracts.iter().find(|moment| cells_at(story, **moment).contains(&"N"))?;
    let mut events: Vec<(Timestamp, Event, Entry)> = Vec::new();
    for moment in today.extracts.iter().filter(|moment| **moment > opened) {
        let cells = cells_at(story, *moment);
        events.push((*moment, Event::Marked(read(cells)), Entry::Marks(cells)));
    }
    for (moment, decision) in story.staff.iter().filter(|(moment, _)| *moment > opened) {
        events.push((*moment, Event::Staff(*decision), Entry::Staff(*decision)));
    }
    for (moment, held) in story.held.into_iter().flat_map(|(from, to)| [(from, true), (to, false)]) {
        if moment > opened {
            events.push((moment, Event::Held(held), Entry::Held(held)));
        }
    }
    let contacts = told_contacts(pupil, broken);
    let child = Child {
        contacts: &contacts,
        flagged: pupil.flagged,
        looked_after: pupil.looked_after && broken != Some(Rule::CarersAlone),
        first_words: if broken == Some(Rule::WordsOfTheDay) { Words::FirstDay } else { story.first_words },
        reported: story.reported && broken != Some(Rule::ReportedIsNotAsked),
    };
    let window = [at(day, time(8, 30, 0, 0)), at(day, time(18, 0, 0, 0)), at(day, time(20, 0, 0, 0))];
    let speaks = |now: Timestamp, words: Words| {
        let [opens, closes, mends_until] = window;
        broken == Some(Rule::Window) || (now >= opens && now < if words.corrects() { mends_until } else { closes })
    };
    let ends = if broken == Some(Rule::Window) { at(day, time(22, 0, 0, 0)) } else { at(day, time(18, 0, 0, 0)) };
    let first = cells_at(story, opened);
    let mut search = Search::open(read(first), opened)?;
    let mut log = vec![(opened, Entry::Marks(first))];
    let mut now = opened;
    let mut due = Some((Event::Tick, None, now));
    let mut answered: Vec<String> = Vec::new();
    while let Some((event, entry, shown_at)) = due.take() {
        let marks_taken = today.extracts.iter().rev().find(|moment| **moment <= now).copied().unwrap_or(opened);
        let on = Day { date: day, policy: &today.policy, marks_taken, may_speak: &speaks, ends };
        log.extend(entry.map(|entry| (shown_at, entry)));
        for effect in search.step(&on, &child, &heard(event, broken), now) {
            if let Effect::Say { contact, words, .. } = &effect
                && !words.corrects()
                && !answered.contains(contact)
            {
                answered.push(contact.clone());
                let said = match story.answer {
                    Answer::Never => None,
                    Answer::After(minutes, said) => Some((minutes, said)),
                    Answer::OnTheWay(minutes, way) => Some((minutes, Said::OnTheWay(later(now, minutes.saturating_add(way))))),
                };
                if let Some((minutes, said)) = said {
                    let moment = later(now, minutes);
                    events.push((moment, Event::Said(contact.clone(), said), Entry::Said(contact.clone(), said)));
                }
            }
            for _ in 0..logged(&effect, broken) {
                log.push((shown_at, Entry::Did(effect.clone())));
            }
        }
        let cut_short = broken == Some(Rule::EverySearchEnds);
        let tick =
            search.next(&on, now).map(|tick| whole_minute(tick.max(later(now, 1)))).filter(|tick| !cut_short || *tick < ends);
        let tick = tick.map(|tick| match today.away {
            // The engine is asked as if it had not been away, and the log has it all at the end.
            Some((from, to)) if broken == Some(Rule::NoBurstAfterAGap) && tick >= from && tick < to => (tick, to),
            Some((from, to)) if tick >= from && tick < to => (to, to),
            _ => (tick, tick),
        });
        let next =
            events.iter().enumerate().min_by_key(|(_, (moment, ..))| *moment).map(|(index, (moment, ..))| (index, *moment));
        due = match (next, tick) {
            (Some((index, moment)), tick) if tick.is_none_or(|(tick, _)| moment <= tick) => {
                let (moment, event, entry) = events.swap_remove(index);
                now = moment.max(now);
                Some((event, Some(entry), now))
            }
            (_, Some((tick, shown_at))) if tick < at(day, time(23, 0, 0, 0)) => {
                now = tick;
                Some((Event::Tick, None, shown_at))
            }
            _ => None,
        };
    }
    log.sort_by_key(|(moment, _)| *moment);
    Some(PupilDay { day, pupil, story, log, end: search.state, opened })
}

fn whole_minute(moment: Timestamp) -> Timestamp {
    let second = moment.as_second();
    let over = second.rem_euclid(60);
    Timestamp::from_second(if over == 0 { second } else { second.saturating_add(60).saturating_sub(over) }).unwrap_or(moment)
}

fn count(week: &mut Week, of: &PupilDay<'_>) {
    more(&mut week.searches, 1);
    let mut asked = [false; 2];
    let mut knows = false;
    for (_, entry) in &of.log {
        match entry {
            Entry::Marks(marks) => asked.iter_mut().zip(marks).for_each(|(asked, mark)| *asked |= *mark == "N"),
            Entry::Did(Effect::Say { way, words, .. }) => {
                more(if *way == Way::Call { &mut week.calls } else { &mut week.texts }, 1);
                more(&mut week.mended, u64::from(words.corrects()));
                more(week.words.entry(format!("{words:?}")).or_default(), 1);
            }
            Entry::Did(Effect::Tell(..)) => {
                knows = true;
                more(&mut week.staff, 1);
            }
            Entry::Did(Effect::Drop(_)) => more(&mut week.dropped, 1),
            Entry::Said(..) | Entry::Staff(_) | Entry::Held(_) => {}
        }
    }
    more(&mut week.sessions, asked.into_iter().map(u64::from).sum());
    more(&mut week.alarms, u64::from(of.log.iter().any(|(_, entry)| matches!(entry, Entry::Did(Effect::Tell(_, Why::Alarm))))));
    let missing = matches!(of.end, State::Unanswered | State::Alarm);
    more(&mut week.missing, u64::from(missing));
    more(&mut week.missing_known, u64::from(missing && knows));
    more(week.ends.entry(format!("{:?}", of.end)).or_default(), 1);
}

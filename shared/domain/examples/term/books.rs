//! The books: what has to be true of each pupil's day, judged from what was said and from what truly happened, with none of the
//! engine's own code.

use std::collections::BTreeMap;
use std::fmt;

use domain::contact::Restriction;
use domain::ladder::{Duty, Way};
use domain::search::{Decision, Effect, Said, State, Why, Words};
use jiff::Timestamp;
use jiff::civil::{Date, time};

use super::school::{Pupil, Story, at, later};

/// A rule that the engine keeps, and by whose name it can be broken on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    NotBeforeItsTime,
    OldMarksWait,
    CorrectedMarkStops,
    SeenIsSaid,
    NothingMoreIsSaid,
    RestrictedHearNothing,
    CarersAlone,
    Window,
    Once,
    AlarmReachesStaff,
    NobodyIsForgotten,
    ReportedIsNotAsked,
    OnTheWayStops,
    HeldIsSilent,
    FlaggedFirst,
    ReasonEnds,
    WordsDoNotEnd,
    StaffHandle,
    StaffBeforeParents,
    NoBurstAfterAGap,
    EverySearchEnds,
    WordsOfTheDay,
}

impl Rule {
    pub(crate) const ALL: [Self; 22] = [
        Self::NotBeforeItsTime,
        Self::OldMarksWait,
        Self::CorrectedMarkStops,
        Self::SeenIsSaid,
        Self::NothingMoreIsSaid,
        Self::RestrictedHearNothing,
        Self::CarersAlone,
        Self::Window,
        Self::Once,
        Self::AlarmReachesStaff,
        Self::NobodyIsForgotten,
        Self::ReportedIsNotAsked,
        Self::OnTheWayStops,
        Self::HeldIsSilent,
        Self::FlaggedFirst,
        Self::ReasonEnds,
        Self::WordsDoNotEnd,
        Self::StaffHandle,
        Self::StaffBeforeParents,
        Self::NoBurstAfterAGap,
        Self::EverySearchEnds,
        Self::WordsOfTheDay,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NotBeforeItsTime => "not-before-its-time",
            Self::OldMarksWait => "old-marks-wait",
            Self::CorrectedMarkStops => "corrected-mark-stops",
            Self::SeenIsSaid => "seen-is-said",
            Self::NothingMoreIsSaid => "nothing-more-is-said",
            Self::RestrictedHearNothing => "restricted-hear-nothing",
            Self::CarersAlone => "carers-alone",
            Self::Window => "window",
            Self::Once => "once",
            Self::AlarmReachesStaff => "alarm-reaches-staff",
            Self::NobodyIsForgotten => "nobody-is-forgotten",
            Self::ReportedIsNotAsked => "reported-is-not-asked",
            Self::OnTheWayStops => "on-the-way-stops",
            Self::HeldIsSilent => "held-is-silent",
            Self::FlaggedFirst => "flagged-first",
            Self::ReasonEnds => "reason-ends",
            Self::WordsDoNotEnd => "words-do-not-end",
            Self::StaffHandle => "staff-handle",
            Self::StaffBeforeParents => "staff-before-parents",
            Self::NoBurstAfterAGap => "no-burst-after-a-gap",
            Self::EverySearchEnds => "every-search-ends",
            Self::WordsOfTheDay => "words-of-the-day",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What came to pass, in its order.
#[derive(Debug)]
pub(crate) enum Entry {
    /// An extract came with these marks.
    Marks([&'static str; 2]),
    /// A contact said something.
    Said(String, Said),
    /// Staff decided.
    Staff(Decision),
    /// The interlock held it or let it go.
    Held(bool),
    /// The engine did something.
    Did(Effect),
}

/// The whole day of one pupil.
pub(crate) struct PupilDay<'a> {
    pub(crate) day: Date,
    pub(crate) pupil: &'a Pupil,
    pub(crate) story: &'a Story,
    pub(crate) log: Vec<(Timestamp, Entry)>,
    pub(crate) end: State,
    pub(crate) opened: Timestamp,
}

/// The day as it went, a line each thing.
pub(crate) fn story_of(of: &PupilDay<'_>) -> String {
    let line = |(moment, entry): &(Timestamp, Entry)| {
        let wall = moment.to_zoned_datetime(domain::school::time_zone());
        format!("      {} {entry:?}\n", wall.strftime("%H:%M"))
    };
    let lines: String = of.log.iter().map(line).collect();
    let reported = if of.story.reported { ", reported before" } else { "" };
    let flagged = if of.pupil.flagged { ", flagged" } else { "" };
    format!("    for example on {}{reported}{flagged}, ended {:?}\n{lines}", of.day, of.end)
}

/// What is known while the day is read.
struct Reading<'a> {
    of: &'a PupilDay<'a>,
    breaches: Vec<Rule>,
    marks: [&'static str; 2],
    marks_at: Timestamp,
    asked: BTreeMap<String, Vec<(Timestamp, Way)>>,
    /// Who was asked since and has heard nothing that mends it.
    wondering: BTreeMap<String, bool>,
    last_question: Option<Timestamp>,
    on_the_way: Option<Timestamp>,
    reason_by: Option<String>,
    accepted_reason: bool,
    ever_accepted: bool,
    held: bool,
    handled: bool,
    restarted: bool,
    accounted: bool,
    arrived: bool,
    alarm: Option<Timestamp>,
    told: Vec<(Timestamp, Duty, Why)>,
}

/// Every rule that was broken on this day.
pub(crate) fn check(of: &PupilDay<'_>) -> Vec<Rule> {
    let mut reading = Reading {
        of,
        breaches: Vec::new(),
        marks: ["-", "-"],
        marks_at: of.opened,
        asked: BTreeMap::new(),
        wondering: BTreeMap::new(),
        last_question: None,
        on_the_way: None,
        reason_by: None,
        accepted_reason: false,
        ever_accepted: false,
        held: false,
        handled: false,
        restarted: false,
        accounted: false,
        arrived: false,
        alarm: None,
        told: Vec::new(),
    };
    let mut moments = of.log.as_slice();
    while let Some((now, _)) = moments.first() {
        let (together, rest) = moments.split_at(moments.iter().take_while(|(at, _)| at == now).count());
        for (_, entry) in together {
            reading.read(*now, entry);
        }
        reading.settle(*now);
        moments = rest;
    }
    reading.end();
    reading.breaches
}

fn asks(mark: &str) -> bool {
    mark == "N"
}

fn seen(mark: &str) -> bool {
    matches!(mark, "/" | "\\" | "L" | "V")
}

impl Reading<'_> {
    fn broken(&mut self, rule: Rule, broken: bool) {
        if broken && !self.breaches.contains(&rule) {
            self.breaches.push(rule);
        }
    }

    fn is_carer(&self, key: &str) -> bool {
        !self.of.pupil.looked_after
            || self.of.pupil.contacts.iter().any(|contact| contact.name_key() == key && contact.relationship == "Foster carer")
    }

    fn may_hear(&self, key: &str) -> bool {
        let known = self.of.pupil.contacts.iter().find(|contact| contact.name_key() == key);
        known.is_some_and(|contact| contact.restriction == Restriction::None)
    }

    fn read(&mut self, now: Timestamp, entry: &Entry) {
        match entry {
            Entry::Marks(marks) => self.marks(now, *marks),
            Entry::Said(key, said) => {
                let counts = self.may_hear(key) && self.is_carer(key);
                match said {
                    Said::Alarm if !self.accounted => self.alarm = self.alarm.or(Some(now)),
                    Said::Reason if counts && self.alarm.is_none() && !self.accounted => {
                        self.reason_by = Some(key.clone());
                        (self.accepted_reason, self.ever_accepted) = (true, true);
                        self.on_the_way = None;
                    }
                    Said::OnTheWay(until) if counts && self.alarm.is_none() && !self.accepted_reason => {
                        self.on_the_way = Some(*until)
                    }
                    _ => {}
                }
            }
            Entry::Staff(decision) => match decision {
                Decision::Handle => self.handled = true,
                Decision::Known => {
                    self.accepted_reason |= !self.accounted;
                    self.ever_accepted |= self.accepted_reason;
                    self.alarm = None;
                }
                Decision::Arrived => {
                    (self.accounted, self.arrived, self.alarm) = (true, true, None);
                    self.accepted_reason = false;
                }
                Decision::Restart => {
                    (self.handled, self.restarted, self.accepted_reason, self.on_the_way) = (false, true, false, None);
                    let last = self.marks.iter().rev().find(|mark| **mark != "-");
                    self.accounted = last.is_none_or(|mark| !asks(mark));
                }
            },
            Entry::Held(held) => self.held = *held,
            Entry::Did(Effect::Say { contact, way, words, .. }) => self.say(now, (contact, *way, *words)),
            Entry::Did(Effect::Tell(duty, why)) => self.told.push((now, *duty, *why)),
            Entry::Did(Effect::Drop(_)) => {}
        }
    }

    fn marks(&mut self, now: Timestamp, marks: [&'static str; 2]) {
        let before = self.marks;
        self.marks_at = now;
        for (known, new) in self.marks.iter_mut().zip(marks) {
            if new != "-" {
                *known = new;
            }
        }
        if self.marks == before {
            return;
        }
        let last = self.marks.iter().rev().find(|mark| **mark != "-").copied().unwrap_or("-");
        self.accounted = seen(last);
        if self.accounted {
            // What a parent said was about the time before.
            (self.alarm, self.accepted_reason) = (None, false);
        }
        if !self.marks.iter().any(|mark| asks(mark)) && self.alarm.is_none() {
            self.accounted = true;
        }
    }

    fn say(&mut self, now: Timestamp, (key, way, words): (&str, Way, Words)) {
        let (may_hear, carer) = (self.may_hear(key), self.is_carer(key));
        self.broken(Rule::RestrictedHearNothing, !may_hear);
        self.broken(Rule::CarersAlone, !carer);
        let day = self.of.day;
        let closes = if words.corrects() { time(20, 0, 0, 0) } else { time(18, 0, 0, 0) };
        self.broken(Rule::Window, now < at(day, time(8, 30, 0, 0)) || now >= at(day, closes));
        if words.corrects() {
            self.wondering.remove(key);
            return;
        }
        let [morning, afternoon] = self.marks;
        let gone = (self.arrived || seen(morning)) && asks(afternoon);
        let register = if asks(afternoon) && !asks(morning) { time(13, 45, 0, 0) } else { time(9, 30, 0, 0) };
        let earliest = at(day, register);
        self.broken(Rule::NotBeforeItsTime, now < earliest);
        let stale = now > later(self.marks_at, 20) && now < later(earliest, 15) && !self.restarted && self.asked.is_empty();
        self.broken(Rule::OldMarksWait, stale);
        self.broken(Rule::CorrectedMarkStops, self.accounted);
        self.broken(Rule::ReportedIsNotAsked, self.of.story.reported && !self.restarted);
        self.broken(Rule::OnTheWayStops, self.on_the_way.is_some_and(|until| now < until));
        self.broken(Rule::HeldIsSilent, self.held);
        self.broken(Rule::ReasonEnds, self.accepted_reason && !self.restarted && !self.accounted);
        self.broken(Rule::StaffHandle, self.handled);
        let staff_knew = self.told.iter().find(|(_, _, why)| *why == Why::GoneSinceMorning).map(|(at, ..)| *at);
        self.broken(Rule::StaffBeforeParents, gone && !self.restarted && staff_knew.is_none_or(|knew| now < later(knew, 10)));
        let expected = if gone { Words::GoneSinceMorning } else { self.of.story.first_words };
        self.broken(Rule::WordsOfTheDay, words != expected && words != Words::NotArrived);
        let earlier = self.asked.entry(key.to_owned()).or_default();
        let twice = earlier.contains(&(now, way));
        earlier.push((now, way));
        self.broken(Rule::Once, twice);
        let burst = self.last_question.is_some_and(|last| now > last && now < later(last, 7))
            && !self.restarted
            && self.on_the_way.is_none();
        self.broken(Rule::NoBurstAfterAGap, burst || twice_at_once(self.of, now));
        self.last_question = Some(now);
        self.wondering.insert(key.to_owned(), true);
    }

    /// What has to have been said once everything of a moment has happened.
    fn settle(&mut self, now: Timestamp) {
        let day = self.of.day;
        let last = self.marks.iter().rev().find(|mark| **mark != "-").copied().unwrap_or("-");
        if seen(last) && now < at(day, time(20, 0, 0, 0)) {
            self.broken(Rule::SeenIsSaid, !self.wondering.is_empty());
        } else if self.accounted && self.alarm.is_none() && now < at(day, time(20, 0, 0, 0)) {
            self.broken(Rule::NothingMoreIsSaid, !self.wondering.is_empty());
        }
        if let Some(since) = self.alarm {
            let knows = |duty| self.told.iter().any(|(at, who, why)| *why == Why::Alarm && *who == duty && *at >= since);
            let silent = !knows(Duty::AttendanceOfficer) || !knows(Duty::SafeguardingLead);
            self.broken(Rule::AlarmReachesStaff, silent);
        }
        if self.of.pupil.flagged && !self.asked.is_empty() {
            let knows = self.told.iter().any(|(_, duty, why)| *why == Why::Flagged && *duty == Duty::SafeguardingLead);
            self.broken(Rule::FlaggedFirst, !knows);
        }
    }

    fn end(&mut self) {
        let running = matches!(self.of.end, State::Waiting | State::Held | State::Open | State::Answered | State::Unreachable);
        self.broken(Rule::EverySearchEnds, running);
        let missing = self.marks.iter().any(|mark| asks(mark)) && !self.accounted && !self.accepted_reason;
        let known = self.of.story.reported && !self.restarted;
        if missing && !known {
            self.broken(Rule::NobodyIsForgotten, self.told.is_empty());
        }
        self.broken(Rule::WordsDoNotEnd, self.of.end == State::Explained && !self.ever_accepted && !self.restarted);
    }
}

/// Whether one moment has questions of two rungs.
fn twice_at_once(of: &PupilDay<'_>, now: Timestamp) -> bool {
    let mut rungs: Vec<(u32, usize)> = of
        .log
        .iter()
        .filter(|(at, _)| *at == now)
        .filter_map(|(_, entry)| match entry {
            Entry::Did(Effect::Say { rung: Some(rung), opening, .. }) => Some((*opening, *rung)),
            _ => None,
        })
        .collect();
    rungs.sort_unstable();
    rungs.dedup();
    rungs.len() > 1
}

//! What has to be true of one pupil's day.

mod owed;

use std::collections::{BTreeMap, BTreeSet};

use domain::contact::{Contact, Restriction};
use domain::discrepancy::Discrepancy;
use domain::duty::{Duty, Why};
use domain::ladder::Way;
use domain::message::Channel;
use domain::search::{Decision, Effect, Said, State, Words};
use domain::speaking::Drop;
use jiff::Timestamp;

use super::super::dice::{at, later};
use super::super::log::{Entry, Line, OfSchool, SchoolDay};
use super::super::rules::Rule;
use super::super::school::Pupil;
use super::super::story::Story;
use super::{asks, is_expected, seen};

/// How a session without a reason ended, in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    Came,
    Coded,
    Reported,
    Explained,
    KnownToStaff,
    Arrived,
    AskedByMistake,
    Missing,
}

/// All that came to pass about one pupil.
pub(super) struct PupilDay<'a> {
    pub(super) day: &'a SchoolDay,
    pub(super) pupil: &'a Pupil,
    pub(super) story: Option<&'a Story>,
    pub(super) log: &'a [(Timestamp, &'a Entry)],
    pub(super) end: Option<State>,
    pub(super) report: Option<(u64, Option<u64>, bool)>,
    pub(super) was_missing: bool,
    pub(super) listed: Option<&'a BTreeSet<Discrepancy>>,
}

/// What the books make of it.
pub(super) struct Read {
    pub(super) breaches: BTreeSet<Rule>,
    /// How its sessions without a reason ended, and how many there were.
    pub(super) end: Option<(End, usize)>,
    pub(super) is_missing: bool,
    pub(super) staff_know: bool,
}

/// Within how many minutes whoever wonders has heard: messages wait their turn.
const HEARD_WITHIN: i64 = 12;

/// What a contact who was asked thinks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Thinks {
    Wonders,
    HasAnswered,
    IsSettled,
}

/// What is known while the day is read.
struct Reading<'a> {
    of: &'a PupilDay<'a>,
    breaches: BTreeSet<Rule>,
    extracts: Vec<Timestamp>,
    is_held_today: bool,
    marks: [&'static str; 2],
    asked_sessions: [bool; 2],
    first_seen: Option<Timestamp>,
    restricted: BTreeMap<String, Timestamp>,
    heard: BTreeMap<String, Thinks>,
    sent: BTreeSet<(usize, String)>,
    questions: Vec<Timestamp>,
    decided_to_ask: Vec<(Timestamp, u32, usize)>,
    on_the_way: Option<Timestamp>,
    /// Since when nobody has to look any more, and what those who were asked have to hear.
    settled: Option<(Timestamp, Rule)>,
    accounted: Option<(Timestamp, End)>,
    accepted: Option<End>,
    ever_accepted: bool,
    others_reason: bool,
    handled: bool,
    restarted: bool,
    by_staff: bool,
    arrived: bool,
    back_again: Option<Timestamp>,
    /// Who has to hear that it was a mistake, and since when.
    to_correct: BTreeMap<String, Timestamp>,
    alarm: Option<Timestamp>,
    taken: bool,
    told: Vec<(Timestamp, Duty, Why)>,
}

pub(super) fn read(of: &PupilDay<'_>) -> Read {
    let barred: BTreeSet<&str> = of
        .log
        .iter()
        .filter_map(|(_, entry)| match entry {
            Entry::Barred(key) => Some(key.as_str()),
            _ => None,
        })
        .collect();
    let restricted = of.pupil.contacts.iter().filter(|contact| contact.restriction != Restriction::None);
    let restricted = restricted.map(Contact::name_key).filter(|key| !barred.contains(key.as_str()));
    let of_school = |wanted: fn(&OfSchool) -> bool| {
        let lines = of.day.lines.iter();
        lines.filter(move |(_, line)| matches!(line, Line::School(one) if wanted(one))).map(|(moment, _)| *moment)
    };
    let mut reading = Reading {
        of,
        breaches: BTreeSet::new(),
        extracts: of_school(|one| matches!(one, OfSchool::Extract)).collect(),
        is_held_today: of_school(|one| matches!(one, OfSchool::HoldTold(..))).next().is_some(),
        marks: ["-", "-"],
        asked_sessions: [false, false],
        first_seen: None,
        restricted: restricted.map(|key| (key, Timestamp::MIN)).collect(),
        heard: BTreeMap::new(),
        sent: BTreeSet::new(),
        questions: Vec::new(),
        decided_to_ask: Vec::new(),
        on_the_way: None,
        settled: None,
        accounted: None,
        accepted: None,
        ever_accepted: false,
        others_reason: false,
        handled: false,
        restarted: false,
        by_staff: false,
        arrived: false,
        back_again: None,
        to_correct: BTreeMap::new(),
        alarm: None,
        taken: false,
        told: Vec::new(),
    };
    let mut moments = of.log;
    while let Some((now, _)) = moments.first() {
        let (together, rest) = moments.split_at(moments.iter().take_while(|(at, _)| at == now).count());
        reading.due(*now);
        for (_, entry) in together {
            reading.entry(*now, entry);
        }
        reading.settle(*now);
        moments = rest;
    }
    reading.end()
}

impl Reading<'_> {
    fn broken(&mut self, rule: Rule, broken: bool) {
        if broken {
            self.breaches.insert(rule);
        }
    }

    fn contact(&self, key: &str) -> Option<&Contact> {
        self.of.pupil.contacts.iter().find(|contact| contact.name_key() == key)
    }

    fn is_carer(&self, key: &str) -> bool {
        !self.of.pupil.is_looked_after() || self.contact(key).is_some_and(|contact| contact.relationship == "Foster carer")
    }

    /// Whether a number or an address is read by somebody who may not be told.
    fn is_shared(&self, contact: &Contact, way: Way) -> bool {
        let restricted = self.of.pupil.contacts.iter().filter(|other| self.restricted.contains_key(&other.name_key()));
        restricted.into_iter().any(|other| match way {
            Way::Email => other.emails.iter().any(|email| contact.emails.contains(email)),
            _ => other.phones.iter().any(|phone| contact.phones.iter().any(|own| own.number == phone.number)),
        })
    }

    /// Those who may be asked at all, each with whether they may hear why.
    fn hearers(&self) -> Vec<(String, bool)> {
        let pupil = self.of.pupil;
        let mut hearers = Vec::new();
        for contact in &pupil.contacts {
            let key = contact.name_key();
            let refuses = |way| pupil.wishes.get(&key).is_some_and(|wishes| wishes.refused.contains(&way));
            let text = contact.phones.iter().any(|phone| phone.number.takes_texts()) && !self.is_shared(contact, Way::Text);
            let email = !contact.emails.is_empty() && !self.is_shared(contact, Way::Email);
            let reached = (text && !refuses(Way::Text)) || (email && !refuses(Way::Email));
            if !self.restricted.contains_key(&key) && self.is_carer(&key) && reached {
                let close = matches!(contact.relationship.as_str(), "Mother" | "Father" | "Foster carer");
                let hears = close || (hearers.is_empty() && !pupil.is_flagged());
                hearers.push((key, hears));
            }
        }
        hearers
    }

    fn hears_why(&self, key: &str) -> Option<bool> {
        self.hearers().into_iter().find(|(known, _)| known == key).map(|(_, hears)| hears)
    }

    /// Whether a parent's word from before the register covers today.
    fn is_covered(&self) -> bool {
        let (Some((made, back, accepted)), Some(today)) = (self.of.report, self.of.day.number) else { return false };
        let in_time = back.map_or(today == made, |back| today < back && today.saturating_sub(made) <= 2);
        // Of a child who came all the same nobody had said that they would go again.
        let [morning, afternoon] = self.marks;
        let is_gone = (self.arrived || seen(morning)) && asks(afternoon, self.of.day.about_o);
        in_time && !is_gone && (accepted || !self.of.pupil.is_flagged())
    }

    fn last(&self) -> &'static str {
        self.marks.iter().rev().find(|mark| **mark != "-").copied().unwrap_or("-")
    }

    fn is_asked_about(&self) -> bool {
        self.marks.iter().any(|mark| asks(mark, self.of.day.about_o))
    }

    fn accept(&mut self, end: End) {
        self.accepted = Some(end);
        self.ever_accepted = true;
        self.on_the_way = None;
    }

    fn settled_since(&mut self, now: Timestamp, rule: Rule) {
        if self.settled.is_none_or(|(_, before)| before != rule) {
            self.settled = Some((now, rule));
        }
    }

    fn entry(&mut self, now: Timestamp, entry: &Entry) {
        match entry {
            Entry::Marks(marks) => self.marks(now, *marks),
            Entry::Said(key, said) => self.said(now, key, *said),
            Entry::Staff(decision) => self.staff(now, *decision),
            Entry::Barred(key) => {
                self.restricted.insert(key.clone(), now);
                let still: BTreeSet<String> = self.hearers().into_iter().map(|(key, _)| key).collect();
                self.heard.retain(|key, _| still.contains(key));
                self.to_correct.retain(|key, _| still.contains(key));
            }
            Entry::Sent { contact, channel, words, planned, message } => {
                let twice = !self.sent.insert((*message, contact.clone()));
                let rule = if *words == Words::Correction { Rule::CorrectedOnce } else { Rule::Once };
                self.broken(rule, twice);
                if !twice {
                    self.sent(now, (contact, *channel, *words), *planned);
                }
            }
            Entry::NotSent(contact, words, why) => {
                let wonders = self.heard.get(contact) == Some(&Thinks::Wonders);
                self.broken(Rule::NothingMoreIsSaid, words.corrects() && *why == Drop::WasNotTold && wonders);
            }
            Entry::Did(Effect::Say { words, opening, rung, .. }) => {
                if let (false, Some(rung)) = (words.corrects(), rung) {
                    self.decided_to_ask.push((now, *opening, *rung));
                }
                self.out_of_time();
            }
            Entry::Did(Effect::Tell(duty, why)) => {
                let higher = *why == Why::Alarm && self.taken && self.alarm.is_some();
                self.broken(Rule::TakenGoesNoHigher, higher);
                self.told.push((now, *duty, *why));
                self.out_of_time();
            }
            Entry::Did(Effect::Drop(_)) => {}
        }
    }

    /// Nobody is looked for who is not expected.
    fn out_of_time(&mut self) {
        let expected = is_expected(self.of.day, self.of.pupil);
        let rule = if self.of.day.number.is_some() { Rule::LaterYears } else { Rule::NoDay };
        self.broken(rule, !expected);
    }

    fn marks(&mut self, now: Timestamp, marks: [&'static str; 2]) {
        let about_o = self.of.day.about_o;
        let before = (self.marks, self.last());
        let begins_to_ask =
            |(known, new): (&'static str, &'static str)| new != "-" && asks(new, about_o) && !asks(known, about_o);
        let newly = self.marks.into_iter().zip(marks).any(begins_to_ask);
        for ((known, new), asked) in self.marks.iter_mut().zip(marks).zip(&mut self.asked_sessions) {
            // What nobody can read takes no child off the list.
            if new != "-" && (new != "ZZ9" || !asks(known, about_o)) {
                *known = new;
                *asked |= asks(new, about_o);
            }
        }
        if self.marks == before.0 {
            return;
        }
        let last = self.last();
        if self.is_asked_about() {
            self.first_seen = self.first_seen.or(Some(now));
        }
        if seen(last) {
            self.accounted = Some((now, End::Came));
            (self.alarm, self.taken) = (None, false);
            if self.first_seen.is_some() {
                // Who is on a visit is not in school.
                self.settled_since(now, if last == "V" { Rule::NothingMoreIsSaid } else { Rule::SeenIsSaid });
            }
        } else if !self.is_asked_about() {
            self.accounted = self.accounted.or(Some((now, End::Coded)));
            if self.alarm.is_none() {
                self.settled_since(now, Rule::NothingMoreIsSaid);
            }
        } else if asks(last, about_o) {
            if self.accounted.is_some() && newly && self.first_seen.is_some_and(|first| first < now) {
                self.back_again = Some(now);
            }
            if newly {
                self.accounted = None;
                self.settled = None;
                // What was about to be said of it is not true any more.
                self.to_correct.clear();
                // What a parent said was about the time before.
                if seen(before.1) {
                    (self.accepted, self.ever_accepted) = (None, false);
                }
            }
        }
    }

    /// Whether what is said of the child can still change anything. A code alone is no reason not to listen, whatever was a mistake before it.
    fn is_listened_to(&self) -> bool {
        self.accounted.is_none_or(|(_, end)| match end {
            End::Coded => true,
            End::AskedByMistake => !self.is_asked_about() && !seen(self.last()),
            _ => false,
        })
    }

    fn said(&mut self, now: Timestamp, key: &str, said: Said) {
        let may_give = self.hears_why(key) == Some(true);
        let is_open = self.first_seen.is_some() && self.is_listened_to();
        match said {
            Said::Alarm if is_open && self.alarm.is_none() => {
                (self.alarm, self.taken) = (Some(now), false);
                self.settled = None;
                self.accepted = None;
            }
            Said::Reason if !may_give => self.others_reason = true,
            Said::Reason if self.alarm.is_none() && is_open => {
                self.accept(End::Explained);
                self.heard.entry(key.to_owned()).and_modify(|thinks| *thinks = Thinks::HasAnswered);
                self.settled_since(now, Rule::NothingMoreIsSaid);
            }
            Said::OnTheWay(until) if may_give && self.alarm.is_none() && self.accepted.is_none() && self.accounted.is_none() => {
                self.on_the_way = Some(until);
            }
            _ => {}
        }
    }

    fn staff(&mut self, now: Timestamp, decision: Decision) {
        self.by_staff = true;
        let over = !self.is_listened_to();
        let is_here = seen(self.last()) || self.accounted.is_some_and(|(_, end)| end == End::Arrived);
        match decision {
            Decision::Handle => self.handled = true,
            Decision::Known if !over => {
                if self.accepted.is_none() {
                    self.accept(End::KnownToStaff);
                }
                (self.alarm, self.taken) = (None, false);
                self.settled_since(now, Rule::NothingMoreIsSaid);
            }
            Decision::Arrived if !is_here => {
                self.accounted = Some((now, End::Arrived));
                (self.arrived, self.alarm, self.taken, self.accepted) = (true, None, false, None);
                self.settled_since(now, Rule::SeenIsSaid);
            }
            Decision::Correct => {
                self.accounted = Some((now, End::AskedByMistake));
                (self.alarm, self.taken, self.accepted) = (None, false, None);
                let wondering = self.heard.iter().filter(|(_, thinks)| **thinks == Thinks::Wonders);
                self.to_correct.extend(wondering.map(|(key, _)| (key.clone(), now)));
                self.settled_since(now, Rule::CorrectedOnce);
            }
            Decision::Take => self.taken |= self.alarm.is_some_and(|since| since < now),
            Decision::Restart => {
                self.handled = false;
                self.restarted = true;
                if asks(self.last(), self.of.day.about_o) && now < at(self.of.day.date, 18, 0) {
                    (self.accepted, self.on_the_way, self.accounted, self.settled) = (None, None, None, None);
                }
            }
            // Nobody takes anything back in a made-up term.
            Decision::Known | Decision::Arrived | Decision::Undo { .. } => {}
        }
    }

    fn sent(&mut self, now: Timestamp, (key, channel, words): (&str, Channel, Words), planned: Timestamp) {
        let (day, pupil) = (self.of.day, self.of.pupil);
        self.broken(Rule::Shadow, day.is_shadow);
        match self.restricted.get(key).copied() {
            Some(since) if since > planned => self.broken(Rule::NewRestriction, true),
            restricted => self.broken(Rule::RestrictedHearNothing, restricted.is_some() || self.contact(key).is_none()),
        }
        let carer = self.is_carer(key);
        self.broken(Rule::CarersAlone, !carer);
        let way = if channel == Channel::Sms { Way::Text } else { Way::Email };
        let shared = self.contact(key).is_some_and(|contact| self.is_shared(contact, way));
        self.broken(Rule::SharedNumber, shared && !self.restricted.contains_key(key));
        let wishes = pupil.wishes.get(key);
        let hour = now.to_zoned_datetime(domain::school::time_zone()).time();
        let unwanted = wishes.is_some_and(|one| one.refused.contains(&way) || one.not_before.is_some_and(|from| hour < from));
        self.broken(Rule::WishesAreKept, unwanted);
        let closes = if words.corrects() { at(day.date, 20, 0) } else { at(day.date, 18, 0) };
        self.broken(Rule::Window, now < at(day.date, 8, 30) || now >= closes);
        if words.corrects() {
            let knew = self.heard.contains_key(key);
            self.broken(if words == Words::Correction { Rule::CorrectedOnce } else { Rule::OnlyTheTold }, !knew);
            // That the child is in school says more, and may have been on its way when somebody pressed.
            let was_on_its_way = self.to_correct.get(key).is_some_and(|since| planned <= *since);
            if words == Words::Correction || (words == Words::InSchool && was_on_its_way) {
                self.to_correct.remove(key);
            }
            match words {
                Words::NothingMore => drop(self.heard.insert(key.to_owned(), Thinks::IsSettled)),
                _ => drop(self.heard.remove(key)),
            }
            return;
        }
        let hears = self.hears_why(key);
        self.broken(Rule::GrandparentsHearLess, hears == Some(false) && words != Words::PleaseRing);
        self.question(now, words, planned);
        // Who was asked to ring the school, and no more, does not wonder.
        if hears == Some(true) && words != Words::PleaseRing {
            self.heard.insert(key.to_owned(), Thinks::Wonders);
        }
    }

    fn question(&mut self, now: Timestamp, words: Words, planned: Timestamp) {
        let day = self.of.day;
        let [morning, afternoon] = self.marks;
        let about_o = day.about_o;
        let gone = (self.arrived || seen(morning)) && asks(afternoon, about_o);
        let earliest = if asks(afternoon, about_o) && (gone || !asks(morning, about_o)) {
            at(day.date, 13, 45)
        } else {
            at(day.date, 9, 30)
        };
        self.broken(Rule::NotBeforeItsTime, now < earliest);
        let taken = self.extracts.iter().rev().find(|moment| **moment <= planned).copied();
        let waits = later(earliest.max(self.first_seen.unwrap_or(earliest)), 15);
        let stale = taken.is_none_or(|taken| planned > later(taken, 20)) && planned < waits;
        self.broken(Rule::OldMarksWait, stale && !self.restarted && self.questions.is_empty());
        if !self.is_asked_about() && self.first_seen.is_none() {
            let rule = if self.marks.contains(&"O") { Rule::OByOption } else { Rule::UnknownCode };
            self.broken(rule, true);
        } else if let Some((since, _)) = self.accounted {
            let rule = match self.last() {
                _ if since > planned => Rule::ChangedOnTheWay,
                last if last.contains('_') => Rule::SubCode,
                _ => Rule::CorrectedMarkStops,
            };
            self.broken(rule, true);
        }
        self.broken(Rule::ReportedIsNotAsked, self.is_covered() && !self.restarted);
        self.broken(Rule::OnTheWayStops, self.on_the_way.is_some_and(|until| now < until));
        self.broken(Rule::ReasonEnds, self.accepted.is_some() && self.accounted.is_none());
        self.broken(Rule::StaffHandle, self.handled);
        let by_a_person = self.of.story.is_some_and(|story| story.handled);
        self.broken(Rule::FamilyIsHandled, by_a_person && !self.restarted);
        let knew = self.told.iter().find(|(_, _, why)| *why == Why::GoneSinceMorning).map(|(at, ..)| *at);
        let too_soon = gone && !self.restarted && knew.is_none_or(|knew| planned < later(knew, 10));
        self.broken(Rule::StaffBeforeParents, too_soon);
        let returns = self.of.report.is_some_and(|(_, back, _)| back.is_some() && back == day.number);
        let expected = match () {
            () if gone => Words::GoneSinceMorning,
            () if returns => Words::ReturnDay,
            () if self.of.was_missing => Words::SecondDay,
            () => Words::FirstDay,
        };
        self.broken(Rule::WordsOfTheDay, ![expected, Words::NotArrived, Words::PleaseRing].contains(&words));
        self.questions.push(planned);
    }
}

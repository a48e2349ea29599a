//! The children of a day, each where staff look for them.

use std::cmp::Ordering;

use domain::duty::Why;
use domain::order::{self, Place};
use domain::register::Session;
use domain::search::{self, State, Words};
use domain::year::Year;
use jiff::Timestamp;
use store::absences::{Happened, StoredAbsence};
use store::messages::{Message, Saying};

use super::shown::{AccountedShown, ChildShown, GroupShown, NextShown, SaidShown};
use crate::morning::Morning;
use crate::shown::{PupilShown, Said, sees};

/// In what order those who are looked for are listed. Who is held stands behind the others: their hold stands before everybody.
const LOOKED_FOR: [State; 7] =
    [State::Alarm, State::Unreachable, State::Unanswered, State::Answered, State::Open, State::Waiting, State::Held];

/// The children of a day.
#[derive(Debug, Default)]
pub(super) struct Children {
    pub(super) looked_for: Vec<ChildShown>,
    pub(super) not_expected: Vec<AccountedShown>,
    pub(super) explained: Vec<AccountedShown>,
    pub(super) in_school: GroupShown,
    pub(super) corrected: GroupShown,
}

impl Children {
    /// The children as the safeguarding lead sees them, or everybody else.
    pub(super) fn of(morning: &Morning, said: &Said, lead: bool, now: Timestamp) -> Self {
        let mut stored: Vec<&StoredAbsence> = morning.absences.iter().collect();
        stored.sort_by_key(|stored| {
            let pupil = &stored.pupil;
            (&pupil.registration_group, pupil.surname.expose(), pupil.forename.expose(), stored.id.pupil)
        });
        let mut children = Self::default();
        let mut looked_for = Vec::new();
        for stored in stored {
            let pupil = || PupilShown::of(&stored.pupil);
            match stored.search.state {
                State::Resolved => children.in_school.add(pupil()),
                State::Withdrawn => children.corrected.add(pupil()),
                State::Explained => children.explained.push(accounted(morning, said, stored)),
                State::NotExpected => children.not_expected.push(accounted(morning, said, stored)),
                _ => looked_for.push(Looking::of(morning, stored)),
            }
        }
        looked_for.sort_by(|one, other| one.order(other, lead));
        children.looked_for = looked_for.iter().map(|looking| looking.shown(morning, said, lead, now)).collect();
        children
    }

    /// The day in one sentence.
    pub(super) fn sentence(&self) -> String {
        let count = |is: &dyn Fn(&ChildShown) -> bool| self.looked_for.iter().filter(|child| is(child)).count();
        let in_state = |state: State| count(&|child| !child.to_ring && child.state == state.as_str());
        let alarms = in_state(State::Alarm);
        let parts = [
            (alarms, if alarms == 1 { "alarm" } else { "alarms" }),
            (count(&|child| child.to_ring), "to ring"),
            (in_state(State::Unanswered), "unanswered"),
            (in_state(State::Answered), "answered without a reason"),
            (in_state(State::Open), "being asked"),
            (in_state(State::Waiting), "waiting"),
            (in_state(State::Held), "held"),
        ];
        let parts: Vec<String> =
            parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        let looked_for = match self.looked_for.len() {
            0 => "Nobody is looked for.".to_owned(),
            1 => format!("1 child without a reason: {}.", parts.join(", ")),
            count => format!("{count} children without a reason: {}.", parts.join(", ")),
        };
        let over = [
            (self.explained.len(), "explained"),
            (self.not_expected.len(), "not expected"),
            (self.in_school.count, "in school after all"),
            (self.corrected.count, "corrected"),
        ];
        let over: Vec<String> =
            over.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        if over.is_empty() { looked_for } else { format!("{looked_for} Besides: {}.", over.join(", ")) }
    }
}

/// A child who is looked for, with their place.
struct Looking<'a> {
    stored: &'a StoredAbsence,
    place: Place,
    /// Whether the roll still has the child, so that the place's reasons are true.
    on_roll: bool,
}

impl<'a> Looking<'a> {
    fn of(morning: &Morning, stored: &'a StoredAbsence) -> Self {
        let facts = morning.facts(stored);
        let flags = facts.as_ref().map(|facts| facts.flags.clone()).unwrap_or_default();
        let reachable = match &facts {
            Some(facts) => morning.with_day(|day| search::reachable(day, &facts.child())),
            None => usize::try_from(stored.reachable).unwrap_or(usize::MAX),
        };
        let place = order::place(&order::Facts {
            pupil: stored.id.pupil,
            alarm: stored.search.state == State::Alarm,
            flags: &flags,
            named: facts.as_ref().map_or(stored.flagged, |facts| facts.named),
            year: Year::read(&stored.pupil.year),
            group: &stored.pupil.registration_group,
            reachable_contacts: reachable,
            second_day: stored.first_words == Words::SecondDay,
        });
        Self { stored, place, on_roll: facts.is_some() }
    }

    fn order(&self, other: &Self, lead: bool) -> Ordering {
        let state = |one: &Self| LOOKED_FOR.iter().position(|state| *state == one.stored.search.state);
        state(self).cmp(&state(other)).then_with(|| {
            if lead { self.place.cmp(&other.place) } else { self.place.for_everybody().cmp(&other.place.for_everybody()) }
        })
    }

    fn shown(&self, morning: &Morning, said: &Said, lead: bool, now: Timestamp) -> ChildShown {
        let (stored, search) = (self.stored, &self.stored.search);
        let is_today = morning.date == domain::school::day(now);
        let ahead = morning.with_day(|day| search.ahead(day, &|why| sees(lead, why), now)).filter(|_| is_today);
        let rings = search.raised.contains_key(&Why::RingByHand) || search.state == State::Unreachable;
        ChildShown {
            absence: stored.id.to_string(),
            state: search.state.as_str(),
            pupil: PupilShown::of(&stored.pupil),
            sessions: search.asked_sessions().map(Session::as_str).collect(),
            level: self.place.level().as_str(),
            reasons: (lead && self.on_roll).then(|| self.place.reasons().iter().map(|reason| reason.sentence()).collect()),
            since: search.seen,
            said: said.messages_of(stored).next_back().map(said_last),
            answers: said.replies_of(stored).map(|reply| reply.words.expose().to_owned()).collect(),
            next: ahead.map(|ahead| NextShown { at: ahead.at, sentence: ahead.sentence() }),
            taken_by: taken_by(stored),
            handled: search.handled_by_staff,
            to_ring: rings && search.state != State::Alarm,
        }
    }
}

fn said_last(message: &Message) -> SaidShown {
    SaidShown {
        channel: message.channel.as_str(),
        contact: message.contact_name.expose().to_owned(),
        relationship: message.relationship.clone(),
        progress: message.progress.as_str(),
        words: match &message.saying {
            Saying::ToContact { words, .. } | Saying::Test { words } => words.as_str(),
            Saying::ToStaff { why, .. } => why.as_str(),
            Saying::Written { .. } => "written",
            Saying::Answer { .. } => "answer",
        },
        at: Timestamp::from_second(message.ended.unwrap_or(message.planned)).unwrap_or_default(),
    }
}

/// Who said "I have this", since it opened last.
fn taken_by(stored: &StoredAbsence) -> Option<String> {
    let since_it_opened = stored.story.iter().rev().take_while(|moment| moment.what != Happened::Opened);
    since_it_opened.into_iter().find_map(|moment| match &moment.what {
        Happened::Staff { what, by, .. } if what == "take" => Some(by.clone()),
        _ => None,
    })
}

fn accounted(morning: &Morning, said: &Said, stored: &StoredAbsence) -> AccountedShown {
    let reported = (stored.search.state == State::NotExpected).then(|| morning.known.get(&stored.id.pupil)).flatten();
    let days = |first, last| morning.calendar.school_days_between(first, last);
    let reported = reported.and_then(|known| known.covers(morning.date, stored.flagged, morning.policy.return_days, &days));
    let by = stored.proposal.as_ref().map(|proposal| &proposal.by).or(reported.map(|expected| &expected.who));
    let code = stored.proposal.as_ref().map(|proposal| proposal.code).or(reported.and_then(|expected| expected.code));
    AccountedShown {
        absence: stored.id.to_string(),
        pupil: PupilShown::of(&stored.pupil),
        since: stored.search.seen,
        proposed_code: code.map(|code| code.as_str()),
        doubtful: stored.conflict().is_some(),
        by: by.map(|by| by.expose().to_owned()).unwrap_or_default(),
        words: said.replies_of(stored).map(|reply| reply.words.expose().to_owned()).collect(),
        until: reported.map(|expected| expected.until.to_string()),
    }
}

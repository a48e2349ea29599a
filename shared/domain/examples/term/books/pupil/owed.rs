//! What is owed by a moment, and by the end of the day: who has to have heard, and who at the school has to know.

use std::collections::BTreeSet;

use domain::contact::Restriction;
use domain::discrepancy::Discrepancy;
use domain::duty::{Duty, Why};
use domain::search::State;
use jiff::Timestamp;

use super::super::super::dice::{at, later};
use super::super::super::rules::Rule;
use super::super::{asks, due_after_gap, is_expected, seen};
use super::{End, HEARD_WITHIN, Read, Reading, Thinks};

impl Reading<'_> {
    /// Whether somebody has to be asked, or told, about the child before long.
    fn is_looked_for(&self) -> bool {
        asks(self.last(), self.of.day.about_o)
            && self.accounted.is_none()
            && self.accepted.is_none()
            && self.alarm.is_none()
            && !self.handled
            && !self.is_held_today
            && self.of.story.is_none_or(|story| !story.handled)
    }

    /// What has to have happened by now.
    pub(super) fn due(&mut self, now: Timestamp) {
        let day = self.of.day;
        if let Some((since, rule)) = self.settled
            && now > later(since, HEARD_WITHIN)
            && later(since, HEARD_WITHIN) < at(day.date, 20, 0)
            && self.alarm.is_none()
        {
            // That the child is in school everybody hears who was asked.
            let unheard = self.heard.values().any(|thinks| rule == Rule::SeenIsSaid || *thinks == Thinks::Wonders);
            self.broken(rule, unheard);
        }
        if let Some(since) = self.alarm.filter(|since| !self.taken && now > due_after_gap(day, later(*since, 5))) {
            let head = self.told.iter().any(|(at, duty, why)| *why == Why::Alarm && *duty == Duty::Head && *at >= since);
            self.broken(Rule::UntakenGoesUp, !head);
        }
        if let Some(since) = self.back_again.filter(|since| now > later(due_after_gap(day, *since), 10)) {
            self.back_again = None;
            let known = self.told.iter().any(|(at, ..)| *at >= since) || self.decided_to_ask.iter().any(|(at, ..)| *at >= since);
            let looked_for = self.is_looked_for() && !self.is_covered();
            self.broken(Rule::OpensAgain, looked_for && !known && now < at(day.date, 17, 0));
        }
        if let Some(until) = self.on_the_way
            && now > later(due_after_gap(day, until), 10)
            && until < at(day.date, 17, 30)
        {
            self.on_the_way = None;
            let looked_for = self.is_looked_for();
            let since = |moment: Timestamp| moment >= until;
            let known = self.told.iter().any(|(at, ..)| since(*at)) || self.decided_to_ask.iter().any(|(at, ..)| since(*at));
            self.broken(Rule::OnTheWayEnds, looked_for && !known);
        }
    }

    /// What has to have been said once everything of a moment has happened.
    pub(super) fn settle(&mut self, now: Timestamp) {
        if let Some(since) = self.alarm {
            let knows = |duty| self.told.iter().any(|(at, who, why)| *why == Why::Alarm && *who == duty && *at >= since);
            let silent = !knows(Duty::AttendanceOfficer) || !knows(Duty::SafeguardingLead);
            self.broken(Rule::AlarmReachesStaff, silent);
        }
        let asked_now = self.decided_to_ask.last().is_some_and(|(at, ..)| *at == now);
        if asked_now {
            let knows = |why| self.told.iter().any(|(_, duty, of)| *of == why && *duty == Duty::SafeguardingLead);
            let flagged = self.of.pupil.is_flagged() && !knows(Why::Flagged);
            let ordered = self.of.pupil.contacts.iter().filter(|contact| contact.restriction == Restriction::CourtOrder);
            let ordered = ordered.into_iter().any(|contact| self.restricted.get(&contact.name_key()) == Some(&Timestamp::MIN));
            let unknown = ordered && !knows(Why::CourtOrder);
            self.broken(Rule::FlaggedFirst, flagged);
            self.broken(Rule::CourtOrder, unknown);
            let rungs: BTreeSet<(u32, usize)> =
                self.decided_to_ask.iter().filter(|(at, ..)| *at == now).map(|(_, opening, rung)| (*opening, *rung)).collect();
            let before = self.decided_to_ask.iter().rev().find(|(at, ..)| *at < now);
            let opening = rungs.first().map(|(opening, _)| *opening);
            let burst = before.is_some_and(|(at, of, _)| now < later(*at, 7) && Some(*of) == opening);
            self.broken(Rule::NoBurstAfterAGap, rungs.len() > 1 || burst);
        }
    }

    pub(super) fn end(mut self) -> Read {
        let day = self.of.day;
        self.due(at(day.date, 20, 30));
        let uncorrected = !self.to_correct.is_empty();
        self.broken(Rule::CorrectedOnce, uncorrected);
        let running = self
            .of
            .end
            .is_some_and(|end| matches!(end, State::Waiting | State::Held | State::Open | State::Answered | State::Unreachable));
        self.broken(Rule::EverySearchEnds, running);
        let expected = is_expected(day, self.of.pupil);
        let covered = self.is_covered() && !self.restarted;
        let asked = self.asked_sessions.iter().filter(|asked| **asked).count();
        let end = match (self.alarm, self.accounted, self.accepted) {
            (Some(_), ..) => End::Missing,
            (_, Some((_, end)), _) => end,
            (_, _, Some(end)) => end,
            _ if covered => End::Reported,
            _ => End::Missing,
        };
        let missing = expected && asked > 0 && end == End::Missing;
        let closed =
            matches!(self.of.end, None | Some(State::Explained | State::NotExpected | State::Resolved | State::Withdrawn));
        if missing {
            let forgotten = match self.of.report {
                _ if self.of.end == Some(State::Explained) && self.others_reason => Rule::WhoMayExplain,
                _ if self.of.end == Some(State::Explained) => Rule::WordsDoNotEnd,
                _ if self.of.end.is_none() && !self.marks.contains(&"N") => Rule::OByOption,
                Some((.., false)) if closed && self.of.pupil.is_flagged() => Rule::FlaggedReport,
                Some((_, Some(back), _)) if self.of.end == Some(State::NotExpected) && day.number < Some(back) => Rule::ThreeDays,
                _ if self.back_again.is_some() => Rule::OpensAgain,
                _ => Rule::NobodyIsForgotten,
            };
            self.broken(forgotten, self.told.is_empty() || closed);
        }
        let listed = |which| self.of.listed.is_some_and(|listed| listed.contains(&which));
        let [morning, _] = self.marks;
        let reason = self.accepted == Some(End::Explained) && seen(morning) && !self.by_staff && self.alarm.is_none();
        let o_alone = morning == "O" && self.questions.is_empty() && !self.is_covered();
        let unlisted =
            (reason && !listed(Discrepancy::ReasonAndMarkedHere)) || (o_alone && !listed(Discrepancy::UnknownAndNobodyAsked));
        self.broken(Rule::Discrepancy, expected && unlisted);
        Read {
            breaches: self.breaches,
            end: (expected && asked > 0).then_some((end, asked)),
            is_missing: missing,
            staff_know: !self.told.is_empty(),
        }
    }
}

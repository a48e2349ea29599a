//! What happens, and what is done about it.

use jiff::{SignedDuration, Timestamp};

use super::marks::Meaning;
use super::{Child, Day, Decision, Dropped, Effect, Event, Heard, Said, Search, State, Why, Words, whom};
use crate::ladder::Duty;
use crate::policy::{Begin, Seen};

impl Search {
    /// Takes in what happened, and says what to do. The same event again does nothing.
    pub fn step(&mut self, day: &Day<'_>, child: &Child<'_>, event: &Event, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Marked(cells) => match self.marked(*cells, now) {
                Meaning::Same => {}
                Meaning::Seen => self.mend(day, child, Words::InSchool, now, &mut effects),
                Meaning::Corrected => self.mend(day, child, Words::NothingMore, now, &mut effects),
            },
            Event::Said(contact, said) => self.said(day, child, (contact, *said), now, &mut effects),
            Event::Held(held) => self.held = *held,
            Event::Staff(decision) => self.decided(day, child, *decision, now, &mut effects),
            Event::Tick => {}
        }
        self.go_on(day, child, now, &mut effects);
        effects
    }

    /// When there is something to do by itself; `None` when only an event can change it.
    pub fn next(&self, day: &Day<'_>, now: Timestamp) -> Option<Timestamp> {
        if let (State::Alarm, Some((since, behind))) = (self.state, self.alarm) {
            return day.policy.alarm.get(behind).map(|step| after(since, step.after));
        }
        if !self.state.is_running() {
            return None;
        }
        if self.handled_by_staff {
            return Some(day.ends);
        }
        let due = match (self.state, self.began, self.on_the_way_until) {
            (_, _, Some(until)) => until,
            (State::Held, ..) => day.ends,
            (State::Waiting, None, _) => match self.may_begin(day, now) {
                Begin::Now => now,
                Begin::RegisterOpen { until } | Begin::MarksAreOld { until, .. } => until,
            },
            (_, began, _) => {
                began.and_then(|began| day.policy.ladder.climb(began, self.behind, now).next.or(Some(now))).unwrap_or(day.ends)
            }
        };
        Some(due.min(day.ends))
    }

    fn may_begin(&self, day: &Day<'_>, now: Timestamp) -> Begin {
        let Some(session) = self.asking() else { return Begin::Now };
        day.policy.begins(&Seen { date: day.date, session, seen: self.seen, marks_taken: day.marks_taken }, now)
    }

    fn said(
        &mut self,
        day: &Day<'_>,
        child: &Child<'_>,
        (contact, said): (&str, Said),
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
        // A child who is accounted for raises no alarm: a parent may read the text hours later.
        if matches!(self.state, State::Resolved | State::Withdrawn) {
            return;
        }
        let may_give = whom::askable(child).iter().any(|known| known.name_key() == contact);
        match said {
            Said::Alarm if self.state != State::Alarm => {
                self.state = State::Alarm;
                self.alarm = Some((now, 0));
            }
            _ if self.state == State::Alarm => {}
            Said::Reason if may_give => {
                if self.state != State::NotExpected {
                    self.state = State::Explained;
                }
                self.on_the_way_until = None;
                self.settle_others(day, child, contact, now, effects);
            }
            Said::OnTheWay(until) if may_give && until > now && self.state.asks_contacts() => {
                self.on_the_way_until = Some(until.min(day.ends));
                self.has_answered();
            }
            Said::Reason | Said::OnTheWay(_) | Said::Words | Said::Alarm => self.has_answered(),
        }
    }

    /// Somebody wrote: it is remembered from before the search begins, too.
    fn has_answered(&mut self) {
        self.answered = true;
        if self.state == State::Open {
            self.state = State::Answered;
        }
    }

    /// The state of a search in which contacts are being asked.
    const fn being_asked(&self) -> State {
        if self.answered { State::Answered } else { State::Open }
    }

    /// The others who were asked hear that nothing more is needed, without who or why.
    fn settle_others(&mut self, day: &Day<'_>, child: &Child<'_>, answered: &str, now: Timestamp, effects: &mut Vec<Effect>) {
        let others: Vec<String> = self
            .told
            .iter()
            .filter(|(key, heard)| *key != answered && **heard == Heard::Nothing)
            .map(|(key, _)| key.clone())
            .collect();
        for key in others {
            self.mend_one(day, child, (&key, Words::NothingMore), now, effects);
            self.told.insert(key, Heard::NothingMore);
        }
    }

    fn mend(&mut self, day: &Day<'_>, child: &Child<'_>, words: Words, now: Timestamp, effects: &mut Vec<Effect>) {
        for (key, heard) in std::mem::take(&mut self.told) {
            if words == Words::InSchool || heard == Heard::Nothing {
                self.mend_one(day, child, (&key, words), now, effects);
            }
        }
    }

    fn mend_one(&self, day: &Day<'_>, child: &Child<'_>, (key, words): (&str, Words), now: Timestamp, effects: &mut Vec<Effect>) {
        if !(day.may_speak)(now, words) {
            effects.push(Effect::Drop(Dropped::OutsideWindow { words }));
        } else if let Some((contact, way)) = whom::mending_way(child, key) {
            effects.push(Effect::Say { contact, way, words, opening: self.openings, rung: None });
        }
    }

    fn decided(&mut self, day: &Day<'_>, child: &Child<'_>, decision: Decision, now: Timestamp, effects: &mut Vec<Effect>) {
        let over = matches!(self.state, State::Resolved | State::Withdrawn);
        match decision {
            Decision::Known if !over && self.state != State::Explained => {
                self.state = State::Explained;
                self.mend(day, child, Words::NothingMore, now, effects);
            }
            Decision::Arrived if !over => {
                self.state = State::Resolved;
                self.arrived = true;
                self.mend(day, child, Words::InSchool, now, effects);
            }
            Decision::Handle => self.handled_by_staff = true,
            Decision::Restart => {
                self.handled_by_staff = false;
                self.report_overruled = true;
                let begun_this_moment = self.seen == now && self.state.is_running();
                let missing = self.asking().is_some() && !self.is_accounted_for();
                if missing && self.state != State::Alarm && now < day.ends && !begun_this_moment {
                    self.reopen(now);
                    self.at_once = true;
                }
            }
            Decision::Known | Decision::Arrived => {}
        }
    }

    /// What is due by now.
    fn go_on(&mut self, day: &Day<'_>, child: &Child<'_>, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.state == State::Alarm {
            self.sound(day, now, effects);
            return;
        }
        if !self.state.is_running() {
            return;
        }
        if now >= day.ends {
            self.state = State::Unanswered;
            self.tell_once(Why::EndOfDay, [Duty::AttendanceOfficer, Duty::SafeguardingLead], effects);
            return;
        }
        if !self.handled_by_staff && self.on_the_way_until.is_some_and(|until| until <= now) {
            self.on_the_way_until = None;
            if self.began.is_some() {
                // Not here by then: it is a search like any other, from its beginning.
                let answered = self.answered;
                self.reopen(now);
                self.answered = answered;
                self.was_on_the_way = true;
                self.began = Some(now);
                self.state = self.being_asked();
            }
        }
        if child.flagged && !matches!(self.may_begin(day, now), Begin::RegisterOpen { .. }) {
            self.tell_once(Why::Flagged, day.policy.flagged.iter().flat_map(|step| step.tell.iter().copied()), effects);
        }
        if self.handled_by_staff || self.on_the_way_until.is_some() {
            return;
        }
        self.hold_or_begin(day, child, now, effects);
        if matches!(self.state, State::Open | State::Answered | State::Unreachable) {
            self.climb(day, child, now, effects);
        }
    }

    fn hold_or_begin(&mut self, day: &Day<'_>, child: &Child<'_>, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.held && matches!(self.state, State::Waiting | State::Open | State::Answered) {
            self.state = State::Held;
        }
        if !self.held && self.state == State::Held {
            self.state = if self.began.is_some() { self.being_asked() } else { State::Waiting };
        }
        if self.state != State::Waiting {
            return;
        }
        if child.reported && !self.report_overruled {
            self.state = State::NotExpected;
            return;
        }
        match self.may_begin(day, now) {
            Begin::RegisterOpen { .. } => {}
            Begin::MarksAreOld { .. } if !self.at_once => self.tell_once(Why::MarksAreOld, [Duty::AttendanceOfficer], effects),
            Begin::Now | Begin::MarksAreOld { .. } => {
                let gone = self.is_gone_since_morning();
                let wait = if gone { day.policy.afternoon_parents_after } else { SignedDuration::ZERO };
                self.began = Some(after(now, wait));
                self.state = self.being_asked();
                if gone {
                    self.tell_once(Why::GoneSinceMorning, [Duty::AttendanceOfficer, Duty::SafeguardingLead], effects);
                }
                if whom::askable(child).is_empty() {
                    self.state = State::Unreachable;
                    self.tell_once(Why::Unreachable, [Duty::AttendanceOfficer], effects);
                }
            }
        }
    }

    fn climb(&mut self, day: &Day<'_>, child: &Child<'_>, now: Timestamp, effects: &mut Vec<Effect>) {
        let Some(began) = self.began else { return };
        let climb = day.policy.ladder.climb(began, self.behind, now);
        self.behind = climb.behind;
        effects.extend(climb.dropped.iter().map(|rung| Effect::Drop(Dropped::Overtaken { rung: *rung })));
        if let Some((number, ask)) =
            climb.ask.and_then(|number| Some((number, day.policy.ladder.rungs().get(number)?.ask.as_ref()?)))
        {
            let words = self.question(child);
            if (day.may_speak)(now, words) {
                for (contact, way) in whom::asked(child, ask) {
                    self.told.insert(contact.clone(), Heard::Nothing);
                    effects.push(Effect::Say { contact, way, words, opening: self.openings, rung: Some(number) });
                }
            } else {
                effects.push(Effect::Drop(Dropped::OutsideWindow { words }));
            }
        }
        effects.extend(climb.tell.iter().map(|duty| Effect::Tell(*duty, Why::NoAnswer)));
        if climb.next.is_none() {
            self.state = State::Unanswered;
        }
    }

    fn question(&self, child: &Child<'_>) -> Words {
        if self.is_gone_since_morning() {
            Words::GoneSinceMorning
        } else if self.was_on_the_way {
            Words::NotArrived
        } else {
            child.first_words
        }
    }

    fn sound(&mut self, day: &Day<'_>, now: Timestamp, effects: &mut Vec<Effect>) {
        let Some((since, behind)) = self.alarm else { return };
        let due = day.policy.alarm.iter().skip(behind).take_while(|step| after(since, step.after) <= now);
        let mut over = behind;
        for step in due {
            effects.extend(step.tell.iter().map(|duty| Effect::Tell(*duty, Why::Alarm)));
            over = over.saturating_add(1);
        }
        self.alarm = Some((since, over));
    }

    fn tell_once(&mut self, why: Why, duties: impl IntoIterator<Item = Duty>, effects: &mut Vec<Effect>) {
        if self.staff_told.insert(why) {
            effects.extend(duties.into_iter().map(|duty| Effect::Tell(duty, why)));
        }
    }
}

fn after(moment: Timestamp, wait: SignedDuration) -> Timestamp {
    moment.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

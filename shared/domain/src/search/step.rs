//! What happens, and what is done about it.

use jiff::{SignedDuration, Timestamp};

use super::marks::Meaning;
use super::{Child, Day, Decision, Dropped, Effect, Event, Heard, Said, Search, State, Words, whom};
use crate::contact::Restriction;
use crate::duty::{Raised, Why};
use crate::ladder::{Ask, Way};
use crate::policy::Begin;

impl Search {
    /// Takes in what happened, and says what to do. The same event again does nothing.
    pub fn step(&mut self, day: &Day<'_>, child: &Child<'_>, event: &Event, now: Timestamp) -> Vec<Effect> {
        self.steps(day, child, [event], now)
    }

    /// Takes in all that happened by now, and then says what the time asks for: whoever has just answered is not asked again, and what
    /// somebody has just taken goes no higher.
    pub fn steps<'e>(
        &mut self,
        day: &Day<'_>,
        child: &Child<'_>,
        events: impl IntoIterator<Item = &'e Event>,
        now: Timestamp,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        for event in events {
            match event {
                Event::Marked(cells) => match self.marked(*cells, now) {
                    Meaning::Same => {}
                    Meaning::Seen => {
                        // On a trip nobody is in school, and which code it is stays untold.
                        let words = if self.is_in_school() { Words::InSchool } else { Words::NothingMore };
                        self.mend(day, child, words, now, &mut effects);
                    }
                    Meaning::Corrected => self.mend(day, child, Words::NothingMore, now, &mut effects),
                },
                Event::Said(contact, said) => self.said(day, child, (contact, *said), now, &mut effects),
                Event::NotReached(contact, way) => self.missed(day, child, (contact, *way), now, &mut effects),
                Event::Held(held) => self.held = *held,
                Event::Staff(decision) => self.decided(day, child, *decision, now, &mut effects),
                Event::Tick => {}
            }
        }
        self.go_on(day, child, now, &mut effects);
        effects
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
        if self.is_settled() {
            return;
        }
        let may_give = whom::may_explain(day, child, contact);
        match said {
            Said::Alarm if self.state != State::Alarm => {
                self.state = State::Alarm;
                self.raise(Why::Alarm, now);
                // That nothing more is needed is true no longer, and may not have reached them yet.
                self.told.values_mut().for_each(|heard| *heard = Heard::Nothing);
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
            if words != Words::NothingMore || heard == Heard::Nothing {
                self.mend_one(day, child, (&key, words), now, effects);
            }
            // That the child is in school they hear all the same, when it is.
            if words == Words::NothingMore {
                self.told.insert(key, Heard::NothingMore);
            }
        }
    }

    fn mend_one(&self, day: &Day<'_>, child: &Child<'_>, (key, words): (&str, Words), now: Timestamp, effects: &mut Vec<Effect>) {
        if !(day.may_speak)(now, words) {
            effects.push(Effect::Drop(Dropped::OutsideWindow { words }));
        } else if let Some((contact, way)) = whom::mending_way(day, child, key, now) {
            effects.push(Effect::Say { contact, way, words, opening: self.openings, rung: None });
        } else {
            effects.push(Effect::Drop(Dropped::NoWay { words }));
        }
    }

    fn decided(&mut self, day: &Day<'_>, child: &Child<'_>, decision: Decision, now: Timestamp, effects: &mut Vec<Effect>) {
        let over = self.is_settled();
        let is_here = self.is_accounted_for() || (self.arrived && self.state == State::Resolved);
        match decision {
            Decision::Known if !over && self.state != State::Explained => {
                // Whoever was asked about a child whom nobody could find hears that the child is safe.
                let words = if self.state == State::Alarm { Words::Found } else { Words::NothingMore };
                self.state = State::Explained;
                self.mend(day, child, words, now, effects);
            }
            // Whom the desk or the register has here already was not signed in just now. That it was a mistake to ask does not say that
            // the child had come.
            Decision::Arrived if !is_here => {
                self.state = State::Resolved;
                self.arrived = true;
                self.mend(day, child, Words::InSchool, now, effects);
            }
            Decision::Handle => self.handled_by_staff = true,
            // What was raised this very moment nobody has read yet.
            Decision::Take => self.raised.values_mut().filter(|raised| raised.since < now).for_each(|raised| raised.taken = true),
            Decision::Correct => {
                self.state = State::Withdrawn;
                self.mend(day, child, Words::Correction, now, effects);
            }
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
            Decision::Undo { alarm } => self.undo(alarm, now),
            Decision::Known | Decision::Arrived => {}
        }
    }

    /// What is due by now.
    fn go_on(&mut self, day: &Day<'_>, child: &Child<'_>, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.state.is_running() && self.state != State::Alarm {
            self.search_on(day, child, now, effects);
        }
        if self.state.is_over() {
            self.raised.clear();
        }
        for (why, raised) in &mut self.raised {
            let told = raised.climb(day.policy.steps(*why), now);
            effects.extend(told.into_iter().map(|duty| Effect::Tell(duty, *why)));
        }
    }

    fn search_on(&mut self, day: &Day<'_>, child: &Child<'_>, now: Timestamp, effects: &mut Vec<Effect>) {
        // About whom a parent has said so nobody would be asked, held or handled or not; but of a child who came all the same nobody had said that
        // they would go again.
        let not_asked_yet = self.began.is_none() && matches!(self.state, State::Waiting | State::Held);
        if not_asked_yet && child.reported && !self.report_overruled && !self.is_gone_since_morning() {
            self.state = State::NotExpected;
            return;
        }
        if now >= day.ends {
            self.state = State::Unanswered;
            self.raise(Why::EndOfDay, now);
            return;
        }
        if !self.handled_by_staff && self.on_the_way_until.is_some_and(|until| until <= now) {
            self.on_the_way_until = None;
            self.was_on_the_way = true;
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
        let asks = !self.handled_by_staff && self.on_the_way_until.is_none();
        if asks && self.state == State::Unreachable && !whom::all_missed(day, child, &self.not_reached) {
            self.ask_after_all(now);
        }
        if child.flagged && !matches!(self.may_begin(day, now), Begin::RegisterOpen { .. }) {
            self.raise(Why::Flagged, now);
        }
        if !asks {
            return;
        }
        self.hold_or_begin(day, now);
        if matches!(self.state, State::Open | State::Answered | State::Unreachable) {
            // The roll may say so in the middle of a search, too.
            if child.contacts.iter().any(|contact| contact.restriction == Restriction::CourtOrder) {
                self.raise(Why::CourtOrder, now);
            }
            if whom::askable(day, child).is_empty() {
                self.state = State::Unreachable;
                self.raise(Why::Unreachable, now);
            }
            self.climb(day, child, now, effects);
        }
    }

    /// Somebody can be asked of whom nobody could: a new roll has brought a number, or a wish or a restriction has gone. They are asked from
    /// the first rung on, since those that are over asked nobody. What staff have taken is not told to them anew, but that nobody can be
    /// reached is over.
    fn ask_after_all(&mut self, now: Timestamp) {
        let (answered, was_on_the_way) = (self.answered, self.was_on_the_way);
        let mut taken = std::mem::take(&mut self.raised);
        taken.retain(|why, raised| raised.taken && *why != Why::Unreachable);
        self.reopen(now);
        (self.answered, self.was_on_the_way, self.at_once, self.raised) = (answered, was_on_the_way, true, taken);
    }

    fn hold_or_begin(&mut self, day: &Day<'_>, now: Timestamp) {
        if self.held && matches!(self.state, State::Waiting | State::Open | State::Answered) {
            self.state = State::Held;
        }
        if !self.held && self.state == State::Held {
            self.state = if self.began.is_some() { self.being_asked() } else { State::Waiting };
        }
        if self.state != State::Waiting {
            return;
        }
        match self.may_begin(day, now) {
            Begin::RegisterOpen { .. } => {}
            Begin::MarksAreOld { .. } if !self.at_once => self.raise(Why::MarksAreOld, now),
            Begin::Now | Begin::MarksAreOld { .. } => {
                let gone = self.is_gone_since_morning();
                let wait = if gone { day.policy.afternoon_parents_after } else { SignedDuration::ZERO };
                self.began = Some(after(now, wait));
                self.state = self.being_asked();
                if gone {
                    self.raise(Why::GoneSinceMorning, now);
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
                self.asked_now.clear();
                let asked = self.ask(day, child, (number, ask), now, effects);
                // A call that nothing here can make is a person's.
                if ask.ways.contains(&Way::Call)
                    && !day.ways.contains(&Way::Call)
                    && (ask.by_every_way || asked == 0)
                    && self.state != State::Unreachable
                {
                    self.raise(Why::RingByHand, now);
                }
            } else {
                effects.push(Effect::Drop(Dropped::OutsideWindow { words }));
            }
        }
        effects.extend(climb.tell.iter().map(|duty| Effect::Tell(*duty, Why::NoAnswer)));
        if climb.next.is_none() {
            self.state = State::Unanswered;
            self.raise(Why::NoAnswer, now);
        }
    }

    /// Puts a rung's question to those whom it reaches and has not asked yet; says how many those are.
    fn ask(
        &mut self,
        day: &Day<'_>,
        child: &Child<'_>,
        (number, ask): (usize, &Ask),
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> usize {
        let question = self.question(child);
        let asked = whom::asked(day, child, ask, &self.not_reached, now);
        let mut count = 0_usize;
        for whom::Asked { contact, way, hears_why } in asked {
            if !self.asked_now.insert((contact.clone(), way)) {
                continue;
            }
            count = count.saturating_add(1);
            let words = if hears_why { question } else { Words::PleaseRing };
            if hears_why {
                self.told.insert(contact.clone(), Heard::Nothing);
            }
            effects.push(Effect::Say { contact, way, words, opening: self.openings, rung: Some(number) });
        }
        count
    }

    /// What was to be said did not reach a contact: the rung asks whom it reaches instead, at once.
    fn missed(
        &mut self,
        day: &Day<'_>,
        child: &Child<'_>,
        (contact, way): (&str, Way),
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
        // Of a search that asks nobody now, what was not said says nothing about who can be reached.
        let asks = matches!(self.state, State::Open | State::Answered);
        if !asks || self.held || self.handled_by_staff || self.on_the_way_until.is_some() {
            return;
        }
        if !self.not_reached.insert((contact.to_owned(), way)) {
            return;
        }
        let last = self.behind.checked_sub(1).and_then(|number| Some((number, day.policy.ladder.rungs().get(number)?)));
        if let Some((number, ask)) = last.and_then(|(number, rung)| Some((number, rung.ask.as_ref()?)))
            && (day.may_speak)(now, self.question(child))
        {
            self.ask(day, child, (number, ask), now, effects);
        }
        if whom::all_missed(day, child, &self.not_reached) {
            self.state = State::Unreachable;
            self.raise(Why::Unreachable, now);
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

    /// Staff are told of it from now on, until somebody takes it; once an opening.
    fn raise(&mut self, why: Why, now: Timestamp) {
        self.raised.entry(why).or_insert(Raised::new(now));
    }
}

fn after(moment: Timestamp, wait: SignedDuration) -> Timestamp {
    moment.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

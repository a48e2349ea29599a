//! What is said: messages planned, looked at again, sent and answered, and staff told.

use domain::contact::Restriction;
use domain::day::{Facts, School};
use domain::duty::{Duty, Why};
use domain::ladder::Way;
use domain::message::Opening;
use domain::planning;
use domain::pupil::PupilId;
use domain::search::{Child, Decision, Effect, Words};
use domain::speaking::{Behind, Drop, Said, heard_of, look_again};
use jiff::Timestamp;

use super::super::super::breaks;
use super::super::super::dice::{later, later_by};
use super::super::super::log::{Entry, Line, OfSchool};
use super::super::super::rules::Rule;
use super::{Happening, Running};

impl Running<'_> {
    pub(super) fn tell(&mut self, effects: &[(PupilId, Effect)], shown: Timestamp) {
        let opened = effects.iter().map(|(pupil, effect)| (Opening { pupil: *pupil, number: 1 }, effect));
        let mut alerts: Vec<(Duty, Why)> = planning::alerts(opened).into_iter().map(|alert| (alert.duty, alert.why)).collect();
        let steps = self.policy.steps(Why::NoExtract).to_vec();
        let of_extract = self.no_extract.as_mut().map(|raised| raised.climb(&steps, shown)).unwrap_or_default();
        alerts.extend(of_extract.into_iter().map(|duty| (duty, Why::NoExtract)));
        for (duty, why) in alerts {
            let mut reached = planning::recipients(self.duties, (duty, why), &[Way::Text, Way::Email], shown);
            if self.broken == Some(Rule::DutyReaches) {
                reached.retain(|(one, _)| one.duty == duty);
            }
            let reached = reached.len();
            self.log(shown, Line::School(OfSchool::Alert { duty, why, reached }));
        }
    }

    pub(super) fn plan(&mut self, effects: &[(PupilId, Effect)], shown: Timestamp) {
        let says: Vec<(PupilId, usize, &Effect)> = effects
            .iter()
            .filter(|(_, effect)| matches!(effect, Effect::Say { .. }))
            .filter_map(|(id, effect)| Some((*id, *self.place.get(self.of.get(id)?)?, effect)))
            .collect();
        let contacts = |place: usize| {
            let facts = self.searched.get(place).and_then(|pupil| pupil.facts.as_ref());
            facts.or(self.put_by.get(place).and_then(Option::as_ref)).map_or(&[][..], |facts| &facts.contacts)
        };
        let messages = |says: &[(PupilId, usize, &Effect)]| {
            planning::messages(says.iter().map(|(id, place, effect)| (*id, contacts(*place), *effect)).collect::<Vec<_>>())
        };
        let planned = breaks::messages(messages(&says), says.iter().map(|say| messages(&[*say])), self.broken);
        for message in planned {
            let covers = message.covers.iter().filter_map(|opening| self.of.get(&opening.pupil).copied()).collect();
            let (contact, channel, words, rung) = (message.contact.name_key(), message.channel, message.words, message.rung);
            self.log(shown, Line::School(OfSchool::Planned { contact, channel, words, rung, covers }));
            // Most go out within seconds, some wait their turn.
            let seconds = if self.dice.permille(900) { self.dice.between(3, 45) } else { self.dice.between(60, 240) };
            let twice = self.broken == Some(Rule::Once) && message.rung.is_some();
            let number = self.messages.len();
            // Before the first of them is sent.
            let asks = !message.words.corrects();
            let at_the_desk = message.covers.iter().filter_map(|opening| self.of.get(&opening.pupil).copied());
            let at_the_desk: Vec<usize> = at_the_desk
                .filter(|index| asks && self.stories.get(index).is_some_and(|story| story.at_the_desk))
                .filter(|index| !self.signed_in.contains(index))
                .collect();
            for index in at_the_desk {
                self.signed_in.insert(index);
                self.queue(later_by(shown, 1), Happening::Staff(index, Decision::Arrived));
            }
            self.messages.push((message, shown));
            for _ in 0..=usize::from(twice) {
                self.queue(later_by(shown, seconds), Happening::Send(number));
            }
        }
    }

    /// Looked at again, and said.
    pub(super) fn send(&mut self, number: usize, now: Timestamp) {
        let Some((message, planned)) = self.messages.get(number).cloned() else { return };
        let key = message.contact.name_key();
        let of = self.of;
        let covers: Vec<(usize, usize, Opening)> = message
            .covers
            .iter()
            .filter_map(|opening| {
                let index = of.get(&opening.pupil)?;
                Some((*index, *self.place.get(index)?, *opening))
            })
            .collect();
        let facts: Vec<Facts> = covers
            .iter()
            .filter_map(|(index, ..)| {
                let mut facts = self.facts(*index)?;
                if self.broken == Some(Rule::NewRestriction) {
                    // As it was when the message was planned.
                    facts
                        .contacts
                        .iter_mut()
                        .filter(|one| one.name_key() == key)
                        .for_each(|one| one.restriction = Restriction::None);
                }
                Some(facts)
            })
            .collect();
        let children: Vec<Child<'_>> = facts.iter().map(Facts::child).collect();
        let behind: Vec<Behind<'_>> = covers
            .iter()
            .zip(&children)
            .filter_map(|((_, place, opening), child)| {
                let pupil = self.searched.get(*place)?;
                let search = pupil.search.as_ref()?;
                let cells = if self.broken == Some(Rule::ChangedOnTheWay) { search.cells } else { pupil.cells };
                Some(Behind { opening: *opening, search, cells, child: Some(child) })
            })
            .collect();
        let has_heard = |opening: Opening| {
            let index = self.of.get(&opening.pupil).copied();
            self.broken == Some(Rule::OnlyTheTold) || index.is_some_and(|index| self.heard.contains(&(index, key.clone())))
        };
        let behind = heard_of(&behind, message.words, has_heard);
        let said = Said {
            words: message.words,
            rung: message.rung,
            contact: &key,
            destination: &message.destination,
            planned,
            heard_before: !behind.is_empty(),
        };
        let mut policy = self.policy.clone();
        policy.shadow &= self.broken != Some(Rule::Shadow);
        let named =
            self.school(|school| School { policy: &policy, ..*school }.with_day(|day| look_again(day, &behind, &said, now)));
        for (index, _, opening) in covers {
            let named = named.as_ref().map(|named| named.contains(&opening.pupil));
            let (contact, words) = (key.clone(), message.words);
            let entry = match named {
                Ok(true) => Entry::Sent { contact, channel: message.channel, words, planned, message: number },
                Ok(false) if words.corrects() && !self.heard.contains(&(index, key.clone())) => {
                    Entry::NotSent(contact, words, Drop::WasNotTold)
                }
                Ok(false) => Entry::NotSent(contact, words, Drop::NothingToAsk),
                Err(why) => Entry::NotSent(contact, words, *why),
            };
            self.log(now, Line::Pupil(index, entry));
            if named == Ok(true) {
                if matches!(message.words, Words::InSchool | Words::Correction) {
                    self.heard.remove(&(index, key.clone()));
                } else if !message.words.corrects() {
                    self.heard.insert((index, key.clone()));
                    self.asked.insert(index);
                    self.answers(index, &key, now);
                }
            }
        }
    }

    /// Whoever is asked first answers, as the story has it.
    fn answers(&mut self, index: usize, key: &str, now: Timestamp) {
        if !self.answered.insert(index) {
            return;
        }
        let answers = self.stories.get(&index).map(|story| story.answers.clone()).unwrap_or_default();
        for (minutes, says) in answers {
            self.queue(later(now, minutes), Happening::Says(index, key.to_owned(), says));
        }
    }
}

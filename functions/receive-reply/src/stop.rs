//! STOP and START: whether a number gets texts from a school.

use std::collections::BTreeSet;

use domain::ladder::Way;
use domain::school::Urn;
use domain::wishes::Wishes;
use jiff::Timestamp;
use jiff::civil::Date;
use store::replies::Reply;
use vault::Keyring;
use wording::{Kind, Understood};

use crate::receive::{Receive, ReceiveError};

/// What a reply asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    /// No more of them.
    Stop,
    /// Them again.
    Start,
}

impl Texts {
    /// What a reply asks for, if anything. A parent who does not know where the child is has to hear of it, so an alarm ends nothing.
    pub(crate) fn asked(words: &str, understood: &Understood) -> Option<Self> {
        if wording::asks_to_start(words) {
            return Some(Self::Start);
        }
        let stops = understood.readings.iter().any(|reading| reading.kind == Kind::Stop && reading.is_sure());
        (stops && understood.kind() != Kind::Alarm).then_some(Self::Stop)
    }
}

impl Receive {
    /// Ends texts to the number that wrote, or begins them again: for every contact of this school who has it, since whoever holds the
    /// telephone has spoken. The searches of a day then go on by the ways that are left. Says whether that changed anything.
    pub(crate) async fn change_texts(
        &self,
        keys: &Keyring,
        school: &Urn,
        texts: Texts,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<bool, ReceiveError> {
        let change = |wishes: &mut Wishes| match texts {
            Texts::Stop => drop(wishes.refused.insert(Way::Text)),
            Texts::Start => drop(wishes.refused.remove(&Way::Text)),
        };
        let mut changed = false;
        for having in self.having(keys, school, reply.from.expose()).await? {
            changed |= self.change_wishes(keys, school, having.pupil, having.key.expose(), change).await?;
        }
        let days: BTreeSet<Date> = [reply.about, Some(domain::school::day(now))].into_iter().flatten().collect();
        for day in days {
            self.follow_up.work(school, day, &[], now).await?;
        }
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &str) -> Option<Texts> {
        Texts::asked(words, &wording::understand(words, jiff::civil::date(2026, 11, 23), &["Ava"]))
    }

    #[test]
    fn stop_ends_texts_beside_a_reason_too_and_never_beside_an_alarm() {
        assert_eq!(["STOP", "stop", "she's ill. STOP texting me"].map(asked), [Some(Texts::Stop); 3]);
        assert_eq!(["she's in school!! STOP texting me", "she's poorly", "tell her to stop at reception"].map(asked), [None; 3]);
    }

    #[test]
    fn start_begins_them_again_and_a_start_of_something_else_does_not() {
        assert_eq!(["START", " start. ", "Unstop"].map(asked), [Some(Texts::Start); 3]);
        assert_eq!(["she will start Monday", "what time does school start"].map(asked), [None; 2]);
    }
}

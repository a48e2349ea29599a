//! What a provider says became of a message: noted with it, once, however often and in whatever order it is said. Who cannot be reached by an
//! address is asked otherwise.

use channels::{After, Outcome, Receipt, after};
use domain::Personal;
use domain::absence::AbsenceId;
use domain::known::Suspended;
use domain::school::Urn;
use domain::search::Event;
use domain::sending::{Provider, Went};
use followup::Happening;
use jiff::Timestamp;
use shell::clock;
use shell::metrics::{self, Unit};
use store::absences::Happened;
use store::messages::{Message, Saying};
use vault::Keyring;

use crate::receive::{Receive, ReceiveError};

impl Receive {
    /// Takes in what became of a message.
    pub(crate) async fn receipt(&self, receipt: Receipt) -> Result<(), ReceiveError> {
        let Receipt { provider_id, outcome, at, unlisted } = receipt;
        if let Some(code) = &unlisted {
            tracing::warn!(error_type = "UnlistedCode", code = code.as_str(), "a provider uses a code that no table lists");
        }
        // It may be quicker than we are in noting the message's end.
        let way = self.follow_up.messages.way_of_receipt(provider_id.as_str()).await?.ok_or(ReceiveError::EarlyReceipt)?;
        let keys = self.follow_up.keys.school(&way.school).await?;
        let found = self.follow_up.messages.message(&keys, &way.school, way.date, way.message).await?;
        let mut message = found.ok_or(ReceiveError::EarlyReceipt)?;
        let current = message.delivery.parse::<Outcome>().ok();
        let at = at.unwrap_or_else(clock::now);
        let suspends = outcome.suspends();
        let word = outcome.to_string();
        match after(current.as_ref(), outcome) {
            After::Became(became) => {
                // What comes after it is done first: who repeats this finds it all the same.
                if suspends {
                    self.not_delivered(&keys, &way.school, &message, &word, at).await?;
                }
                self.note_health(&way.school, &message, &became).await?;
                if became.is_final() && message.provider == Some(Provider::Twilio) {
                    // It has arrived, or never will: nobody needs its words there any more.
                    self.forget_text(&message.provider_id).await?;
                }
                message.delivery = became.to_string();
                self.follow_up.messages.put_message(&keys, &way.school, &mut message).await?;
            }
            After::AboutRecipient(_) => self.not_delivered(&keys, &way.school, &message, &word, at).await?,
            After::Stays | After::Unknown(_) => {}
        }
        let code = word.split(':').next().unwrap_or_default();
        metrics::emit(
            clock::now(),
            &[("channel", message.channel.as_str()), ("outcome", code)],
            &[("Receipts", Unit::Count, 1.0)],
        );
        tracing::info!(school = %way.school, message = %message.id, outcome = word, "a receipt was taken in");
        Ok(())
    }

    /// Notes with a school that has a choice whether its texts arrive by this provider. A telephone that is off says nothing of the provider.
    async fn note_health(&self, school: &Urn, message: &Message, outcome: &Outcome) -> Result<(), ReceiveError> {
        let went = match outcome {
            Outcome::Delivered => Went::Well,
            Outcome::SoftFailure(why) if why.is_the_providers() => Went::Badly,
            _ => return Ok(()),
        };
        let Some(provider) = message.provider else { return Ok(()) };
        let settings = self.follow_up.schools.settings(school).await?;
        if settings.is_some_and(|settings| settings.numbers.second.is_some()) {
            self.follow_up.messages.note_health(school, provider, went).await?;
        }
        Ok(())
    }

    /// Nothing is sent to this number or address any more for these children until the office says so or the file has another; and who was to
    /// hear by it is asked otherwise at once. Doing it again changes nothing.
    pub(crate) async fn not_delivered(
        &self,
        keys: &Keyring,
        school: &Urn,
        message: &Message,
        why: &str,
        at: Timestamp,
    ) -> Result<(), ReceiveError> {
        let Saying::ToContact { words, .. } = message.saying else { return Ok(()) };
        let way = message.channel.way();
        let suspended = Suspended { address: Personal::new(message.destination.expose()), why: why.to_owned(), since: at };
        let mut happenings = Vec::new();
        for opening in &message.covers {
            self.follow_up.absences.suspend(keys, school, opening.pupil, &suspended).await?;
            let id = AbsenceId { date: message.date, pupil: opening.pupil };
            let stored = self.follow_up.absences.absence(keys, school, id).await?;
            let is_of_now = stored.is_some_and(|stored| stored.search.openings == opening.number);
            let event = Event::NotReached(message.contact_key.expose().to_owned(), way);
            happenings.push(Happening {
                pupil: opening.pupil,
                event: (is_of_now && !words.corrects()).then_some(event),
                moment: Happened::NotDelivered(message.id, why.to_owned()),
                at,
                proposal: None,
                statement: None,
            });
        }
        self.follow_up.work(school, message.date, &happenings, clock::now()).await?;
        Ok(())
    }
}

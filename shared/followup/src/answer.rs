//! A member of staff writes to a contact who was asked.

use domain::absence::AbsenceId;
use domain::contact::Destination;
use domain::message::{MessageId, Opening};
use domain::personal::Personal;
use domain::school::Urn;
use jiff::Timestamp;
use store::StoreError;
use store::messages::{Message, Saying};

use crate::{FollowUp, FollowUpError};

/// What is written, by whom.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// An earlier message to the contact who is written to.
    pub to: MessageId,
    /// Who writes, by the subject of their sign-in.
    pub by: &'a str,
    /// What.
    pub words: &'a Personal,
    /// What makes the same request again the same answer.
    pub request: &'a str,
}

impl FollowUp {
    /// Plans one message in a member of staff's own words, and hands it over. `None` where that message spoke of another absence.
    ///
    /// # Errors
    /// [`FollowUpError`]; the same again is planned once.
    pub async fn answer(
        &self,
        school: &Urn,
        absence: AbsenceId,
        answer: Answer<'_>,
        now: Timestamp,
    ) -> Result<Option<MessageId>, FollowUpError> {
        let day = self.load(school, absence.date, &[], now).await?;
        let Some(opening) = day.absences.get(&absence.pupil).map(|stored| stored.search.openings) else { return Ok(None) };
        let earlier = self.messages.message(&day.keys, school, absence.date, answer.to).await?;
        let spoke_of_it = |message: &Message| message.covers.iter().any(|covered| covered.pupil == absence.pupil);
        let to_contact = |message: &Message| matches!(message.saying, Saying::ToContact { .. } | Saying::Written { .. });
        let Some(earlier) = earlier.filter(|message| spoke_of_it(message) && to_contact(message)) else { return Ok(None) };
        // What is written is read: who was rung reads it where that telephone takes texts.
        let destination = match &earlier.destination {
            Destination::Call(number) if number.takes_texts() => Destination::Text(number.clone()),
            Destination::Call(_) => return Ok(None),
            read => read.clone(),
        };
        let named =
            ["answer", &answer.to.to_string(), &absence.to_string(), answer.by, answer.words.expose(), answer.request].join("|");
        let id = MessageId::new(day.keys.blind("message", named.as_bytes()).map_err(StoreError::from)?);
        let saying = Saying::Written { by: answer.by.to_owned(), words: answer.words.clone() };
        let message = Message {
            id,
            saying,
            covers: vec![Opening { pupil: absence.pupil, number: opening }],
            channel: destination.channel(),
            destination,
            ..crate::plan::again(day.policy_version, now, earlier)
        };
        self.tell_staff(&day, vec![message]).await?;
        Ok(Some(id))
    }
}

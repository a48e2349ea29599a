//! The short answer to what a contact wrote, where nothing that they sent can be answered at once.

use domain::contact::Destination;
use domain::message::MessageId;
use domain::personal::Personal;
use domain::school::Urn;
use jiff::Timestamp;
use store::StoreError;
use store::messages::{AnsweredMail, Message, Saying};
use vault::Keyring;

use crate::write::handover;
use crate::{FollowUp, FollowUpError};

/// What is answered, and how.
#[derive(Clone, Debug)]
pub struct Acknowledged<'a> {
    /// The message after which they wrote.
    pub after: Message,
    /// Where they wrote from.
    pub to: Destination,
    /// The id of what they wrote: it is answered once.
    pub reply: &'a str,
    /// The words.
    pub words: Personal,
    /// The tag of the language that the words are in.
    pub language: &'static str,
    /// The email that is answered, if it is one.
    pub mail: Option<AnsweredMail>,
}

impl FollowUp {
    /// Plans the short answer to what a contact wrote, and hands it over.
    ///
    /// # Errors
    /// [`FollowUpError`]; the same again is planned once.
    pub async fn acknowledge(
        &self,
        keys: &Keyring,
        school: &Urn,
        answer: Acknowledged<'_>,
        now: Timestamp,
    ) -> Result<(), FollowUpError> {
        let Acknowledged { after, to, reply, words, language, mail } = answer;
        let named = ["acknowledge", reply].join("|");
        let mut message = Message {
            id: MessageId::new(keys.blind("message", named.as_bytes()).map_err(StoreError::from)?),
            date: domain::school::day(now),
            saying: Saying::Answer { words, mail },
            channel: to.channel(),
            destination: to,
            covers: Vec::new(),
            ..crate::plan::again(after.policy, now, after)
        };
        language.clone_into(&mut message.language);
        match self.messages.put_message(keys, school, &mut message).await {
            // It is planned already, and may not be handed over.
            Ok(()) | Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(self.outgoing.send(&handover(school, &message)).await?)
    }
}

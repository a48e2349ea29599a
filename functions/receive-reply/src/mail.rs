//! An email that answers one of ours: fetched from where SES put it, read, taken in like a text, and deleted.

use aws_sdk_s3::Client;
use channels::{InboundMail, LOOKED_AT, MailNotice, NotAnAnswer, Verdict};
use domain::Personal;
use domain::contact::Destination;
use domain::reply::{self, AnswerToken, CameBy};
use followup::Acknowledged;
use shell::clock;
use shell::metrics::{self, Unit};
use store::StoreError;
use store::messages::{AnsweredMail, Message, Saying};
use store::replies::Reply;
use vault::Keyring;
use wording::Language;

use crate::place::{From, Placed};
use crate::receive::{Heard, Incoming, Receive, ReceiveError, named, thanks};

/// What staff read where a person answered and wrote nothing: a photograph of a letter, as like as not.
const NOTHING_WRITTEN: &str = "(An email came that holds no words. Files that come with an email are not kept.)";

/// Why staff have to place an answer of somebody who may not, or may no longer, hear of these children.
const MAY_NOT_EXPLAIN: &str = "may_not_explain";

/// Where emails lie until they have been read.
#[derive(Debug)]
pub(crate) struct Mailbox {
    client: Client,
    bucket: String,
}

impl Mailbox {
    pub(crate) const fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }

    /// The beginning of an email, as far as it is looked at; `None` where it lies there no more.
    async fn fetch(&self, key: &str) -> Result<Option<Vec<u8>>, ReceiveError> {
        let range = format!("bytes=0-{}", LOOKED_AT.saturating_sub(1));
        let got = self.client.get_object().bucket(&self.bucket).key(key).range(range).send().await;
        let body = match got {
            Ok(object) => object.body.collect().await.map_err(|_| ReceiveError::Mailbox)?,
            Err(error)
                if error.as_service_error().is_some_and(aws_sdk_s3::operation::get_object::GetObjectError::is_no_such_key) =>
            {
                return Ok(None);
            }
            Err(_) => return Err(ReceiveError::Mailbox),
        };
        Ok(Some(body.to_vec()))
    }

    async fn delete(&self, key: &str) -> Result<(), ReceiveError> {
        self.client.delete_object().bucket(&self.bucket).key(key).send().await.map(drop).map_err(|_| ReceiveError::Mailbox)
    }
}

impl Receive {
    /// Takes an email in of which SES has announced that it came.
    pub(crate) async fn mail(&self, notice: &MailNotice) -> Result<(), ReceiveError> {
        // Whoever could write to the topic could else have us read any object.
        if notice.bucket != self.mailbox.bucket {
            return Err(ReceiveError::Unreadable);
        }
        // It was taken in and deleted before, or a week has passed.
        let Some(raw) = self.mailbox.fetch(&notice.key).await? else { return Ok(()) };
        let outcome = self.take_mail_in(notice, &raw).await?;
        metrics::emit(clock::now(), &[("outcome", outcome)], &[("Mails", Unit::Count, 1.0)]);
        tracing::info!(outcome, "an email was taken in");
        self.mailbox.delete(&notice.key).await
    }

    async fn take_mail_in(&self, notice: &MailNotice, raw: &[u8]) -> Result<&'static str, ReceiveError> {
        // The envelope names it but for a server that rewrote it; then the header does.
        let token = notice.token.or_else(|| notice.read(raw, "").ok()?.token);
        // To whom nothing leads, nobody can be asked: there is no telling which school it was for.
        let Some(token) = token else { return Ok("without_token") };
        let Some((placed, keys, ours)) = self.place_by_token(token).await? else { return Ok("unknown_token") };
        let mail = match notice.read(raw, ours.text.expose()) {
            Ok(mail) => Some(mail),
            Err(NotAnAnswer::NoWords | NotAnAnswer::TooLarge) => None,
            Err(other) => return Ok(other.code()),
        };
        let from = mail.as_ref().and_then(|mail| mail.from.as_ref());
        let incoming = Incoming {
            id: notice.provider_id.clone(),
            channel: CameBy::Email,
            from: from.map_or_else(Personal::default, |address| Personal::new(address.expose())),
            words: mail.as_ref().map_or_else(|| Personal::new(NOTHING_WRITTEN), |mail| mail.words.clone()),
        };
        let (stored, heard) = self.take_in(&keys, &placed, &incoming).await?;
        if let (Some(mail), Some(heard)) = (mail, heard)
            && notice.spam != Verdict::Fail
        {
            self.thank_by_mail(&keys, (&placed, ours), (mail, &stored), &heard).await?;
        }
        Ok("taken_in")
    }

    /// Says to whoever answered by email what was understood, once a day, as to whoever texts: at the address that was asked and no other, since
    /// anybody can forward an email, and none of them is to learn of another's answer.
    async fn thank_by_mail(
        &self,
        keys: &Keyring,
        (placed, asked): (&Placed, Message),
        (mail, stored): (InboundMail, &Reply),
        heard: &Heard,
    ) -> Result<(), ReceiveError> {
        let school = &placed.school;
        let Destination::Email(address) = asked.destination.clone() else { return Ok(()) };
        let to_staff = matches!(asked.saying, Saying::ToStaff { .. });
        if to_staff || mail.from.as_ref() != Some(&address) || placed.unmatched == MAY_NOT_EXPLAIN {
            return Ok(());
        }
        let deployment = self.follow_up.keys.deployment().await?;
        let key = reply::mail_sender_key(address.expose(), school);
        let sender = deployment.blind("sender", key.as_bytes()).map_err(StoreError::from)?;
        if !self.may_thank(school, sender, stored, heard).await? {
            return Ok(());
        }
        let language = match stored.pupils.first() {
            Some(pupil) => self.language(keys, school, *pupil, &stored.contact_key).await?,
            None => Language::English,
        };
        let settings = self.follow_up.schools.settings(school).await?;
        let named = named(settings.as_ref());
        let words = thanks(placed, heard, language, |answer| answer.email(&named, language));
        let answered = AnsweredMail {
            subject: Personal::new(channels::subject_of_answer(mail.subject.expose())),
            message_id: Personal::new(mail.message_id.unwrap_or_default()),
            asked: asked.id,
        };
        let answer = Acknowledged {
            after: asked,
            to: Destination::Email(address),
            reply: &stored.id,
            words: Personal::new(words),
            language: language.tag(),
            mail: Some(answered),
        };
        Ok(self.follow_up.acknowledge(keys, school, answer, clock::now()).await?)
    }

    /// Whom an answer with this token is about, and what was written to them. An answer to a question of long ago is for staff to place.
    async fn place_by_token(
        &self,
        token: AnswerToken,
    ) -> Result<Option<(Placed, std::sync::Arc<Keyring>, Message)>, ReceiveError> {
        let Some(way) = self.way_back(token).await? else { return Ok(None) };
        let keys = self.follow_up.keys.school(&way.school).await?;
        let Some(message) = self.follow_up.messages.message(&keys, &way.school, way.date, way.message).await? else {
            return Ok(None);
        };
        if matches!(message.saying, Saying::ToStaff { .. }) {
            let placed = Placed::by_staff(&way, &message, domain::school::day(clock::now()));
            return Ok(Some((placed, keys, message)));
        }
        let children = self.may_answer_for(&keys, &way, &message).await?;
        let is_in_time = reply::is_in_time(way.date, domain::school::day(clock::now()));
        let unmatched = match () {
            () if children.is_empty() => MAY_NOT_EXPLAIN,
            () if !is_in_time => "asked_another_day",
            () => "",
        };
        let placed = Placed {
            school: way.school.clone(),
            about: unmatched.is_empty().then_some(way.date),
            pupils: if unmatched.is_empty() { children.into_iter().map(|(pupil, _)| pupil).collect() } else { Vec::new() },
            from: From::Asked(way.date, way.message),
            unmatched,
        };
        Ok(Some((placed, keys, message)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_nothing_was_written_is_read_as_nothing() {
        let understood = wording::understand(NOTHING_WRITTEN, jiff::civil::date(2026, 11, 23), &["Ava"]);
        assert_eq!(understood.kind(), wording::Kind::Unclear);
        assert!(!wording::is_taken(NOTHING_WRITTEN));
    }
}

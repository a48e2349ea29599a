//! An email that answers one of ours: fetched from where SES put it, read, taken in like a text, and deleted.

use aws_sdk_s3::Client;
use channels::{LOOKED_AT, MailNotice, NotAnAnswer};
use domain::Personal;
use domain::reply::{self, AnswerToken, CameBy};
use shell::clock;
use shell::metrics::{self, Unit};
use store::messages::Saying;

use crate::place::{From, Placed};
use crate::receive::{Incoming, Receive, ReceiveError};

/// What staff read where a person answered and wrote nothing: a photograph of a letter, as like as not.
const NOTHING_WRITTEN: &str = "(An email came that holds no words. Files that come with an email are not kept.)";

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
        let (from, words) = match notice.read(raw, ours.expose()) {
            Ok(mail) => (mail.from, mail.words),
            Err(NotAnAnswer::NoWords | NotAnAnswer::TooLarge) => (None, Personal::new(NOTHING_WRITTEN)),
            Err(other) => return Ok(other.code()),
        };
        let incoming = Incoming {
            id: notice.provider_id.clone(),
            channel: CameBy::Email,
            from: from.map_or_else(Personal::default, |address| Personal::new(address.expose())),
            words,
        };
        self.take_in(&keys, &placed, &incoming).await?;
        Ok("taken_in")
    }

    /// Whom an answer with this token is about, and what was written to them. An answer to a question of long ago is for staff to place.
    async fn place_by_token(
        &self,
        token: AnswerToken,
    ) -> Result<Option<(Placed, std::sync::Arc<vault::Keyring>, Personal)>, ReceiveError> {
        let Some(way) = self.way_back(token).await? else { return Ok(None) };
        let keys = self.follow_up.keys.school(&way.school).await?;
        let Some(message) = self.follow_up.messages.message(&keys, &way.school, way.date, way.message).await? else {
            return Ok(None);
        };
        if matches!(message.saying, Saying::ToStaff { .. }) {
            let placed = Placed::by_staff(&way, &message, domain::school::day(clock::now()));
            return Ok(Some((placed, keys, message.text)));
        }
        let children = self.may_answer_for(&keys, &way, &message).await?;
        let is_in_time = reply::is_in_time(way.date, domain::school::day(clock::now()));
        let unmatched = match () {
            () if children.is_empty() => "may_not_explain",
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
        Ok(Some((placed, keys, message.text)))
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

//! Which of the children of several families a text was about: what a sender was asked, and when they have said it. In the table `messages`.
//!
//! It crosses schools, as a conversation does, and holds what a conversation holds: pseudonyms. The words lie sealed at each school.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::message::MessageId;
use domain::pupil::PupilId;
use domain::school::Urn;
use jiff::civil::Date;

use crate::db::If;
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::life::CONVERSATION;
use crate::messages::{Messages, read_texts};

/// What a sender was asked on a day; they are asked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The day.
    pub date: Date,
    /// The children, in the order of their letters.
    pub choices: Vec<Choice>,
    /// The text that did not say which: a blind index of the provider's own id.
    pub asked_by: String,
    /// Where that text lies: at each school, under which id.
    pub first: Vec<(Urn, String)>,
    /// The text that was taken for the answer, named as `asked_by` is; empty before one came.
    pub answered_by: String,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

/// One child whom a text may be about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// The school that asked about the child.
    pub school: Urn,
    /// The child.
    pub pupil: PupilId,
    /// The message that asked.
    pub message: MessageId,
}

impl Question {
    /// Whether a text may still be its answer: nothing else was taken for one.
    pub fn is_for(&self, text: &str) -> bool {
        self.answered_by.is_empty() || self.answered_by == text
    }
}

impl Messages {
    /// What a sender was asked on a day. `sender` is the blind index of the two numbers under the deployment's key.
    pub async fn question(&self, sender: [u8; 16], date: Date) -> Result<Option<Question>, StoreError> {
        let item = self.db.get(&self.table, &question_pk(sender), &date.to_string()).await?;
        item.map(|item| read_question(&item)).transpose()
    }

    /// Writes what a sender was asked, and counts its revision up.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it since it was read.
    pub async fn put_question(&self, sender: [u8; 16], question: &mut Question) -> Result<(), StoreError> {
        let revision = question.revision + 1;
        let written = question_item(sender, question, revision, CONVERSATION.end(self.db.now()));
        let condition = if question.revision == 0 { If::Absent } else { If::Revision(question.revision) };
        self.db.put(&self.table, written, condition).await?;
        question.revision = revision;
        Ok(())
    }
}

fn question_pk(sender: [u8; 16]) -> String {
    format!("question#{:032x}", u128::from_be_bytes(sender))
}

pub(crate) fn question_item(sender: [u8; 16], question: &Question, revision: i64, expires_at: i64) -> Item {
    let choice = |choice: &Choice| s(format!("{}#{}#{}", choice.school, choice.pupil, choice.message));
    let first = |(school, reply): &(Urn, String)| s(format!("{school}#{reply}"));
    item(
        &question_pk(sender),
        &question.date.to_string(),
        [
            ("choices", AttributeValue::L(question.choices.iter().map(choice).collect())),
            ("asked_by", s(&*question.asked_by)),
            ("first", AttributeValue::L(question.first.iter().map(first).collect())),
            ("answered_by", s(&*question.answered_by)),
            ("revision", n(revision)),
            ("expires_at", n(expires_at)),
        ],
    )
}

fn read_question(item: &Item) -> Result<Question, StoreError> {
    let reader = Reader::new("messages", item);
    Ok(Question {
        date: reader.parsed("sk")?,
        choices: read_texts(item, "choices", read_choice).ok_or_else(|| reader.unreadable("choices"))?,
        asked_by: reader.text("asked_by")?.to_owned(),
        first: read_texts(item, "first", read_first).ok_or_else(|| reader.unreadable("first"))?,
        answered_by: reader.text("answered_by")?.to_owned(),
        revision: reader.number("revision")?,
    })
}

fn read_choice(text: &str) -> Option<Choice> {
    let mut parts = text.split('#');
    let (school, pupil, message) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Choice { school: school.parse().ok()?, pupil: PupilId::from_hex(pupil)?, message: message.parse().ok()? })
}

fn read_first(text: &str) -> Option<(Urn, String)> {
    let (school, reply) = text.split_once('#')?;
    Some((school.parse().ok()?, reply.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_comes_back_as_it_was_written() {
        let choice = |school: &str, n| Choice {
            school: school.parse().unwrap(),
            pupil: PupilId::new([n; 16]),
            message: MessageId::new([n; 16]),
        };
        let question = Question {
            date: jiff::civil::date(2026, 11, 23),
            choices: vec![choice("100001", 1), choice("100002", 2)],
            asked_by: "ab".to_owned(),
            first: vec![("100001".parse().unwrap(), "cd".to_owned()), ("100002".parse().unwrap(), "ef".to_owned())],
            answered_by: String::new(),
            revision: 1,
        };
        assert_eq!(read_question(&question_item([7; 16], &question, 1, 2_000_000_000)).unwrap(), question);
    }
}

//! Follows a school's searches: loads a day, lets the rules look at it, writes what they decided and hands the messages over. Must NOT
//! decide anything itself, speak to a provider, or know a Lambda event.
//!
//! Whoever has something to say to a search goes through [`FollowUp::work`]: a register that changed, a reply, a member of staff, a minute
//! that passed. Every look takes in the whole day, so that holds and families are seen as a whole; looking twice is looking once.

mod acknowledge;
mod answer;
mod load;
mod plan;
mod waiting;
mod watch;
mod ways;
mod write;

use domain::duty::OnDuty;
use domain::message::MessageId;
use domain::phone::PhoneNumber;
use domain::policy::Policy;
use domain::pupil::PupilId;
use domain::school::Urn;
use domain::search::{Event, Words};
use domain::statement::Statement;
use jiff::Timestamp;
use jiff::civil::Date;
use shell::queue::{Queue, QueueError};
use shell::{Failure, Retry};
use store::absences::{Absences, Happened, Proposal};
use store::messages::{Message, Messages};
use store::roll::Roll;
use store::schools::Schools;
use store::{Keys, StoreError};
use thiserror::Error;

pub use acknowledge::Acknowledged;
pub use answer::Answer;
pub use load::{Day, facts_of};
pub use ways::{Calls, NotASwitch};

/// How often a day that somebody else wrote meanwhile is looked at again at once.
const TRIES: u32 = 5;

/// Why a day could not be worked.
#[derive(Debug, Error)]
pub enum FollowUpError {
    /// There is no such school.
    #[error("there is no such school")]
    NoSuchSchool,
    /// The school's policy, as it is stored, is none.
    #[error("the stored policy cannot be followed")]
    Policy,
    /// A table refused.
    #[error("the store refused")]
    Store(#[from] StoreError),
    /// The messages' queue refused.
    #[error("the messages could not be handed over")]
    Queue(#[from] QueueError),
}

impl Failure for FollowUpError {
    fn retry(&self) -> Retry {
        match self {
            Self::NoSuchSchool | Self::Policy => Retry::Never,
            Self::Store(error) if !error.is_passing() => Retry::Never,
            Self::Store(_) | Self::Queue(_) => Retry::Soon,
        }
    }

    fn error_type(&self) -> &'static str {
        match self {
            Self::NoSuchSchool => "NoSuchSchool",
            Self::Policy => "PolicyUnreadable",
            Self::Store(error) => error.error_type(),
            Self::Queue(error) => error.error_type(),
        }
    }
}

/// Something that happened to one pupil's search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Whose.
    pub pupil: PupilId,
    /// What the search hears of it; `None` for what is noted and no more.
    pub event: Option<Event>,
    /// What stands in the story. What stands there already happened before, and is not heard twice.
    pub moment: Happened,
    /// When.
    pub at: Timestamp,
    /// The code that it proposes for the register.
    pub proposal: Option<Proposal>,
    /// What a contact said by it, as far as another's word can contradict it.
    pub statement: Option<Statement>,
}

/// All that following a school's searches needs.
#[derive(Debug)]
pub struct FollowUp {
    /// The schools' keys.
    pub keys: Keys,
    /// Settings, policy, calendar, duty list.
    pub schools: Schools,
    /// Pupils and contacts.
    pub roll: Roll,
    /// Registers, absences, holds.
    pub absences: Absences,
    /// Messages.
    pub messages: Messages,
    /// Where messages are handed over.
    pub outgoing: Queue,
    /// Whether calls are made.
    pub calls: Calls,
}

impl FollowUp {
    /// Looks at a day of a school: takes in what happened, lets the rules decide, writes, and hands over what is to be said.
    ///
    /// What an earlier look began and did not end is ended here. Gives the day as it stands afterwards.
    ///
    /// # Errors
    /// [`FollowUpError`]; whoever calls looks again later, and nothing is lost or doubled.
    pub async fn work(&self, school: &Urn, date: Date, happenings: &[Happening], now: Timestamp) -> Result<Day, FollowUpError> {
        let mut tries = 1;
        loop {
            match self.work_once(school, date, happenings, now).await {
                Err(FollowUpError::Store(StoreError::Conflict)) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    /// What would become of a day, and what would be said: nothing is written and nothing is handed over.
    ///
    /// # Errors
    /// As [`FollowUp::work`].
    pub async fn preview(
        &self,
        school: &Urn,
        date: Date,
        happenings: &[Happening],
        now: Timestamp,
    ) -> Result<(Day, Vec<Message>), FollowUpError> {
        let mut day = self.load(school, date, happenings, now).await?;
        let planned = plan::decide(&mut day, happenings, now)?;
        Ok((day, planned.messages))
    }

    async fn work_once(&self, school: &Urn, date: Date, happenings: &[Happening], now: Timestamp) -> Result<Day, FollowUpError> {
        let mut day = self.load(school, date, happenings, now).await?;
        let planned = plan::decide(&mut day, happenings, now)?;
        self.write(&mut day, planned, now).await?;
        Ok(day)
    }

    /// Shows somebody on duty how these words read, as a text to their own phone about a made-up child. The same again, with the same
    /// `apart`, is said once. Gives the message's id.
    ///
    /// # Errors
    /// [`FollowUpError`]; whoever calls does it again.
    pub async fn show_how_it_reads(
        &self,
        school: &Urn,
        person: &OnDuty,
        number: &PhoneNumber,
        (words, apart): (Words, &str),
        now: Timestamp,
    ) -> Result<MessageId, FollowUpError> {
        let day = self.load(school, domain::school::day(now), &[], now).await?;
        let message = plan::test(&day, now, person, number, (words, apart))?;
        let id = message.id;
        self.tell_staff(&day, vec![message]).await?;
        Ok(id)
    }

    /// How the school calls.
    ///
    /// # Errors
    /// [`FollowUpError::Policy`] where what is stored cannot be followed.
    pub async fn policy(&self, school: &Urn) -> Result<Policy, FollowUpError> {
        self.schools.policy(school).await?.document.policy().map_err(|_| FollowUpError::Policy)
    }
}

//! A day as staff see it.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::morning::Untaken;
use crate::routes::absences::PausedShown;
use crate::shown::PupilShown;

/// A day, in the order in which it is needed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TodayShown {
    #[schema(example = "2026-11-23")]
    pub(crate) date: String,
    /// The day in one sentence.
    #[schema(example = "40 children without a reason: 2 alarms, 3 to ring, 35 being asked. 12 are explained.")]
    pub(crate) sentence: String,
    /// When the newest marks were taken out of the MIS; none before the first extract.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) marks_as_at: Option<Timestamp>,
    /// As of the newest upload; none of another day than today.
    #[schema(example = "up_to_date")]
    pub(crate) freshness: Option<&'static str>,
    /// What it means and what to do.
    #[schema(example = "The marks are newer than the last register that closed.")]
    pub(crate) freshness_sentence: Option<&'static str>,
    pub(crate) paused: PausedShown,
    /// Whether everything is decided and nothing sent.
    #[schema(example = false)]
    pub(crate) shadow: bool,
    pub(crate) window: WindowShown,
    /// Which version of the school's policy counts; 0 for the usual one.
    #[schema(example = 3)]
    pub(crate) policy: u32,
    /// What is missing of the calendar; none where nothing is.
    #[schema(example = "The school's calendar ends on 2026-12-18. Add the terms that follow.")]
    pub(crate) calendar: Option<String>,
    /// Registers that were not taken though they have closed.
    pub(crate) untaken: Vec<UntakenShown>,
    /// What is held: nobody of it is asked until somebody has looked.
    pub(crate) holds: Vec<HoldOfDayShown>,
    /// Children who are looked for: alarms, unreachable, unanswered, answered without a reason, open, waiting, held.
    pub(crate) looked_for: Vec<ChildShown>,
    /// Children of whom somebody said so before the register.
    pub(crate) not_expected: Vec<AccountedShown>,
    /// Children for whom somebody gave the reason.
    pub(crate) explained: Vec<AccountedShown>,
    /// Children who came after all.
    pub(crate) in_school: GroupShown,
    /// Children whose mark was corrected.
    pub(crate) corrected: GroupShown,
}

/// Whether contacts may be asked now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WindowShown {
    #[schema(example = true)]
    pub(crate) open: bool,
    #[schema(example = "Contacts may be asked until 18:00.")]
    pub(crate) sentence: String,
}

/// Registers of a session that were not taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UntakenShown {
    /// `AM` or `PM`.
    #[schema(example = "AM")]
    pub(crate) session: &'static str,
    /// The registration groups.
    #[schema(example = json!(["7B"]))]
    pub(crate) groups: Vec<String>,
    /// Whether there is no mark of the session at all.
    #[schema(example = false)]
    pub(crate) nothing_came: bool,
    #[schema(example = "One register of the session AM is not taken. Nobody is asked about its children: have it taken.")]
    pub(crate) sentence: String,
}

impl UntakenShown {
    pub(crate) fn of(untaken: &Untaken) -> Self {
        Self {
            session: untaken.session.as_str(),
            groups: untaken.groups.iter().cloned().collect(),
            nothing_came: untaken.nothing_came,
            sentence: untaken.sentence(),
        }
    }
}

/// A hold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldOfDayShown {
    /// For a decision on it.
    #[schema(example = "2026-11-23.AM.0f3c5a1e9b7d4c2a8e6f001122334455")]
    pub(crate) id: String,
    #[schema(example = "AM")]
    pub(crate) session: &'static str,
    /// `school`, `year 7`, `class 7B` or `hour`.
    #[schema(example = "class 7B")]
    pub(crate) scope: String,
    /// Why, and what to do.
    pub(crate) sentence: String,
    /// How many children are held.
    #[schema(example = 14)]
    pub(crate) children: usize,
    #[schema(value_type = String, format = DateTime)]
    pub(crate) since: Timestamp,
    /// Whether somebody has looked at it.
    pub(crate) seen: bool,
    /// Whether two people have to release it.
    pub(crate) wants_second_person: bool,
    /// The flagged children who are held: for the safeguarding lead alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) flagged: Option<Vec<PupilShown>>,
}

/// A child who is looked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChildShown {
    /// The absence's id.
    #[schema(example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455")]
    pub(crate) absence: String,
    /// `alarm`, `unreachable`, `unanswered`, `answered`, `open`, `waiting` or `held`.
    #[schema(example = "open")]
    pub(crate) state: &'static str,
    pub(crate) pupil: PupilShown,
    /// The sessions that are marked without a reason now.
    #[schema(example = json!(["AM"]))]
    pub(crate) sessions: Vec<&'static str>,
    /// How soon: `alarm`, `first`, `soon` or `usual`.
    #[schema(example = "usual")]
    pub(crate) level: &'static str,
    /// Why the child stands here: for the safeguarding lead alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasons: Option<Vec<String>>,
    /// When the mark was first seen.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) since: Timestamp,
    /// What was said to a contact last.
    pub(crate) said: Option<SaidShown>,
    /// What contacts wrote.
    #[schema(example = json!(["who is this?"]))]
    pub(crate) answers: Vec<String>,
    /// What comes next by itself, and when.
    pub(crate) next: Option<NextShown>,
    /// Who said "I have this".
    pub(crate) taken_by: Option<String>,
    /// Whether a person deals with the family, so that nothing goes out.
    pub(crate) handled: bool,
    /// Whether somebody has to ring: nothing here can.
    #[serde(skip)]
    pub(crate) to_ring: bool,
}

/// What was said to a contact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SaidShown {
    #[schema(example = "sms")]
    pub(crate) channel: &'static str,
    #[schema(example = "Mrs Ava Smith")]
    pub(crate) contact: String,
    #[schema(example = "Mother")]
    pub(crate) relationship: String,
    /// `planned`, `sending`, `sent`, `failed` or `dropped`.
    #[schema(example = "sent")]
    pub(crate) progress: &'static str,
    /// What, as a stable word.
    #[schema(example = "first_day")]
    pub(crate) words: &'static str,
    /// When it was sent, failed or was dropped; before that, when it was planned.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
}

/// What comes next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NextShown {
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    #[schema(example = "second question by text and email at 09:45")]
    pub(crate) sentence: String,
}

/// A child for whom there is a reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountedShown {
    /// The absence's id.
    #[schema(example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455")]
    pub(crate) absence: String,
    pub(crate) pupil: PupilShown,
    #[schema(value_type = String, format = DateTime)]
    pub(crate) since: Timestamp,
    /// The code that is proposed for the register; the school amends it.
    #[schema(example = "I")]
    pub(crate) proposed_code: Option<&'static str>,
    /// Whether it is doubtful: two contacts do not say the same, and staff have not decided.
    #[schema(example = false)]
    pub(crate) doubtful: bool,
    /// Who said so: a contact's name, or the subject of a member of staff; empty where nobody is known.
    #[schema(example = "Mrs Ava Smith")]
    pub(crate) by: String,
    /// What they wrote.
    #[schema(example = json!(["she's poorly"]))]
    pub(crate) words: Vec<String>,
    /// The last day that was said to be covered, where it was said before.
    #[schema(example = "2026-11-24")]
    pub(crate) until: Option<String>,
}

/// Children with whom nothing is left to do.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct GroupShown {
    #[schema(example = 1)]
    pub(crate) count: usize,
    pub(crate) pupils: Vec<PupilShown>,
}

impl GroupShown {
    pub(crate) fn add(&mut self, pupil: PupilShown) {
        self.pupils.push(pupil);
        self.count = self.pupils.len();
    }
}

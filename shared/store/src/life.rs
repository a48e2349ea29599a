//! How long each kind of item lives, in one place.

use jiff::{SignedDuration, Timestamp};

const DAY: i64 = 24 * 60 * 60;

/// Registers and absences.
pub const OUTCOMES: Life = Life::days(400);
/// A pupil who left the roll.
pub const LEAVER: Life = Life::days(30);
/// Messages and replies.
pub const BODIES: Life = Life::days(90);
/// Who can be recognised by the number that they were texted on.
pub const CONVERSATION: Life = Life::days(14);
/// A school's files: the bucket deletes them after so long.
pub const FILES: Life = Life::days(7);
/// How long a held upload waits before it asks for a decision again, while there is time for one.
pub const HELD: Life = Life::days(5);
/// What an upload did; as long as its problem report.
pub const UPLOAD: Life = Life::days(30);
/// Counts without anything that leads to a person.
pub const USAGE: Life = Life::days(5 * 365 + 2);
/// Who looked at or changed what.
pub const AUDIT: Life = Life::days(6 * 365 + 2);

/// How long something lives after it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    seconds: i64,
}

impl Life {
    const fn days(days: i64) -> Self {
        Self { seconds: days * DAY }
    }

    /// When something that begins now is past its date, in seconds since 1970: the form of the tables' `expires_at`.
    pub fn end(self, now: Timestamp) -> i64 {
        now.saturating_add(SignedDuration::from_secs(self.seconds)).map_or(i64::MAX, Timestamp::as_second)
    }
}

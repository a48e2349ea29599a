//! Why the store did not do what it was asked.

use thiserror::Error;

/// Why the store did not do what it was asked. Texts name tables and codes, never a person.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Somebody else wrote first: load again and decide again.
    #[error("somebody else wrote the item first")]
    Conflict,
    /// No answer, too many calls, or a fault of DynamoDB's own; or a role that may not, which a mended deployment cures.
    #[error("DynamoDB did not do {operation} ({code})")]
    Unavailable {
        /// Which call.
        operation: &'static str,
        /// DynamoDB's error code, or `no_answer`.
        code: String,
    },
    /// An item that this release cannot read: written by a later one, or damaged.
    #[error("an item of the table {table} cannot be read: {reason}")]
    Unreadable {
        /// Which table.
        table: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A sealed value that was changed, moved from another place, or sealed under a key that is gone.
    #[error("a sealed value of the table {table} does not open")]
    DoesNotOpen {
        /// Which table.
        table: &'static str,
        /// What the vault says.
        #[source]
        reason: vault::OpenError,
    },
    /// The school does not exist, or has left.
    #[error("there is no such school")]
    NoSuchSchool,
    /// Its keys could not be had.
    #[error("the school's keys could not be had")]
    Keys(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A value could not be sealed.
    #[error("a value could not be sealed")]
    Seal(#[from] vault::SealError),
    /// A blind index could not be made.
    #[error("a blind index could not be made")]
    Blind(#[from] vault::BlindError),
}

impl StoreError {
    /// Whether trying again can help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Conflict | Self::Unavailable { .. } | Self::Keys(_))
    }

    /// A stable name for logs and alarms.
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::Conflict => "Conflict",
            Self::Unavailable { .. } => "DatabaseUnavailable",
            Self::Unreadable { .. } => "ItemUnreadable",
            Self::NoSuchSchool => "NoSuchSchool",
            Self::Keys(_) => "KeysUnavailable",
            Self::DoesNotOpen { .. } | Self::Seal(_) | Self::Blind(_) => "SealingFailed",
        }
    }
}

//! Why something was not sent.

use std::fmt;
use std::time::Duration;

use aws_sdk_sns::error::{ProvideErrorMetadata, SdkError};
use thiserror::Error;

use crate::guard::Refusal;
use crate::receipts::Outcome;

/// Whether trying again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It cannot.
    Never,
    /// It can, soon.
    Soon,
    /// It can, but not before this long.
    After(Duration),
}

/// The provider's own id of what it took: receipts name it. It says nothing of the recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderId(String);

impl ProviderId {
    /// An id as a provider wrote it.
    pub const fn new(id: String) -> Self {
        Self(id)
    }

    /// The id as the provider wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why something was not sent. It holds codes only: a provider's sentence may repeat the number, so it is never kept.
#[derive(Debug, Error)]
pub enum SendError {
    /// The stage may not reach this recipient; the provider was not asked.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The provider will not take this message, now or later.
    #[error("the provider rejects the message ({code})")]
    Rejected {
        /// The provider's error code.
        code: String,
    },
    /// The provider is asked too much.
    #[error("the provider throttles ({code})")]
    Throttled {
        /// The provider's error code.
        code: String,
        /// How long to leave it alone.
        pause: Duration,
    },
    /// The role may not, or the account is paused: somebody must mend the deployment, after which it goes through.
    #[error("the provider refuses this account or role ({code})")]
    Denied {
        /// The provider's error code.
        code: String,
    },
    /// A fault of the provider's own.
    #[error("the provider is at fault ({code})")]
    Unavailable {
        /// The provider's error code.
        code: String,
    },
    /// It could not be reached, so it has nothing.
    #[error("the provider could not be reached")]
    Unreachable,
    /// It was asked and no answer came, or none that can be read: it may have sent the message.
    #[error("the provider gave no answer")]
    NoAnswer,
}

impl SendError {
    /// Whether trying again can help.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Refused(_) | Self::Rejected { .. } => Retry::Never,
            Self::Throttled { pause, .. } => Retry::After(*pause),
            Self::Denied { .. } => Retry::After(Duration::from_secs(60)),
            Self::Unavailable { .. } | Self::Unreachable | Self::NoAnswer => Retry::Soon,
        }
    }

    /// Whether the recipient may have the message all the same.
    pub fn may_have_been_sent(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::NoAnswer)
    }

    /// A stable word for timelines, metrics and reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(Refusal::RealRecipient) => "real_recipient",
            Self::Refused(Refusal::MadeUpRecipient) => "made_up_recipient",
            Self::Rejected { .. } => "rejected",
            Self::Throttled { .. } => "throttled",
            Self::Denied { .. } => "denied",
            Self::Unavailable { .. } => "unavailable",
            Self::Unreachable => "unreachable",
            Self::NoAnswer => "no_answer",
        }
    }

    /// Whether the provider is what fails, or what we have there: another one may take the same message.
    pub fn is_the_providers(&self) -> bool {
        !matches!(self, Self::Refused(_)) && self.about_recipient().is_none()
    }

    /// What it says of the recipient, where it does: nobody has the number, or they have told the provider to stop.
    pub fn about_recipient(&self) -> Option<Outcome> {
        let Self::Rejected { code } = self else { return None };
        // SNS's own word for a number that said STOP to any of ours.
        if code == "OptedOut" {
            return Some(Outcome::Blocked);
        }
        crate::receipts::of_error(code).filter(Outcome::suspends)
    }

    pub(crate) fn from_sdk<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Self {
        let service = match error {
            SdkError::ServiceError(service) => service.err(),
            SdkError::ConstructionFailure(_) => return Self::Unreachable,
            // A connection that was never made carried nothing; a connector's time limit or a broken one may have.
            SdkError::DispatchFailure(failure) if failure.is_user() => return Self::Unreachable,
            SdkError::DispatchFailure(failure)
                if failure.is_io() && failure.as_connector_error().is_some_and(|error| not_connected(error)) =>
            {
                return Self::Unreachable;
            }
            _ => return Self::NoAnswer,
        };
        let code = service.code().unwrap_or("unknown").to_owned();
        match code.as_str() {
            "Throttled"
            | "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "TooManyRequestsException"
            | "KMSThrottling" => Self::Throttled { code, pause: Duration::from_secs(1) },
            // SES: the day's quota is used up.
            "LimitExceededException" => Self::Throttled { code, pause: Duration::from_secs(300) },
            "AuthorizationError"
            | "AccessDenied"
            | "AccessDeniedException"
            | "AccountSuspendedException"
            | "SendingPausedException"
            | "MailFromDomainNotVerifiedException"
            | "ExpiredToken"
            | "ExpiredTokenException"
            | "InvalidClientTokenId"
            | "SignatureDoesNotMatch" => Self::Denied { code },
            "InvalidParameter"
            | "ParameterValueInvalid"
            | "InvalidParameterValue"
            | "OptedOut"
            | "ValidationException"
            | "UserError"
            | "EndpointDisabled"
            | "NotFound"
            | "NotFoundException"
            | "MessageRejected"
            | "BadRequestException" => Self::Rejected { code },
            _ => Self::Unavailable { code },
        }
    }
}

/// Whether the cause is that no connection came about.
pub(crate) fn not_connected(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return io.kind() == std::io::ErrorKind::ConnectionRefused;
        }
        cause = error.source();
    }
    false
}

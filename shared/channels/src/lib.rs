#![doc = include_str!("../README.md")]

mod email;
mod failure;
mod guard;
mod inbound;
mod text;
mod twilio;

pub use email::{Emails, Mail, Sender};
pub use failure::{ProviderId, Retry, SendError};
pub use guard::{Guard, NotAllowList, Refusal, Stage, UnknownStage};
pub use inbound::{InboundText, NotAnInboundText, read_sns, sns_envelope};
pub use text::Texts;
pub use twilio::{read_twilio, twiml_message, twiml_nothing, verify_twilio};

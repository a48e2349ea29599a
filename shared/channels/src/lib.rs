#![doc = include_str!("../README.md")]

mod at_provider;
mod email;
mod failure;
mod guard;
mod inbound;
mod mail_in;
mod provider_api;
mod receipts;
mod reply_address;
mod ses_events;
mod text;
mod twilio;

pub use at_provider::{AtProvider, NoSecret};
pub use email::{Answered, Emails, Mail, Sender};
pub use failure::{ProviderId, Retry, SendError};
pub use guard::{Guard, NotAllowList, Refusal, Stage, UnknownStage};
pub use inbound::{InboundText, NotAnInboundText, read_sns, sns_envelope};
pub use mail_in::{
    InboundMail, LOOKED_AT, MailNotice, NotAMail, NotAnAnswer, Verdict, read_mail, read_mail_beside, read_ses_notice,
    subject_of_answer,
};
pub use provider_api::ProviderText;
pub use receipts::{After, Code, NotAReceipt, NotAnOutcome, Outcome, Receipt, Why, after, read_twilio_status};
pub use reply_address::reply_address;
pub use ses_events::read_ses_event;
pub use text::Texts;
pub use twilio::{read_twilio, twiml_message, twiml_nothing, verify_twilio};

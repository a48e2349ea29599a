//! What staff on duty hear in a call: of no child before a key has said that one of them listens.

use domain::duty::Why;

use super::{Alert, Named, Said};
use crate::said::School;

/// One sentence, or two that belong together, in a call to staff.
///
/// ```
/// use wording::{School, SpokenToStaff};
/// let school = School { name: "Hill Road School", telephone: None, reads_email: false };
/// let greeting = SpokenToStaff::Greeting.said(&school);
/// assert_eq!(greeting, "This is Firstday for Hill Road School, with a message for staff on duty. Press 1 to hear it.");
/// ```
#[derive(Clone, Copy, Debug)]
pub enum SpokenToStaff<'a> {
    /// Who rings, for whom, and the key that says "I am on duty": of no child, since anybody may have lifted.
    Greeting,
    /// The alert.
    Alert(&'a Alert<'a>),
    /// The key that says "I have this".
    Take,
    /// It can be heard again.
    Again,
    /// No key, or one that stands for nothing.
    NotHeard,
    /// To whoever has it now.
    Taken,
    /// To whoever pressed nothing that takes it. A text went to the same number.
    NotTaken,
    /// To whoever is rung about what somebody else has, or what is over.
    NothingLeft,
    /// What an answering machine is told.
    Message,
}

impl SpokenToStaff<'_> {
    /// The words, ready to be spoken.
    pub fn said(&self, school: &School<'_>) -> String {
        let name = school.name;
        match self {
            Self::Greeting => format!("This is Firstday for {name}, with a message for staff on duty. Press 1 to hear it."),
            Self::Alert(alert) => alert.spoken(),
            Self::Take => "If you have this, press 1.".to_owned(),
            Self::Again => "To hear this again, press 0.".to_owned(),
            Self::NotHeard => "Sorry, we did not understand that.".to_owned(),
            Self::Taken => "Thank you. You have this. Goodbye.".to_owned(),
            Self::NotTaken => "You have not said that you have this. It stands in our text to you. Goodbye.".to_owned(),
            Self::NothingLeft => "Somebody has this by now, or it is over. Nothing more is needed. Goodbye.".to_owned(),
            Self::Message => {
                format!("This is Firstday for {name}, with a message for staff on duty. It stands in our text to you. Goodbye.")
            }
        }
    }
}

impl Alert<'_> {
    /// The alert as it is heard: the words of the text, without how to answer that.
    fn spoken(&self) -> String {
        let Said { happened, means, next } = self.said(Named::spoken);
        let alarm = if self.why == Why::Alarm { "This is an alarm." } else { "" };
        let sentences = [alarm.to_owned(), format!("{happened}."), means.to_owned(), self.detail(), next.to_owned()];
        sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

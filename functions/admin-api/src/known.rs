//! Changing what is known of a pupil, and looking at today again because of it.

use domain::contact::Contact;
use domain::known::{Expected, Known};
use domain::message::MessageId;
use domain::pupil::{Pupil, PupilId};
use domain::school::Urn;
use shell::clock;
use store::StoreError;
use vault::Keyring;

use crate::api::App;
use crate::problem::Problem;

impl App {
    /// A pupil on the school's roll.
    pub(crate) async fn pupil(&self, keys: &Keyring, school: &Urn, id: PupilId) -> Result<Pupil, Problem> {
        let head = self.follow_up.schools.head(school).await?;
        self.pupils(keys, school, &head, &[id]).await?.remove(&id).ok_or(Problem::NotFound)
    }

    /// Changes what is known of a pupil; what goes wrong, in the change or in the store, is a problem of the request.
    pub(crate) async fn change_known<T>(
        &self,
        keys: &Keyring,
        school: &Urn,
        id: PupilId,
        change: impl Fn(&mut Known) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.follow_up.absences.change_known(keys, school, id, change).await
    }

    /// Looks at today again: what has changed may begin or end a search at once.
    pub(crate) async fn look_at_today(&self, school: &Urn) -> Result<(), Problem> {
        let now = clock::now();
        self.follow_up.work(school, domain::school::day(now), &[], now).await?;
        Ok(())
    }
}

/// The id under which the API knows a contact: the blind index of their name that conversations have too.
pub(crate) fn contact_id(keys: &Keyring, contact: &Contact) -> Result<String, StoreError> {
    Ok(MessageId::new(keys.blind("contact", contact.name_key().as_bytes())?).to_string())
}

/// The id under which the API knows an absence that was said.
pub(crate) fn expected_id(keys: &Keyring, pupil: PupilId, expected: &Expected) -> Result<String, StoreError> {
    let Expected { from, until, by, who, accepted: _, code, reply: _, said } = expected;
    let code = code.map_or("", domain::code::Code::as_str);
    let named = format!("{pupil}|{from}|{until}|{}|{}|{code}|{}", by.as_str(), who.expose(), said.as_second());
    Ok(MessageId::new(keys.blind("expected", named.as_bytes())?).to_string())
}

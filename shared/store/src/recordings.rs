//! What a contact spoke in a call: sealed like a reply, and an object of the bucket, since it is too large for an item of a table. The bucket deletes it
//! after [`FILES`](crate::life::FILES).

use domain::message::MessageId;
use domain::school::Urn;
use vault::{Keyring, Place, Purpose};

use crate::error::StoreError;

/// The id under which a recording is known here: a blind index of the provider's own.
pub fn recording_id(keys: &Keyring, provider_id: &str) -> Result<String, StoreError> {
    Ok(MessageId::new(keys.blind("recording", provider_id.as_bytes())?).to_string())
}

/// The object that holds a recording.
///
/// ```
/// let school = "123456".parse().unwrap();
/// assert_eq!(store::recordings::recording_key(&school, "0f"), "recordings/123456/0f");
/// ```
pub fn recording_key(school: &Urn, id: &str) -> String {
    format!("recordings/{school}/{id}")
}

/// Seals what was spoken.
pub fn seal_recording(keys: &Keyring, school: &Urn, id: &str, sound: &[u8]) -> Result<Vec<u8>, StoreError> {
    Ok(keys.seal(Purpose::Bodies, &place(school, id), sound)?)
}

/// Opens what was sealed as this recording of this school.
pub fn open_recording(keys: &Keyring, school: &Urn, id: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
    keys.open(Purpose::Bodies, &place(school, id), sealed)
        .map_err(|reason| StoreError::DoesNotOpen { table: "recordings", reason })
}

fn place<'a>(school: &'a Urn, id: &'a str) -> Place<'a> {
    Place { table: "recordings", pk: school.as_str(), sk: id, attribute: "sound" }
}

#[cfg(test)]
mod tests {
    use vault::DataKey;

    use super::*;

    #[test]
    fn what_was_spoken_opens_as_that_recording_of_that_school_alone() {
        let keys = Keyring::new("123456", Purpose::ALL.map(|purpose| (purpose, 1, DataKey::from_bytes([1; 32]))));
        let (school, other): (Urn, Urn) = ("123456".parse().unwrap(), "123457".parse().unwrap());
        let id = recording_id(&keys, "RE1").unwrap();
        assert!(id != recording_id(&keys, "RE2").unwrap() && !id.contains("RE1"));
        let sealed = seal_recording(&keys, &school, &id, b"she is ill").unwrap();
        assert!(!sealed.windows(3).any(|three| three == b"ill"));
        assert_eq!(open_recording(&keys, &school, &id, &sealed).unwrap(), b"she is ill");
        assert!(open_recording(&keys, &other, &id, &sealed).is_err());
        assert!(open_recording(&keys, &school, "0f", &sealed).is_err());
    }
}

//! A reason that a contact spoke in a call: fetched from the provider, sealed, noted in the children's stories, and deleted there.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use channels::ProviderId;
use domain::pupil::PupilId;
use domain::school::Urn;
use followup::Happening;
use jiff::civil::Date;
use shell::clock;
use shell::metrics::{self, Unit};
use store::absences::Happened;
use store::calls::StoredCall;
use store::recordings::{recording_id, recording_key, seal_recording};

use crate::receive::{Receive, ReceiveError};

/// What was spoken, as the provider knows it.
#[derive(Debug)]
pub(crate) struct Spoken {
    pub(crate) school: Urn,
    /// The day that was asked about.
    pub(crate) date: Date,
    /// About whom.
    pub(crate) pupils: Vec<PupilId>,
    pub(crate) provider_id: ProviderId,
    pub(crate) seconds: u32,
}

impl Spoken {
    /// What was spoken in a call about one of its children, or about all. `None` where the provider's id is none that an address can hold.
    pub(crate) fn of(school: &Urn, call: &StoredCall, (child, id, seconds): (Option<usize>, &str, u32)) -> Option<Self> {
        let (date, _) = call.asked?;
        let pupils = match child {
            None => call.pupils.clone(),
            Some(place) => vec![*call.pupils.get(place)?],
        };
        let is_id = !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric());
        is_id.then(|| Self { school: school.clone(), date, pupils, provider_id: ProviderId::new(id.to_owned()), seconds })
    }
}

/// Where what was spoken lies.
#[derive(Debug)]
pub(crate) struct Recordings {
    client: Client,
    bucket: String,
}

impl Recordings {
    pub(crate) const fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }

    async fn put(&self, key: &str, sealed: Vec<u8>) -> Result<(), ReceiveError> {
        let put = self.client.put_object().bucket(&self.bucket).key(key).body(ByteStream::from(sealed));
        put.send().await.map(drop).map_err(|_| ReceiveError::Recordings)
    }

    async fn has(&self, key: &str) -> Result<bool, ReceiveError> {
        match self.client.head_object().bucket(&self.bucket).key(key).send().await {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(|service| service.is_not_found()) => Ok(false),
            Err(_) => Err(ReceiveError::Recordings),
        }
    }
}

impl Receive {
    /// Keeps what was spoken for a week, where staff find it, and has the provider delete it. Doing it again changes nothing.
    pub(crate) async fn keep_recording(&self, spoken: &Spoken) -> Result<(), ReceiveError> {
        let keys = self.follow_up.keys.school(&spoken.school).await?;
        let id = recording_id(&keys, spoken.provider_id.as_str())?;
        let key = recording_key(&spoken.school, &id);
        match self.provider.recording(&spoken.provider_id).await? {
            Some(sound) => self.recordings.put(&key, seal_recording(&keys, &spoken.school, &id, &sound)?).await?,
            // It was deleted there because it lies here: what comes after it may not have been written.
            None if self.recordings.has(&key).await? => {}
            None => return Err(ReceiveError::EarlyRecording),
        }
        let now = clock::now();
        let happenings: Vec<Happening> = spoken
            .pupils
            .iter()
            .map(|pupil| Happening {
                pupil: *pupil,
                event: None,
                moment: Happened::Spoke(id.clone(), spoken.seconds),
                at: now,
                proposal: None,
                statement: None,
            })
            .collect();
        self.follow_up.work(&spoken.school, spoken.date, &happenings, now).await?;
        self.provider.forget_recording(&spoken.provider_id).await?;
        metrics::emit(now, &[], &[("Recordings", Unit::Count, 1.0)]);
        tracing::info!(school = %spoken.school, recording = id, "what a contact spoke was kept");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::Personal;
    use domain::message::MessageId;

    use super::*;

    #[test]
    fn what_was_spoken_is_of_the_child_that_was_asked_about_and_its_id_is_one_that_an_address_can_hold() {
        let (ava, leo) = (PupilId::new([1; 16]), PupilId::new([2; 16]));
        let school: Urn = "123456".parse().unwrap();
        let call = StoredCall {
            id: "c1".to_owned(),
            state: Personal::default(),
            answer: Personal::default(),
            pupils: vec![ava, leo],
            asked: Some((jiff::civil::date(2026, 11, 23), MessageId::new([3; 16]))),
            lifted: None,
            revision: 1,
        };
        let of = |child, id| Spoken::of(&school, &call, (child, id, 9)).map(|spoken| spoken.pupils);
        assert_eq!(of(Some(1), "RE1"), Some(vec![leo]));
        assert_eq!(of(None, "RE1"), Some(vec![ava, leo]));
        for (child, id) in [(Some(2), "RE1"), (None, ""), (None, "RE1/../../Calls/CA1"), (None, "RE 1")] {
            assert_eq!(of(child, id), None, "{child:?} {id}");
        }
    }
}

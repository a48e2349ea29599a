//! Upload keys: what a school's machine shows in place of a sign-in. In the table `schools`; of the secret only a hash.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::school::Urn;
use jiff::{SignedDuration, Timestamp};

use crate::db::{Change, If};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n, s};
use crate::schools::Schools;

/// How exactly the last use is known: noted at most once in this time, so that uploads do not write it each time.
const NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// An upload key of a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadKey {
    /// Which: 12 hexadecimal digits. No secret.
    pub id: String,
    /// What the school calls it.
    pub label: String,
    /// SHA-256 of the secret. The secret has 256 bits of chance, so nothing slower is needed.
    pub hash: [u8; 32],
    /// Who made it, by the subject of their sign-in.
    pub by: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it was last used, to the hour; `None` before its first use.
    pub used: Option<Timestamp>,
    /// When it was revoked: from then on it is good for nothing.
    pub revoked: Option<Timestamp>,
}

impl Schools {
    /// Keeps a new key.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the school has a key of this id.
    pub async fn keep_upload_key(&self, school: &Urn, key: &UploadKey) -> Result<(), StoreError> {
        self.db.put(&self.table, upload_key_item(school, key), If::Absent).await
    }

    /// A key by its id, revoked or not.
    pub async fn upload_key(&self, school: &Urn, id: &str) -> Result<Option<UploadKey>, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), &upload_key_sk(id)).await?;
        item.map(|item| read_upload_key(&item)).transpose()
    }

    /// All keys of a school, revoked ones too, in the order of their ids.
    pub async fn upload_keys(&self, school: &Urn) -> Result<Vec<UploadKey>, StoreError> {
        self.db.all(&self.table, school.as_str(), "upload_key#").await?.iter().map(read_upload_key).collect()
    }

    /// Ends a key for good. Doing it again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the school has no such key that still counts.
    pub async fn revoke_upload_key(&self, school: &Urn, id: &str) -> Result<(), StoreError> {
        let change = Change {
            expression: "SET revoked = :now",
            condition: Some("attribute_exists(pk) AND attribute_not_exists(revoked)"),
            values: [(":now", n(self.db.now().as_second()))].into(),
        };
        self.db.update(&self.table, school.as_str(), &upload_key_sk(id), change).await
    }

    /// Notes that a key was used, at most once an hour.
    pub async fn used_upload_key(&self, school: &Urn, key: &UploadKey) -> Result<(), StoreError> {
        let now = self.db.now();
        if key.used.is_some_and(|used| now.duration_since(used) < NOTED_EVERY) {
            return Ok(());
        }
        let change = Change {
            expression: "SET used = :now",
            // A key that is gone is not made again by its use.
            condition: Some("attribute_exists(pk)"),
            values: [(":now", n(now.as_second()))].into(),
        };
        match self.db.update(&self.table, school.as_str(), &upload_key_sk(&key.id), change).await {
            Err(StoreError::Conflict) => Ok(()),
            other => other,
        }
    }
}

fn upload_key_sk(id: &str) -> String {
    format!("upload_key#{id}")
}

pub(crate) fn upload_key_item(school: &Urn, key: &UploadKey) -> Item {
    let mut written = item(
        school.as_str(),
        &upload_key_sk(&key.id),
        [("label", s(&*key.label)), ("hash", b(key.hash.to_vec())), ("by", s(&*key.by)), ("made", n(key.made.as_second()))],
    );
    for (name, at) in [("used", key.used), ("revoked", key.revoked)] {
        written.extend(at.map(|at| (name.to_owned(), AttributeValue::N(at.as_second().to_string()))));
    }
    written
}

fn read_upload_key(item: &Item) -> Result<UploadKey, StoreError> {
    let reader = Reader::new("schools", item);
    let moment = |name: &'static str| {
        let at = reader.optional_number(name).map(Timestamp::from_second).transpose();
        at.map_err(|_| reader.unreadable(name))
    };
    Ok(UploadKey {
        id: reader.text("sk")?.strip_prefix("upload_key#").ok_or_else(|| reader.unreadable("sk"))?.to_owned(),
        label: reader.text("label")?.to_owned(),
        hash: reader.bytes("hash")?.try_into().map_err(|_| reader.unreadable("hash"))?,
        by: reader.text("by")?.to_owned(),
        made: moment("made")?.ok_or_else(|| reader.unreadable("made"))?,
        used: moment("used")?,
        revoked: moment("revoked")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_key_comes_back_as_it_was_written() {
        let second = |second| Timestamp::from_second(second).unwrap();
        let mut key = UploadKey {
            id: "0123456789ab".to_owned(),
            label: "Office server".to_owned(),
            hash: [7; 32],
            by: "subject".to_owned(),
            made: second(5),
            used: None,
            revoked: None,
        };
        let school = "123456".parse().unwrap();
        assert_eq!(read_upload_key(&upload_key_item(&school, &key)).unwrap(), key);
        (key.used, key.revoked) = (Some(second(6)), Some(second(7)));
        assert_eq!(read_upload_key(&upload_key_item(&school, &key)).unwrap(), key);
    }
}

//! A school's policy, in versions: what counts, and who changed what when. In the table `schools`; no personal data.

mod changes;
mod check;
mod document;
mod written;

use domain::school::Urn;
use jiff::Timestamp;

use crate::db::If;
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::schools::Schools;

pub use changes::SettingChange;
pub use document::{AskDocument, ContactingDocument, HoldDocument, PolicyDocument, RungDocument, StepDocument, WindowDocument};

/// A version of a school's policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPolicy {
    /// Which, counted from 1; 0 for the usual policy of a school that has set none.
    pub version: u32,
    /// What it says.
    pub document: PolicyDocument,
    /// Who set it, by the subject of their sign-in; empty where nobody has.
    pub by: String,
    /// When it was set, to the second; `None` where nobody has.
    pub at: Option<Timestamp>,
}

impl StoredPolicy {
    /// The policy of a school that has set none.
    pub fn usual() -> Self {
        Self { version: 0, document: PolicyDocument::usual(), by: String::new(), at: None }
    }

    /// What has been settled already of somebody's wish to set `document` in place of the version `expected`: that it stands, or that
    /// another version does.
    fn settles(&self, document: &PolicyDocument, by: &str, expected: u32) -> Option<Result<Self, StoreError>> {
        let same = self.version > 0 && self.document == *document;
        if self.version == expected {
            same.then(|| Ok(self.clone()))
        } else if same && self.by == by && Some(self.version) == expected.checked_add(1) {
            Some(Ok(self.clone()))
        } else {
            Some(Err(StoreError::Conflict))
        }
    }
}

impl Schools {
    /// The policy that counts; the usual one before the school has set its own.
    pub async fn policy(&self, school: &Urn) -> Result<StoredPolicy, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), "policy").await?;
        item.map_or_else(|| Ok(StoredPolicy::usual()), |item| read_policy(&item))
    }

    /// Sets the policy in place of the version `expected`, and keeps it for ever under its version, in one write. Whoever calls has looked
    /// at it as a whole ([`PolicyDocument::policy`]).
    ///
    /// What stands already is not set again: the same document by the same person once more gives the version that it became, and one that
    /// changes nothing gives the version that there is.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another version stands.
    pub async fn set_policy(
        &self,
        school: &Urn,
        document: &PolicyDocument,
        by: &str,
        expected: u32,
    ) -> Result<StoredPolicy, StoreError> {
        if let Some(settled) = self.policy(school).await?.settles(document, by, expected) {
            return settled;
        }
        let version = expected.checked_add(1).ok_or(StoreError::Conflict)?;
        // To the second, as it will be read.
        let at = Timestamp::from_second(self.db.now().as_second()).ok();
        let next = StoredPolicy { version, document: document.clone(), by: by.to_owned(), at };
        let condition = if expected == 0 { If::Absent } else { If::Revision(i64::from(expected)) };
        let writes = vec![
            (policy_item(school, &policy_sk(version), &next)?, If::Absent),
            (policy_item(school, "policy", &next)?, condition),
        ];
        match self.db.put_together(&self.table, writes).await {
            // The answer to a write that went through may have been lost.
            Err(StoreError::Conflict) => {
                let standing = self.policy(school).await?;
                standing.settles(document, by, expected).unwrap_or(Err(StoreError::Conflict))
            }
            written => written.map(|()| next),
        }
    }

    /// Every version that was ever set, the newest first.
    pub async fn policies(&self, school: &Urn) -> Result<Vec<StoredPolicy>, StoreError> {
        let items = self.db.all(&self.table, school.as_str(), "policy#").await?;
        items.iter().rev().map(read_policy).collect()
    }
}

fn policy_sk(version: u32) -> String {
    format!("policy#{version:08}")
}

/// The version stands under `revision`, as of every item that a writer has to have read.
pub(crate) fn policy_item(school: &Urn, sk: &str, stored: &StoredPolicy) -> Result<Item, StoreError> {
    let document = serde_json::to_string(&stored.document)
        .map_err(|error| StoreError::Unreadable { table: "schools", reason: format!("the policy cannot be written: {error}") })?;
    let mut written =
        item(school.as_str(), sk, [("revision", n(stored.version)), ("document", s(document)), ("by", s(&*stored.by))]);
    written.extend(stored.at.map(|at| ("at".to_owned(), n(at.as_second()))));
    Ok(written)
}

pub(crate) fn read_policy(item: &Item) -> Result<StoredPolicy, StoreError> {
    let reader = Reader::new("schools", item);
    let at = reader.optional_number("at").map(Timestamp::from_second).transpose();
    Ok(StoredPolicy {
        version: u32::try_from(reader.number("revision")?).map_err(|_| reader.unreadable("revision"))?,
        document: serde_json::from_str(reader.text("document")?).map_err(|_| reader.unreadable("document"))?,
        by: reader.text("by")?.to_owned(),
        at: at.map_err(|_| reader.unreadable("at"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(version: u32, return_days: u32, by: &str) -> StoredPolicy {
        let document = PolicyDocument { return_days, ..PolicyDocument::usual() };
        StoredPolicy { version, document, by: by.to_owned(), at: Some(Timestamp::UNIX_EPOCH) }
    }

    #[test]
    fn a_policy_comes_back_as_it_was_written() {
        let (school, stored) = ("123456".parse().unwrap(), policy(7, 2, "subject"));
        let item = policy_item(&school, &policy_sk(7), &stored).unwrap();
        assert_eq!(read_policy(&item).unwrap(), stored);
    }

    #[test]
    fn a_policy_of_a_later_release_is_not_taken_for_a_usual_one() {
        let mut item = policy_item(&"123456".parse().unwrap(), "policy", &policy(1, 2, "subject")).unwrap();
        item.insert("document".to_owned(), s(r#"{"a_setting_of_tomorrow": true}"#));
        assert!(matches!(read_policy(&item), Err(StoreError::Unreadable { .. })));
    }

    #[test]
    fn versions_stand_in_the_order_in_which_they_were_set() {
        assert!(policy_sk(9) < policy_sk(10) && policy_sk(99_999) < policy_sk(100_000));
        assert!(!"policy".starts_with("policy#"), "what counts is no version of its own");
    }

    #[test]
    fn a_policy_is_set_once_however_often_it_is_asked_for_and_never_over_a_version_that_nobody_read() {
        let settles = |standing: StoredPolicy, return_days, by, expected| {
            let document = policy(0, return_days, by).document;
            standing.settles(&document, by, expected).map(|settled| settled.map(|stored| stored.version).ok())
        };
        for (standing, wish, settled) in [
            (policy(3, 2, "ann"), (5, "ann", 3), None),
            (StoredPolicy::usual(), (5, "ann", 0), None),
            // A school that says that it wants the usual policy has said so.
            (StoredPolicy::usual(), (3, "ann", 0), None),
            (policy(3, 2, "ann"), (2, "bob", 3), Some(Some(3))),
            // Asked for again by the same person.
            (policy(4, 5, "ann"), (5, "ann", 3), Some(Some(4))),
            (policy(4, 5, "ann"), (5, "bob", 3), Some(None)),
            (policy(4, 2, "ann"), (5, "ann", 3), Some(None)),
            (policy(5, 5, "ann"), (5, "ann", 3), Some(None)),
            (policy(3, 5, "ann"), (5, "ann", 9), Some(None)),
        ] {
            let (return_days, by, expected) = wish;
            assert_eq!(settles(standing.clone(), return_days, by, expected), settled, "{} {wish:?}", standing.version);
        }
    }
}

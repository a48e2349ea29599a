//! What a look at a school's day needs of the table `schools`, in one call.

use domain::calendar::Calendar;
use domain::interlock::Sizes;
use domain::school::Urn;
use vault::Keyring;

use crate::calendar::calendar_of;
use crate::db::Table;
use crate::duty::{StoredDuty, read_duty};
use crate::error::StoreError;
use crate::groups::read_groups;
use crate::item::{Item, Reader};
use crate::policy::{StoredPolicy, read_policy};
use crate::schools::{Head, Schools, Settings, read_head, read_settings};

const READ: [&str; 7] = ["settings", "policy", "calendar", "written_calendar", "head", "groups", "duty"];

/// Items of one school, as they stood when they were read together.
#[derive(Clone, Debug)]
pub struct AtOnce {
    table: Table,
    school: Urn,
    items: Vec<Item>,
}

impl Schools {
    /// Settings, policy, calendar, head, groups and duty list of a school.
    pub async fn at_once(&self, school: &Urn) -> Result<AtOnce, StoreError> {
        let items = self.db.get_many(&self.table, school.as_str(), &READ.map(str::to_owned)).await?;
        Ok(AtOnce { table: self.table.clone(), school: school.clone(), items })
    }
}

impl AtOnce {
    fn item(&self, sk: &str) -> Option<&Item> {
        self.items.iter().find(|item| Reader::new("schools", item).optional_text("sk") == Some(sk))
    }

    /// As [`Schools::settings`].
    pub fn settings(&self) -> Result<Option<Settings>, StoreError> {
        self.item("settings").map(read_settings).transpose()
    }

    /// As [`Schools::policy`].
    pub fn policy(&self) -> Result<StoredPolicy, StoreError> {
        self.item("policy").map_or_else(|| Ok(StoredPolicy::usual()), read_policy)
    }

    /// As [`Schools::calendar`].
    pub fn calendar(&self) -> Result<Calendar, StoreError> {
        calendar_of(self.item("written_calendar"), self.item("calendar"))
    }

    /// As [`Schools::head`].
    pub fn head(&self) -> Result<Head, StoreError> {
        self.item("head").map_or_else(|| Ok(Head::default()), read_head)
    }

    /// How many pupils there are; none before the first roll.
    pub fn groups(&self) -> Result<Sizes, StoreError> {
        self.item("groups").map_or_else(|| Ok(Sizes::default()), read_groups)
    }

    /// As [`Schools::duty`].
    pub fn duty(&self, keys: &Keyring) -> Result<StoredDuty, StoreError> {
        self.item("duty").map_or_else(|| Ok(StoredDuty::default()), |item| read_duty(&self.table, keys, &self.school, item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::groups_item;
    use crate::schools::head_item;

    #[test]
    fn each_item_is_found_among_those_that_were_read_together_and_what_is_missing_is_as_usual() {
        let school: Urn = "123456".parse().unwrap();
        let (head, sizes) = (Head { revision: 3, ..Head::default() }, Sizes::of([("7", "7A")]));
        let items = vec![groups_item(&school, &sizes), head_item(&school, &head)];
        let read = AtOnce { table: Table::new("schools", "any"), school, items };
        assert_eq!((read.head().unwrap(), read.groups().unwrap()), (head, sizes));
        assert_eq!((read.settings().unwrap(), read.calendar().unwrap()), (None, Calendar::usual()));
        assert_eq!(read.policy().unwrap(), StoredPolicy::usual());
    }
}

//! How many pupils a school has, of each year and class: one item in the table `schools`. No person is in it.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::interlock::Sizes;
use domain::school::Urn;

use crate::db::If;
use crate::error::StoreError;
use crate::item::{Item, Reader, item};
use crate::schools::Schools;

impl Schools {
    /// Notes how many pupils there are, as the newest roll has them.
    pub async fn put_groups(&self, school: &Urn, sizes: &Sizes) -> Result<(), StoreError> {
        self.db.put(&self.table, groups_item(school, sizes), If::Always).await
    }
}

fn number(size: usize) -> AttributeValue {
    AttributeValue::N(size.to_string())
}

pub(crate) fn groups_item(school: &Urn, sizes: &Sizes) -> Item {
    let Sizes { roll, years, classes } = sizes;
    let map = |sizes: &BTreeMap<String, usize>| {
        AttributeValue::M(sizes.iter().map(|(name, size)| (name.clone(), number(*size))).collect())
    };
    item(school.as_str(), "groups", [("roll", number(*roll)), ("years", map(years)), ("classes", map(classes))])
}

pub(crate) fn read_groups(item: &Item) -> Result<Sizes, StoreError> {
    let reader = Reader::new("schools", item);
    let size = |value: &AttributeValue| value.as_n().ok()?.parse().ok();
    let map = |name: &'static str| -> Result<BTreeMap<String, usize>, StoreError> {
        let sizes = item.get(name).and_then(|value| value.as_m().ok()).ok_or_else(|| reader.unreadable(name))?;
        let read = |(group, value): (&String, &AttributeValue)| Some((group.clone(), size(value)?));
        sizes.iter().map(read).collect::<Option<_>>().ok_or_else(|| reader.unreadable(name))
    };
    Ok(Sizes {
        roll: item.get("roll").and_then(size).ok_or_else(|| reader.unreadable("roll"))?,
        years: map("years")?,
        classes: map("classes")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_pupils_there_are_comes_back_as_it_was_written() {
        let school = "123456".parse().unwrap();
        for sizes in [Sizes::of([("7", "7A"), ("7", "7 Blue"), ("8", ""), ("", "")]), Sizes::default()] {
            assert_eq!(read_groups(&groups_item(&school, &sizes)).unwrap(), sizes);
        }
    }
}

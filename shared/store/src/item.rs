//! Items as DynamoDB has them: attribute maps, read with errors that name the attribute.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::error::StoreError;

/// Attributes by name.
pub type Item = HashMap<String, AttributeValue>;

/// A text attribute.
pub fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A whole number.
pub fn n(number: impl Into<i64>) -> AttributeValue {
    AttributeValue::N(number.into().to_string())
}

/// Bytes.
pub fn b(bytes: impl Into<Vec<u8>>) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes.into()))
}

/// An item's two keys and attributes.
pub fn item<const N: usize>(pk: &str, sk: &str, attributes: [(&str, AttributeValue); N]) -> Item {
    let mut item: Item = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    item.insert("pk".to_owned(), s(pk));
    item.insert("sk".to_owned(), s(sk));
    item
}

/// Reads an item of one table.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    table: &'static str,
    item: &'a Item,
}

impl<'a> Reader<'a> {
    /// Of the table `table`, by its role.
    pub fn new(table: &'static str, item: &'a Item) -> Self {
        Self { table, item }
    }

    /// The table by its role.
    pub fn table(&self) -> &'static str {
        self.table
    }

    /// A text that must be there.
    pub fn text(&self, name: &str) -> Result<&'a str, StoreError> {
        self.optional_text(name).ok_or_else(|| self.unreadable(name))
    }

    /// A text that may be left out.
    pub fn optional_text(&self, name: &str) -> Option<&'a str> {
        self.item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str)
    }

    /// A whole number that must be there.
    pub fn number(&self, name: &str) -> Result<i64, StoreError> {
        self.optional_number(name).ok_or_else(|| self.unreadable(name))
    }

    /// A whole number that may be left out.
    pub fn optional_number(&self, name: &str) -> Option<i64> {
        self.item.get(name).and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok())
    }

    /// Bytes that must be there.
    pub fn bytes(&self, name: &str) -> Result<&'a [u8], StoreError> {
        self.optional_bytes(name).ok_or_else(|| self.unreadable(name))
    }

    /// Bytes that may be left out.
    pub fn optional_bytes(&self, name: &str) -> Option<&'a [u8]> {
        self.item.get(name).and_then(|value| value.as_b().ok()).map(AsRef::as_ref)
    }

    /// Whether a flag is set.
    pub fn flag(&self, name: &str) -> bool {
        self.item.get(name).and_then(|value| value.as_bool().ok()).copied().unwrap_or(false)
    }

    /// A text that must be there and be read as `T`.
    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Result<T, StoreError> {
        self.text(name)?.parse().map_err(|_| self.unreadable(name))
    }

    /// The error for an attribute that is missing or cannot be read.
    pub fn unreadable(&self, name: &str) -> StoreError {
        StoreError::Unreadable { table: self.table, reason: format!("the attribute {name} is missing or of another form") }
    }
}

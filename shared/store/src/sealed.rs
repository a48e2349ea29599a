//! Sealed attributes: a record of a fixed form, written compactly (CBOR with numbered fields), sealed at its place.

use minicbor::{Decode, Encode};
use vault::{Keyring, Place, Purpose};

use crate::db::Table;
use crate::error::StoreError;

/// Where in a table an attribute stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    pub(crate) table: &'a Table,
    pub(crate) pk: &'a str,
    pub(crate) sk: &'a str,
    pub(crate) attribute: &'a str,
}

impl<'a> At<'a> {
    fn place(&self) -> Place<'a> {
        Place { table: self.table.role, pk: self.pk, sk: self.sk, attribute: self.attribute }
    }
}

pub(crate) fn encode<T: Encode<()>>(record: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    // Writing to a vector cannot fail: its error type has no values.
    match minicbor::encode(record, &mut bytes) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}

pub(crate) fn seal<T: Encode<()>>(keys: &Keyring, purpose: Purpose, at: At<'_>, record: &T) -> Result<Vec<u8>, StoreError> {
    Ok(keys.seal(purpose, &at.place(), &encode(record))?)
}

pub(crate) fn open<T>(keys: &Keyring, purpose: Purpose, at: At<'_>, sealed: &[u8]) -> Result<T, StoreError>
where
    T: for<'b> Decode<'b, ()>,
{
    let table = at.table.role;
    let plain = keys.open(purpose, &at.place(), sealed).map_err(|reason| StoreError::DoesNotOpen { table, reason })?;
    let unreadable =
        |_| StoreError::Unreadable { table, reason: format!("the sealed attribute {} is of another form", at.attribute) };
    minicbor::decode(&plain).map_err(unreadable)
}

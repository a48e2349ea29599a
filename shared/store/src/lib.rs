//! DynamoDB: the only crate that knows the tables. Must NOT decide anything: it reads and writes what it is told, sealed.
//!
//! Every call takes the school, so there is no query without a tenant. What is past its date is never given out, whether the
//! table still has it or not. `docs/data-model.md` lists every item and every access pattern.

pub mod absences;
pub mod at_once;
pub mod audit;
pub mod calendar;
pub mod calls;
pub mod columns;
pub mod db;
pub mod duty;
pub mod error;
pub mod groups;
pub mod holds;
pub mod item;
#[cfg(test)]
mod item_keys;
pub mod keys;
pub mod known;
pub mod languages;
pub mod life;
pub mod messages;
pub mod policy;
pub mod questions;
pub mod registers;
pub mod replies;
pub mod roll;
pub mod schools;
mod sealed;
mod searches;
pub mod sending;
mod story;
pub mod upload_keys;
pub mod uploads;
pub mod usage;
pub mod watch;
pub mod way_back;

pub use db::{Cost, Db};
pub use error::StoreError;
pub use keys::Keys;

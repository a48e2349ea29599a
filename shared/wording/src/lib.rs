#![doc = include_str!("../README.md")]

mod english;
mod page;
mod parts;
mod reading;
mod said;

pub use page::page;
pub use parts::{Encoding, PartSize, Parts, Replaced, split, tidy};
pub use reading::{Kind, Reading, read_reply};
pub use said::{Acknowledgement, Email, FirstDay, Language, School, When};

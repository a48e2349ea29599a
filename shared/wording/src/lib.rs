#![doc = include_str!("../README.md")]

mod alert;
mod course;
mod english;
mod page;
mod parts;
mod reading;
mod said;

pub use alert::{Alert, is_taken};
pub use course::{Step, course};
pub use page::page;
pub use parts::{Encoding, PartSize, Parts, Replaced, split, tidy};
pub use reading::{Expected, Kind, Reading, Understood, Whom, understand};
pub use said::{Acknowledgement, Email, Language, School, Told, When, Written, made_up_children};

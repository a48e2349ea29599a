#![doc = include_str!("../README.md")]

mod alert;
mod course;
mod english;
mod page;
mod parts;
mod reading;
mod said;

pub use alert::{Alert, Named, is_taken};
pub use course::{Step, course};
pub use page::page;
pub use parts::{Encoding, PartSize, Parts, Replaced, split, tidy};
pub use reading::{Expected, Kind, Reading, read_reply, read_reply_on};
pub use said::{Acknowledgement, Email, Language, School, Told, When, Written, made_up_children, made_up_pupils};

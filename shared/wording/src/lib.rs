#![doc = include_str!("../README.md")]

mod alert;
mod counted;
mod course;
mod languages;
mod lint;
mod numbered;
mod on_page;
mod page;
mod parts;
mod reading;
mod said;
mod samples;
mod spoken;
mod start;
mod version;

// Staff are told in English alone.
use languages::english;

pub use alert::{Alert, Named, SpokenToStaff, is_taken};
pub use course::{Step, course};
pub use languages::{Direction, Language};
pub use lint::{Finding, Known, Refused, lint};
pub use numbered::{NumberedAnswer, letter};
pub use on_page::OnPage;
pub use page::page;
pub use parts::{Encoding, PartSize, Parts, Replaced, split, tidy};
pub use reading::{Expected, Kind, Meant, Reading, Understood, Whom, meant, understand};
pub use said::{
    Acknowledgement, Category, Confirmed, Email, School, Shown, Told, When, Written, made_up_children, made_up_pupils,
    which_child,
};
pub use samples::{Sample, samples};
pub use spoken::{BackSaid, Noted, Spoken, SpokenSample, spoken_samples};
pub use start::asks_to_start;
pub use version::version;

#![doc = include_str!("../README.md")]

mod after;
mod asking;
mod form;
mod frame;
mod headers;

pub use after::{Answered, Ended, Unknown};
pub use asking::Asking;
pub use form::{Form, LONGEST, MOST_BYTES, OfChild, Problem, Refused};
pub use headers::HEADERS;

//! The rules of first-day absence calling. Must NOT do: IO, async, clocks, AWS, storage formats.
//!
//! Every rule is a function over plain data that is told what time it is and returns decisions as data; the functions
//! load, call and write. Example: a pupil marked `N` at 09:05 and `L` at 09:40 has an absence that opened and was withdrawn.

pub mod absence;
pub mod address;
pub mod calendar;
pub mod clocks;
pub mod code;
pub mod contact;
pub mod contact_health;

pub mod day;
pub mod discrepancy;
pub mod duty;
pub mod freshness;
pub mod interlock;
pub mod known;
pub mod ladder;
pub mod message;
pub mod money;
pub mod order;
pub mod personal;
pub mod phone;
pub mod planning;
pub mod policy;
pub mod pupil;
pub mod register;
pub mod reply;
pub mod sanity;
pub mod school;
pub mod search;
pub mod sending;
pub mod shadow;
pub mod signing_in;
pub mod speaking;
pub mod statement;
pub mod upload;
pub mod upn;
pub mod watch;
pub mod window;
pub mod wishes;
pub mod year;

pub use personal::Personal;

//! One module a thing that can be asked for.

use store::schools::Role;

pub(crate) mod absences;
pub(crate) mod answer_parent;
pub(crate) mod arrived;
pub(crate) mod assign;
pub(crate) mod attention;
pub(crate) mod begin;
pub(crate) mod calendar;
pub(crate) mod columns;
pub(crate) mod contact_health;
pub(crate) mod correction;
pub(crate) mod decide;
pub(crate) mod decision;
pub(crate) mod duty;
pub(crate) mod expected;
pub(crate) mod handled;
pub(crate) mod health;
pub(crate) mod holds;
pub(crate) mod languages;
pub(crate) mod latest;
pub(crate) mod log;
pub(crate) mod log_entry;
pub(crate) mod machine;
pub(crate) mod members;
pub(crate) mod pause;
pub(crate) mod policy;
pub(crate) mod preview;
pub(crate) mod pupils;
pub(crate) mod readings;
pub(crate) mod recordings;
pub(crate) mod reviews;
pub(crate) mod schools;
pub(crate) mod shadow;
pub(crate) mod suspensions;
pub(crate) mod today;
pub(crate) mod undo;
pub(crate) mod unmatched;
pub(crate) mod upload_keys;
pub(crate) mod uploads;

/// Those who work through the absences and may see whom they concern.
const OFFICE: &[Role] = &[Role::AttendanceOfficer, Role::SafeguardingLead, Role::SchoolAdmin];

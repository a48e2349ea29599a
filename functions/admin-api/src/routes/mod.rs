//! One module a thing that can be asked for.

use store::schools::Role;

pub(crate) mod absences;
pub(crate) mod begin;
pub(crate) mod columns;
pub(crate) mod decision;
pub(crate) mod health;
pub(crate) mod latest;
pub(crate) mod machine;
pub(crate) mod members;
pub(crate) mod pause;
pub(crate) mod schools;
pub(crate) mod unmatched;
pub(crate) mod upload_keys;
pub(crate) mod uploads;

/// Those who work through the absences and may see whom they concern.
const OFFICE: &[Role] = &[Role::AttendanceOfficer, Role::SafeguardingLead, Role::SchoolAdmin];

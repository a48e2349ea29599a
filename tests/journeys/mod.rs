//! Journeys: what people do, from end to end, on the local stack.

mod absences;
mod bad_input;
mod caller;
mod cheap_writes;
mod clocked;
mod decisions;
mod events;
mod extract_files;
mod fault_proxy;
mod faults;
mod held_faults;
mod history;
mod holds;
mod interlock;
mod made_schools;
mod mornings;
mod privacy;
mod repeats;
mod replies;
mod scene;
mod settings;
mod today;
mod troubled;
mod upload_script;
mod uploading;
mod who_may;

//! Journeys: what people do, from end to end, on the local stack.

mod absences;
mod bad_input;
mod caller;
mod cheap_writes;
mod events;
mod extract_files;
mod fault_proxy;
mod faults;
mod held_faults;
mod history;
mod holds;
mod made_schools;
mod privacy;
mod repeats;
mod replies;
mod scene;
mod troubled;
mod upload_script;
mod uploading;
mod who_may;

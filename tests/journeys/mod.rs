//! Journeys: what people do, from end to end, on the local stack.

mod absences;
mod bad_input;
mod extract_files;
//mod faults;
//mod made_schools;
mod privacy;
mod repeats;
mod replies;
mod scene;
mod who_may;

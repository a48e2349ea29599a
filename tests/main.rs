//! Whole journeys on the local stack, and guards over template and tree: one binary, so that everything links once.

// Marked as tests, so that the lints let what helps a test unwrap, as a test itself may.
#[cfg(test)]
mod guards;
#[cfg(test)]
mod journeys;

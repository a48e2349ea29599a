//! The calls: their tree, what it says to the provider, what it understands of it, and what becomes of what was pressed.

// Marked as tests, so that the lints let what helps a test unwrap, as a test itself may.
#[cfg(test)]
mod contracts;
#[cfg(test)]
mod duty;
#[cfg(test)]
mod page;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod walked;

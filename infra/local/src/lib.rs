//! The whole system on one machine: the real templates and the real functions' binaries on MiniStack, an emulator of AWS.
//!
//! It must NOT hold anything that the system needs to run on AWS: nothing under `functions/` or `shared/` knows of it.
//!
//! ```no_run
//! # async fn shown() -> Result<(), local::Error> {
//! use local::{Options, Stack};
//!
//! let stack = Stack::start(Options::default()).await?;
//! let officer = stack.create_user("officer").await?;
//! let token = stack.sign_in(&officer).await?;
//! assert!(stack.texts().await?.is_empty());
//! stack.stop();
//! # drop(token);
//! # Ok(())
//! # }
//! ```

#[cfg(not(target_os = "linux"))]
compile_error!("the local stack runs on Linux (on Windows inside WSL): it ends processes by what only Linux offers");

mod api;
mod checkout;
mod clock;
mod deployment;
mod emulator;
mod error;
mod functions;
mod kept;
pub mod made_up_school;
mod people;
mod progress;
mod python;
mod requests;
mod sent;
mod stack;
mod telephones;

pub use api::{Answer, Page, ParentEmail, ParentText};
pub use deployment::Template;
pub use error::Error;
pub use kept::stop_kept;
pub use people::User;
pub use progress::Progress;
pub use sent::{Email, Text};
pub use stack::{Options, Provider, Stack, WEBHOOK_BASE_URL};
pub use telephones::{Does, Next, PlacedCall, Telephone, Turn, sound_of};

/// The region that the stack plays: where the system runs on AWS too.
pub const REGION: &str = "eu-west-2";

/// The key that may do everything in a local stack.
pub const ACCESS_KEY: &str = "test";

/// Its other half.
pub const SECRET_KEY: &str = "test";

/// The account that the emulator plays.
pub(crate) const ACCOUNT: &str = "000000000000";

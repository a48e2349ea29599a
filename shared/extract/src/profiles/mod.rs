//! The MIS that are known.

mod sims;

use crate::profile::Profile;

/// All profiles. Where two fit a header equally well, the first counts.
pub static ALL: [&Profile; 1] = [&sims::SIMS];

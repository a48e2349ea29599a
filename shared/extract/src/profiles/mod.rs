//! The MIS that are known.

mod arbor;
mod bromcom;
mod names;
mod oneroster;
pub(crate) mod other;
mod sims;
mod wonde;

use crate::profile::Profile;

/// All profiles. Where two fit a header equally well, the first counts.
pub static ALL: [&Profile; 6] =
    [&sims::SIMS, &arbor::ARBOR, &bromcom::BROMCOM, &wonde::WONDE, &oneroster::ONEROSTER, &other::OTHER];

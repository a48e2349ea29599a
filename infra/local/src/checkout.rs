//! Where things lie in this checkout.

use std::path::{Path, PathBuf};

/// The folder that the workspace's `Cargo.toml` stands in.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// What the local stack keeps between runs: the emulator's packages and the state of stacks that were left running. Not under version
/// control, and safe to delete when nothing runs.
pub(crate) fn own_folder() -> PathBuf {
    root().join(".local")
}

/// The Python side.
pub(crate) fn emulator() -> PathBuf {
    root().join("infra/local/emulator")
}

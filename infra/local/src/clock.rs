//! The stack's clock, ahead of the machine's by what a test says.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::error::Error;

/// Ten digits of seconds hold three centuries.
const MOST: Duration = Duration::from_secs(9_999_999_999);

/// Sixteen bytes always, so that a reader of the file sees the old time or the new one (`emulator/clock.py`).
pub(crate) fn offset_text(ahead: Duration) -> String {
    format!("+{:010}.{:03}\n", ahead.as_secs(), ahead.subsec_millis())
}

/// Writes it over the old one, in place.
pub(crate) fn write_offset(folder: &Path, ahead: Duration) -> Result<(), Error> {
    if ahead > MOST {
        return Err(Error::Clock { why: "that is more than three centuries" });
    }
    let file = OpenOptions::new().write(true).open(folder.join("clock"));
    file.and_then(|file| file.write_all_at(offset_text(ahead).as_bytes(), 0)).map_err(Error::machine("writing the clock file"))
}

/// What the machine's clock says.
#[expect(clippy::disallowed_methods, reason = "the local stack stands outside the system and gives it its time")]
pub(crate) fn machine_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_sixteen_bytes_whatever_it_is() {
        assert_eq!(offset_text(Duration::ZERO), "+0000000000.000\n");
        assert_eq!(offset_text(Duration::from_millis(172_800_250)), "+0000172800.250\n");
        assert_eq!(offset_text(MOST).len(), 16);
    }
}

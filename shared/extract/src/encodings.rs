//! Windows-1252 and UTF-16, the two encodings beside UTF-8 that MIS and spreadsheets write.
//!
//! Written out here, and held against `encoding_rs` in the tests: with it the tables of every encoding of the web would stand in the
//! function that reads extracts, which has to stay small.

/// What Windows-1252 has between 0x80 and 0x9f, where Latin-1 has none; the five that it leaves undefined stand for themselves.
const HIGH_CONTROLS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Appends a byte of Windows-1252. Every byte is a letter or a sign.
pub(crate) fn push_windows_1252(text: &mut String, byte: u8) {
    let high = byte.checked_sub(0x80).and_then(|index| HIGH_CONTROLS.get(usize::from(index)));
    text.push(high.copied().unwrap_or(char::from(byte)));
}

/// A text in Windows-1252; `None` where it has a letter that the encoding lacks.
pub(crate) fn to_windows_1252(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|letter| match HIGH_CONTROLS.iter().zip(0x80_u8..).find(|(high, _)| **high == letter) {
            Some((_, byte)) => Some(byte),
            None => u8::try_from(u32::from(letter)).ok().filter(|byte| !(0x80..0xa0).contains(byte)),
        })
        .collect()
}

/// UTF-16 that comes in pieces.
#[derive(Debug)]
pub(crate) struct Utf16 {
    big_endian: bool,
    /// Whether the byte order mark is still to come.
    begins: bool,
    /// Half a unit.
    byte: Option<u8>,
    /// The first half of a letter of two units.
    high: Option<u16>,
}

impl Utf16 {
    /// For a file that begins with its byte order mark; `None` for one that does not.
    pub(crate) fn of(start: &[u8]) -> Option<Self> {
        let big_endian = match start {
            [0xff, 0xfe, ..] => false,
            [0xfe, 0xff, ..] => true,
            _ => return None,
        };
        Some(Self { big_endian, begins: true, byte: None, high: None })
    }

    /// The next bytes as UTF-8. A wrong unit becomes U+FFFD, which is reported where it stands in a name.
    pub(crate) fn decode(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut text = String::with_capacity(bytes.len());
        for byte in bytes {
            let Some(first) = self.byte.take() else {
                self.byte = Some(*byte);
                continue;
            };
            let unit = if self.big_endian { u16::from_be_bytes([first, *byte]) } else { u16::from_le_bytes([first, *byte]) };
            if !(std::mem::take(&mut self.begins) && unit == 0xfeff) {
                self.push(unit, &mut text);
            }
        }
        text.into_bytes()
    }

    fn push(&mut self, unit: u16, text: &mut String) {
        let is_high = (0xd800..0xdc00).contains(&unit);
        let units = self.high.take().into_iter().chain((!is_high).then_some(unit));
        text.extend(char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
        if is_high {
            self.high = Some(unit);
        }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_byte_of_windows_1252_is_what_the_standard_says() {
        for byte in 0..=u8::MAX {
            let mut text = String::new();
            push_windows_1252(&mut text, byte);
            assert_eq!(text, WINDOWS_1252.decode_without_bom_handling(&[byte]).0, "{byte:#x}");
            assert_eq!(to_windows_1252(&text), Some(vec![byte]), "{byte:#x}");
        }
        assert_eq!(to_windows_1252("Łukasz"), None);
    }

    proptest! {
        #[test]
        fn utf_16_in_pieces_is_what_the_standard_says_of_the_whole(units: Vec<u16>, big_endian: bool, piece in 1..9_usize) {
            let (mark, standard) = if big_endian { ([0xfe, 0xff], UTF_16BE) } else { ([0xff, 0xfe], UTF_16LE) };
            let bytes: Vec<u8> = units.iter().flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
            let bytes = [mark.as_slice(), &bytes].concat();
            let mut decoder = Utf16::of(&bytes).unwrap();
            let text: Vec<u8> = bytes.chunks(piece).flat_map(|piece| decoder.decode(piece)).collect();
            // Half a letter at the very end is one that was cut off: it has no sign of its own yet.
            let whole = standard.decode_with_bom_removal(&bytes).0.into_owned();
            let text = String::from_utf8(text).unwrap();
            prop_assert!(whole == text || whole == format!("{text}\u{fffd}"), "{whole:?} {text:?}");
        }
    }
}

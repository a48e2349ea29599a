//! How a text message is encoded, and into how many parts it is cut.
//!
//! GSM 03.38 (3GPP TS 23.038): 128 letters of 7 bits, and ten more that take two. A text with any other letter goes out as UCS-2
//! (UTF-16) entirely, which holds less than half as much.

/// How a text goes over the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// The telephone alphabet: 7 bits a letter.
    Gsm7,
    /// UTF-16: 16 bits a unit, two units for an emoji.
    Ucs2,
}

/// How many units fit in a part, alone and when several are joined (each then carries a header). Providers differ in the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartSize {
    /// Letters of the telephone alphabet in a text of one part.
    pub gsm7_alone: usize,
    /// The same in each of several parts.
    pub gsm7_joined: usize,
    /// UTF-16 units in a text of one part.
    pub ucs2_alone: usize,
    /// The same in each of several parts.
    pub ucs2_joined: usize,
}

impl PartSize {
    /// 160 and 153, 70 and 67: a header of six bytes.
    pub const STANDARD: Self = Self { gsm7_alone: 160, gsm7_joined: 153, ucs2_alone: 70, ucs2_joined: 67 };
    /// 160 and 152, 70 and 66: a header of seven bytes, as gateways with 16-bit references write it.
    pub const LONG_HEADER: Self = Self { gsm7_joined: 152, ucs2_joined: 66, ..Self::STANDARD };
}

/// A text in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// How it goes out.
    pub encoding: Encoding,
    /// Septets or UTF-16 units of the whole text.
    pub units: usize,
    /// The parts, in order; joined they are the text. At least one, which is empty when the text is.
    pub parts: Vec<&'a str>,
}

/// Cuts a text into parts. Neither a letter that takes two septets nor one that takes two UTF-16 units is ever cut.
///
/// ```
/// use wording::{Encoding, PartSize, split};
/// assert_eq!(split(&"a".repeat(160), PartSize::STANDARD).parts.len(), 1);
/// assert_eq!(split(&"a".repeat(161), PartSize::STANDARD).parts.len(), 2);
/// assert_eq!(split("Siân", PartSize::STANDARD).encoding, Encoding::Ucs2);
/// ```
pub fn split(text: &str, size: PartSize) -> Parts<'_> {
    let gsm7 = text.chars().all(|c| septets(c).is_some());
    let (encoding, alone, joined) = if gsm7 {
        (Encoding::Gsm7, size.gsm7_alone, size.gsm7_joined)
    } else {
        (Encoding::Ucs2, size.ucs2_alone, size.ucs2_joined)
    };
    let width = |c: char| if gsm7 { septets(c).unwrap_or(0) } else { c.len_utf16() };
    let units = text.chars().map(width).sum();
    if units <= alone {
        return Parts { encoding, units, parts: vec![text] };
    }
    let mut parts = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, c) in text.char_indices() {
        // A part takes one letter even where the size is too small for it: the text must end.
        if used + width(c) > joined && used > 0 {
            parts.extend(text.get(start..at));
            (start, used) = (at, 0);
        }
        used += width(c);
    }
    parts.extend(text.get(start..));
    Parts { encoding, units, parts }
}

/// Septets of a letter; `None` when the telephone alphabet does not have it.
fn septets(c: char) -> Option<usize> {
    match c {
        'A'..='Z' | 'a'..='z' | '0'..='9' | ' ' | '\n' | '\r' => Some(1),
        '@' | '£' | '$' | '¥' | 'è' | 'é' | 'ù' | 'ì' | 'ò' | 'Ç' | 'Ø' | 'ø' | 'Å' | 'å' | 'Δ' | '_' | 'Φ' | 'Γ' | 'Λ' | 'Ω'
        | 'Π' | 'Ψ' | 'Σ' | 'Θ' | 'Ξ' | 'Æ' | 'æ' | 'ß' | 'É' | '!' | '"' | '#' | '¤' | '%' | '&' | '\'' | '(' | ')' | '*'
        | '+' | ',' | '-' | '.' | '/' | ':' | ';' | '<' | '=' | '>' | '?' | '¡' | 'Ä' | 'Ö' | 'Ñ' | 'Ü' | '§' | '¿' | 'ä'
        | 'ö' | 'ñ' | 'ü' | 'à' => Some(1),
        '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' | '\u{c}' => Some(2),
        _ => None,
    }
}

/// A text made ready for sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The text.
    pub text: String,
    /// The marks that were replaced, each once, in the order of the text.
    pub marks: Vec<char>,
}

/// Replaces typographic marks where that lets the whole text go out in the telephone alphabet; else it stays as it is.
///
/// Only marks whose meaning stays are replaced (curly quotes, dashes, an ellipsis, odd spaces, letters that were written as letter
/// and accent), so a child's name never loses a letter: `O’Brien` becomes `O'Brien`, and `Siân` stays and costs more.
pub fn tidy(text: &str) -> Replaced {
    let mut out = String::with_capacity(text.len());
    let mut marks = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if let Some(whole) = letters.peek().and_then(|accent| composed(c, *accent)) {
            marks.extend(letters.next());
            out.push(whole);
        } else if let Some(plain) = plain_mark(c) {
            marks.push(c);
            out.push_str(plain);
        } else {
            out.push(c);
        }
    }
    if marks.is_empty() || out.chars().any(|c| septets(c).is_none()) {
        return Replaced { text: text.to_owned(), marks: Vec::new() };
    }
    let mut seen = Vec::new();
    marks.retain(|mark| {
        !seen.contains(mark) && {
            seen.push(*mark);
            true
        }
    });
    Replaced { text: out, marks }
}

fn plain_mark(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{02bc}' | '\u{00b4}' | '`' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '\u{00ab}' | '\u{00bb}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2022}' => "-",
        '\u{2026}' => "...",
        '\t' | '\u{00a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' => "",
        _ => return None,
    })
}

/// The letter of the telephone alphabet that was written as a letter and an accent of its own.
fn composed(letter: char, accent: char) -> Option<char> {
    let (letters, wholes) = match accent {
        '\u{300}' => ("aeiou", "àèìòù"),
        '\u{301}' => ("eE", "éÉ"),
        '\u{303}' => ("nN", "ñÑ"),
        '\u{308}' => ("aouAOU", "äöüÄÖÜ"),
        '\u{30a}' => ("aA", "åÅ"),
        '\u{327}' => ("C", "Ç"),
        _ => return None,
    };
    letters.chars().zip(wholes.chars()).find(|(from, _)| *from == letter).map(|(_, whole)| whole)
}

//! The words that stand beside telephone numbers, and what they mean.

/// A cell that says in words that there is no number.
const NONE: [&str; 26] = [
    "n/a",
    "na",
    "none",
    "nil",
    "no",
    "null",
    "unknown",
    "not known",
    "tbc",
    "tba",
    "ex directory",
    "ex-directory",
    "exdirectory",
    "x",
    "xx",
    "xxx",
    "not given",
    "not provided",
    "no phone",
    "no mobile",
    "no number",
    "no landline",
    "withheld",
    "none given",
    "refused",
    "pending",
];

/// Said beside a number, each of these means that it must not be used.
const DO_NOT_USE: [&str; 37] = [
    "do not use",
    "dont use",
    "do not call",
    "dont call",
    "do not ring",
    "dont ring",
    "do not contact",
    "dont contact",
    "do not text",
    "dont text",
    "do not phone",
    "dont phone",
    "not to be used",
    "not to be contacted",
    "not to be called",
    "no contact",
    "never use",
    "never call",
    "never ring",
    "no longer",
    "not in use",
    "out of use",
    "out of order",
    "out of service",
    "not in service",
    "old number",
    "old no",
    "old mobile",
    "wrong number",
    "wrong no",
    "disconnected",
    "discontinued",
    "dead number",
    "number dead",
    "not working",
    "doesnt work",
    "dnu",
];

/// Said alone beside a number, each of these means the same.
const DO_NOT_USE_ALONE: [&str; 6] = ["old", "dead", "wrong", "invalid", "ex", "incorrect"];

/// Words after which a short number is an extension, a time or a place, never part of a telephone number.
const BEFORE_A_SHORT_NUMBER: [&str; 38] = [
    "ext",
    "extn",
    "extension",
    "x",
    "option",
    "opt",
    "press",
    "code",
    "pin",
    "from",
    "after",
    "before",
    "until",
    "till",
    "til",
    "by",
    "at",
    "between",
    "to",
    "since",
    "in",
    "on",
    "every",
    "week",
    "weeks",
    "wk",
    "year",
    "yr",
    "age",
    "aged",
    "flat",
    "room",
    "no",
    "number",
    "line",
    "desk",
    "ward",
    "shift",
];

/// Words behind a short number that make it a time, a date or a count.
const AFTER_A_SHORT_NUMBER: [&str; 27] = [
    "am", "pm", "st", "nd", "rd", "th", "h", "hr", "hrs", "hour", "hours", "min", "mins", "minutes", "ish", "oclock", "noon",
    "day", "days", "week", "weeks", "wk", "wks", "month", "months", "years", "yrs",
];

/// Letters that an office writes against a number for where it rings: mobile, home, work, telephone.
const PLACES: [&str; 5] = ["m", "h", "w", "t", "p"];

/// Small letters, one space between words, apostrophes gone: the form in which the lists are written.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’' | '`')) {
        if c.is_alphanumeric() || c == '/' {
            plain.extend(c.to_lowercase());
        } else if !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

pub(super) fn say_there_is_none(text: &str) -> bool {
    let plain = plain(text);
    plain.is_empty() || NONE.contains(&plain.as_str())
}

pub(super) fn forbid(text: &str) -> bool {
    if !text.contains(char::is_alphabetic) {
        return false;
    }
    let plain = plain(&text.replace('/', " "));
    let padded = format!(" {plain} ");
    let said = |phrase: &str| {
        // Whole words only, which the spaces on both sides show.
        padded.match_indices(phrase).any(|(at, _)| {
            let before = at.checked_sub(1).and_then(|at| padded.as_bytes().get(at));
            before == Some(&b' ') && padded.as_bytes().get(at + phrase.len()) == Some(&b' ')
        })
    };
    DO_NOT_USE_ALONE.contains(&plain.as_str()) || DO_NOT_USE.iter().any(|phrase| said(phrase))
}

pub(super) fn come_before_a_short_number(word: &str) -> bool {
    BEFORE_A_SHORT_NUMBER.contains(&plain(word).as_str())
}

pub(super) fn come_after_a_short_number(word: &str) -> bool {
    AFTER_A_SHORT_NUMBER.contains(&plain(word).as_str())
}

pub(super) fn name_an_extension(word: &str) -> bool {
    matches!(plain(word).as_str(), "x" | "ext" | "extn" | "extension")
}

/// Whether a word that touches a number's digits may be read as a word. `O7700…` may not: the letter stands for a digit.
pub(super) fn may_touch_digits(word: &str) -> bool {
    let plain = plain(word);
    let like_digits = plain.chars().all(|c| matches!(c, 'o' | 'q' | 'i' | 'l' | 's' | 'z' | 'b' | 'g' | 'e' | 'd'));
    PLACES.contains(&plain.as_str()) || (plain.chars().count() >= 2 && !like_digits)
}

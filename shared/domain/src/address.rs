//! Email addresses.

use std::fmt;

use thiserror::Error;

/// An email address. It never prints itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

/// A text that is no email address.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("an email address has one @ with a name before and a domain after it")]
pub struct NotAnAddress;

impl EmailAddress {
    /// Takes one address; the domain is written small, the name before the `@` is kept as it is.
    ///
    /// # Errors
    /// [`NotAnAddress`] when no mail could be sent to it.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let (name, domain) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        let name_good = !name.is_empty()
            && name.len() <= 64
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
        let label_good = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let last_good = domain.rsplit('.').next().is_some_and(|tld| tld.len() >= 2 && tld.bytes().all(|b| !b.is_ascii_digit()));
        if name_good && last_good && domain.contains('.') && domain.len() <= 253 && domain.split('.').all(label_good) {
            Ok(Self(format!("{name}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(NotAnAddress)
        }
    }

    /// `ava@example.com`.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit('@').next().unwrap_or_default()
    }
}

/// Why a text in an email cell is no address to write to.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// No `@`, no domain, a space within: no mail could be sent.
    #[error("it is not written as an email address is")]
    NotAnAddress,
    /// The domain is a well-known slip, and whoever owns it would get the mail: it was probably meant to be this.
    #[error("its domain looks like a slip; it may be meant to be {0}")]
    ProbablyMeant(&'static str),
    /// The cell says that it must not be used.
    #[error("the words beside it say not to use it")]
    DoNotUse,
}

impl Refusal {
    /// The stable word for reports: `not_an_address`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAnAddress => "not_an_address",
            Self::ProbablyMeant(_) => "probably_meant",
            Self::DoNotUse => "do_not_use",
        }
    }
}

/// What a cell gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The addresses, in the order of the cell, each once.
    pub addresses: Vec<EmailAddress>,
    /// Why other text of the cell is none, each reason once.
    pub refusals: Vec<Refusal>,
}

/// Slips of domains that families use, and what was meant. None of them is ever mended without asking: the slip may be somebody's domain.
const SLIPS: [(&str, &str); 25] = [
    ("gmial.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gmal.com", "gmail.com"),
    ("gamil.com", "gmail.com"),
    ("gnail.com", "gmail.com"),
    ("gmaill.com", "gmail.com"),
    ("gmail.co", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("gmail.cm", "gmail.com"),
    ("gmail.om", "gmail.com"),
    ("gmail.co.uk", "gmail.com"),
    ("googlemail.co.uk", "googlemail.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotmal.com", "hotmail.com"),
    ("hotmai.com", "hotmail.com"),
    ("hotnail.com", "hotmail.com"),
    ("homail.com", "hotmail.com"),
    ("hotmail.con", "hotmail.com"),
    ("hotmail.co.ik", "hotmail.co.uk"),
    ("outlok.com", "outlook.com"),
    ("outlook.con", "outlook.com"),
    ("yaho.com", "yahoo.com"),
    ("yaho.co.uk", "yahoo.co.uk"),
    ("yahoo.con", "yahoo.com"),
    ("icloud.con", "icloud.com"),
];

/// Endings that no domain has, and what was meant.
const ENDING_SLIPS: [(&str, &str); 5] =
    [(".con", ".com"), (".comm", ".com"), (".vom", ".com"), (".co.ik", ".co.uk"), (".couk", ".co.uk")];

/// Words that say that there is no address.
const NONE: [&str; 14] =
    ["n/a", "na", "none", "nil", "no", "null", "unknown", "tbc", "-", "no email", "not given", "not known", "x", "none given"];

/// Words that say whose or what kind an address is. Any other word beside it may be a part of it, cut off by a space.
const NOTES: [&str; 24] = [
    "mum",
    "mom",
    "mother",
    "mam",
    "dad",
    "father",
    "parent",
    "carer",
    "guardian",
    "nan",
    "gran",
    "home",
    "work",
    "main",
    "personal",
    "school",
    "email",
    "e-mail",
    "mail",
    "mums",
    "dads",
    "mum's",
    "dad's",
    "preferred",
];

/// Reads an email cell: one address or several, perhaps with a name round it. Nothing is mended.
///
/// ```
/// use domain::address::{self, Refusal};
/// let read = address::read_cell("Ava <ava@example.com>; noah@example.com");
/// assert_eq!(read.addresses.len(), 2);
/// assert_eq!(address::read_cell("ava@gmial.com").refusals, [Refusal::ProbablyMeant("gmail.com")]);
/// assert_eq!(address::read_cell("ava.example.com").refusals, [Refusal::NotAnAddress]);
/// ```
pub fn read_cell(cell: &str) -> Read {
    let mut read = Read::default();
    // Signs of no width come along when a cell is copied from a page.
    let cell: String =
        cell.chars().filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')).collect();
    let cell = without_notes(cell.trim());
    let cell = cell.trim();
    if cell.is_empty() || NONE.iter().any(|none| none.eq_ignore_ascii_case(cell)) {
        return read;
    }
    if forbids(cell) {
        read.refusals.push(Refusal::DoNotUse);
        return read;
    }
    // Where a name stands round an address, a comma may part the name.
    let named = cell.contains('<');
    for part in cell.split([';', ',', '|', '\n', '\r', '/']).map(str::trim).filter(|part| !part.is_empty()) {
        if named && !part.contains('@') {
            continue;
        }
        for found in read_part(part) {
            match found {
                Ok(address) if read.addresses.contains(&address) => {}
                Ok(address) => read.addresses.push(address),
                Err(refusal) if read.refusals.contains(&refusal) => {}
                Err(refusal) => read.refusals.push(refusal),
            }
        }
    }
    read
}

/// Whether words of the cell say not to use what stands in it.
fn forbids(cell: &str) -> bool {
    const PHRASES: [&str; 9] = [
        "do not use",
        "don't use",
        "dont use",
        "not in use",
        "do not email",
        "don't email",
        "no longer",
        "old address",
        "wrong address",
    ];
    let lower = cell.to_lowercase();
    PHRASES.iter().any(|words| lower.contains(words))
        || lower.split(|c: char| c.is_whitespace() || "()-,;:[]".contains(c)).any(|word| word == "old")
}

/// The cell without what stands in brackets and is no address: `(mum)`. Words that forbid stay.
fn without_notes(cell: &str) -> String {
    let mut kept = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some((before, inside, behind)) =
        rest.split_once('(').and_then(|(before, rest)| rest.split_once(')').map(|(inside, behind)| (before, inside, behind)))
    {
        kept.push_str(before);
        if inside.contains('@') || forbids(inside) {
            kept.push_str(&format!("({inside})"));
        } else {
            kept.push(' ');
        }
        rest = behind;
    }
    kept.push_str(rest);
    kept
}

fn are_notes(words: &str) -> bool {
    words.split_whitespace().all(|word| NOTES.contains(&word.trim_matches(['-', ':', '.', ',']).to_lowercase().as_str()))
}

/// Reads what stands between two separators.
fn read_part(part: &str) -> Vec<Result<EmailAddress, Refusal>> {
    // `Ava Smith <ava@example.com>`
    if let Some((_, rest)) = part.split_once('<') {
        return vec![read_one(rest.split('>').next().unwrap_or_default())];
    }
    let with_at: Vec<&str> = part.split_whitespace().filter(|word| word.contains('@')).collect();
    let words = part.split_whitespace().count();
    match with_at.as_slice() {
        // `Ava: ava@example.com`, `ava@example.com (work)`: words before an address end in a colon, words behind it stand in brackets.
        [only] if words > 1 => {
            let (before, behind) = part.split_once(only).unwrap_or_default();
            let fair_before = are_notes(before) || before.trim_end().ends_with([':', '-', '=']);
            let fair_behind = are_notes(behind) || behind.trim_start().starts_with(['(', '-', '[']);
            vec![if fair_before && fair_behind { read_one(only) } else { Err(Refusal::NotAnAddress) }]
        }
        [] => vec![Err(Refusal::NotAnAddress)],
        several if several.len() == words => several.iter().map(|word| read_one(word)).collect(),
        several
            if several.iter().zip(1..).all(|(word, at)| {
                part.split_whitespace()
                    .nth(2 * at - 1)
                    .is_none_or(|joint| joint == "or" || joint == "and" || joint == "&" || joint == *word)
            }) =>
        {
            several.iter().map(|word| read_one(word)).collect()
        }
        _ => vec![Err(Refusal::NotAnAddress)],
    }
}

fn read_one(text: &str) -> Result<EmailAddress, Refusal> {
    let text = text.trim().trim_matches(['"', '\'', '(', ')', '[', ']', '<', '>']);
    let text = text
        .get(..7)
        .filter(|start| start.eq_ignore_ascii_case("mailto:"))
        .map_or(text, |start| text.get(start.len()..).unwrap_or_default());
    let text = text.strip_suffix('.').unwrap_or(text);
    let address = EmailAddress::parse(text).map_err(|_| Refusal::NotAnAddress)?;
    let domain = address.domain();
    if let Some((_, meant)) = SLIPS.iter().find(|(slip, _)| *slip == domain) {
        return Err(Refusal::ProbablyMeant(meant));
    }
    if let Some((_, meant)) = ENDING_SLIPS.iter().find(|(slip, _)| domain.ends_with(slip)) {
        return Err(Refusal::ProbablyMeant(meant));
    }
    Ok(address)
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(cell: &str) -> Vec<String> {
        read_cell(cell).addresses.iter().map(|address| address.expose().to_owned()).collect()
    }

    #[test]
    fn one_address_or_several_are_read_from_a_cell() {
        for (cell, expected) in [
            ("ava@example.com", vec!["ava@example.com"]),
            (" Ava.Smith@Example.COM ", vec!["Ava.Smith@example.com"]),
            ("ava@example.com;noah@example.com", vec!["ava@example.com", "noah@example.com"]),
            ("ava@example.com, noah@example.com", vec!["ava@example.com", "noah@example.com"]),
            ("ava@example.com noah@example.com", vec!["ava@example.com", "noah@example.com"]),
            ("ava@example.com or noah@example.com", vec!["ava@example.com", "noah@example.com"]),
            ("Ava Smith <ava@example.com>", vec!["ava@example.com"]),
            ("mailto:ava@example.com", vec!["ava@example.com"]),
            ("home: ava@example.com", vec!["ava@example.com"]),
            ("ava@example.com (work)", vec!["ava@example.com"]),
            ("ava@example.com; AVA@example.com", vec!["ava@example.com", "AVA@example.com"]),
            ("ava@example.com; ava@EXAMPLE.com", vec!["ava@example.com"]),
            ("", vec![]),
            ("n/a", vec![]),
        ] {
            assert_eq!(addresses(cell), expected, "{cell}");
            assert!(read_cell(cell).refusals.is_empty(), "{cell}");
        }
    }

    #[test]
    fn a_slip_is_reported_with_what_was_likely_meant_and_never_mended() {
        for (cell, meant) in [("ava@gmial.com", "gmail.com"), ("ava@example.con", ".com"), ("ava@hotmail.co.ik", "hotmail.co.uk")]
        {
            let read = read_cell(cell);
            assert!(read.addresses.is_empty(), "{cell}");
            assert_eq!(read.refusals, [Refusal::ProbablyMeant(meant)], "{cell}");
        }
    }

    #[test]
    fn what_no_mail_can_be_sent_to_is_refused() {
        for cell in [
            "ava",
            "ava@",
            "@example.com",
            "ava@example",
            "ava smith@example.com",
            "ava@exam ple.com",
            "ava@@example.com",
            "ava@example..com",
            "ask mum",
        ] {
            let read = read_cell(cell);
            assert!(read.addresses.is_empty(), "{cell}");
            assert_eq!(read.refusals, [Refusal::NotAnAddress], "{cell}");
        }
    }

    #[test]
    fn an_address_not_to_be_used_is_not_used() {
        assert_eq!(read_cell("ava@example.com - do not use").refusals, [Refusal::DoNotUse]);
    }
}

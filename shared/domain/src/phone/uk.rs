//! Which numbers the United Kingdom's numbering plan has.
//!
//! Source: Ofcom, National Telephone Numbering Plan. The rules are coarser than the plan on purpose (a new block of an old area is
//! not refused), but what the plan says is no person's line is never let through. The ranges kept for fiction (07700 900, 01632 960,
//! 020 7946 0 and their like) count as numbers: whether they may be sent to is decided where sending is.

use super::{Line, Refusal};

/// Areas that still have numbers of ten digits with the 0 (Ofcom: "mixed" areas), without their leading 0.
const MIXED_AREAS: [&str; 44] = [
    "1204", "1208", "1254", "1276", "1297", "1298", "1363", "1364", "1384", "1386", "1404", "1420", "1460", "1461", "1480",
    "1488", "1524", "1527", "1562", "1566", "1606", "1629", "1635", "1647", "1659", "1695", "1697", "1726", "1744", "1750",
    "1768", "1827", "1837", "1884", "1900", "1905", "1935", "1946", "1949", "1963", "1995", "1287", "1539", "1529",
];

/// Reads the digits behind the trunk 0 or behind `+44`.
///
/// ```
/// use domain::phone::{Line, Refusal, uk};
/// assert_eq!(uk::line("7700900123"), Ok(Line::Mobile));
/// assert_eq!(uk::line("1632960123"), Ok(Line::Landline));
/// assert_eq!(uk::line("7600000123"), Err(Refusal::Pager));
/// ```
///
/// # Errors
/// Why it is nobody's line.
pub fn line(national: &str) -> Result<Line, Refusal> {
    if !national.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::LettersInside);
    }
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| national.starts_with(prefix));
    let length = match national.len() {
        0..9 => Err(Refusal::TooShort),
        9 if starts(&MIXED_AREAS) => Ok(()),
        9 => Err(Refusal::TooShort),
        10 => Ok(()),
        _ => Err(Refusal::TooLong),
    };
    // Premium numbers are named as such also when a digit is missing: that is the more useful word.
    if starts(&["9", "84", "87"]) {
        return Err(Refusal::Premium);
    }
    length?;
    if is_placeholder(national) {
        return Err(Refusal::Placeholder);
    }
    if starts(&["70"]) {
        return Err(Refusal::Personal);
    }
    if starts(&["76"]) && !starts(&["7624"]) {
        return Err(Refusal::Pager);
    }
    if starts(&["7"]) {
        return Ok(Line::Mobile);
    }
    // 01: areas; 02: the wide areas; 03: at the price of an area; 055 and 056: companies and the internet; 080: free.
    let area = starts(&["1"]) && !starts(&["10"]);
    let wide = starts(&["20", "23", "24", "28", "29"]);
    if area || wide || starts(&["30", "33", "34", "37", "55", "56", "800", "808"]) {
        return Ok(Line::Landline);
    }
    Err(Refusal::NotInUse)
}

/// Digits that a person types when a form insists: all alike, or counting up.
fn is_placeholder(national: &str) -> bool {
    let mut bytes = national.bytes().skip(1);
    let second = bytes.next();
    bytes.all(|b| Some(b) == second) && national.len() > 2 || "12345678901".starts_with(national) || national == "7123456789"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_kept_for_fiction_has_a_valid_form() {
        for (national, line_of) in [
            ("7700900000", Line::Mobile),
            ("7700900999", Line::Mobile),
            ("2079460123", Line::Landline),
            ("1134960123", Line::Landline),
            ("1914980123", Line::Landline),
            ("2890180123", Line::Landline),
            ("2920180123", Line::Landline),
            ("1632960123", Line::Landline),
            ("3069990123", Line::Landline),
            ("8081570123", Line::Landline),
        ] {
            assert_eq!(line(national), Ok(line_of), "{national}");
        }
    }

    #[test]
    fn what_is_no_persons_line_is_refused_with_its_reason() {
        for (national, refusal) in [
            ("9098790123", Refusal::Premium),
            ("8710000000", Refusal::Premium),
            ("8450000000", Refusal::Premium),
            ("7000000123", Refusal::Personal),
            ("7600000123", Refusal::Pager),
            ("7777777777", Refusal::Placeholder),
            ("1234567890", Refusal::Placeholder),
            ("4101234567", Refusal::NotInUse),
            ("2212345678", Refusal::NotInUse),
            ("1012345678", Refusal::NotInUse),
            ("77009001", Refusal::TooShort),
            ("770090012", Refusal::TooShort),
            ("77009001234", Refusal::TooLong),
        ] {
            assert_eq!(line(national), Err(refusal), "{national}");
        }
    }

    #[test]
    fn the_isle_of_man_has_mobiles_where_the_mainland_has_pagers() {
        assert_eq!(line("7624000123"), Ok(Line::Mobile));
    }

    #[test]
    fn some_areas_have_shorter_numbers() {
        assert_eq!(line("120400012"), Ok(Line::Landline));
        assert_eq!(line("163296012"), Err(Refusal::TooShort));
    }
}

//! Letters made alike: small, without accents, one form where keyboards differ, digits of any script as `0` to `9`.
//!
//! Parents leave accents out, and keyboards write one letter in several ways (Arabic ي and Persian ی): the lexicons and the replies
//! go through the same folding, so that neither has to list them.

/// A letter as it is compared; `None` for marks that are left out (accents of their own, vowel signs of Arabic, joiners).
pub(super) fn folded(c: char) -> Option<char> {
    let plain = match c {
        // Most letters.
        'a'..='z' | '0'..='9' => return Some(c),
        'A'..='Z' => return Some(c.to_ascii_lowercase()),
        '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' => '\0',
        '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe0f}' | '\u{20e3}' => '\0',
        '\u{9bc}' | '\u{a3c}' | '\u{a70}' | '\u{a71}' => '\0',
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => 'a',
        'ç' | 'ć' | 'č' | 'Ç' | 'Ć' | 'Č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' | 'È'..='Ë' | 'Ē' | 'Ę' | 'Ě' => 'e',
        'ğ' | 'Ğ' => 'g',
        'ì'..='ï' | 'ī' | 'ı' | 'Ì'..='Ï' | 'Ī' | 'İ' => 'i',
        'ł' | 'Ł' => 'l',
        'ñ' | 'ń' | 'Ñ' | 'Ń' => 'n',
        'ò'..='ö' | 'ō' | 'Ò'..='Ö' | 'Ō' => 'o',
        'ś' | 'š' | 'ş' | 'ș' | 'Ś' | 'Š' | 'Ş' | 'Ș' => 's',
        'ţ' | 'ț' | 'Ţ' | 'Ț' => 't',
        'ù'..='ü' | 'ū' | 'Ù'..='Ü' | 'Ū' => 'u',
        'ŵ' | 'Ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' | 'Ý' | 'Ÿ' | 'Ŷ' => 'y',
        'ź' | 'ż' | 'ž' | 'Ź' | 'Ż' | 'Ž' => 'z',
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' => 'ا',
        'ى' | 'ی' | 'ئ' | 'ې' | 'ے' => 'ي',
        'ؤ' => 'و',
        'ة' | 'ہ' | 'ھ' | 'ۃ' | 'ۂ' | 'ە' => 'ه',
        'ک' | 'ڪ' => 'ك',
        'ґ' | 'Ґ' => 'г',
        'ё' | 'Ё' => 'е',
        // Letters of Bengali and Gurmukhi that some keyboards write as a letter and a dot.
        '\u{9dc}' => 'ড',
        '\u{9dd}' => 'ঢ',
        '\u{9df}' => 'য',
        '\u{a33}' => 'ਲ',
        '\u{a36}' => 'ਸ',
        '\u{a59}' => 'ਖ',
        '\u{a5a}' => 'ਗ',
        '\u{a5b}' => 'ਜ',
        '\u{a5e}' => 'ਫ',
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        '০'..='৯' => digit(c, '০'),
        '੦'..='੯' => digit(c, '੦'),
        '０'..='９' => digit(c, '０'),
        // They have no capitals, or are none.
        '\u{600}'..='\u{6ff}' | '\u{900}'..='\u{dff}' | 'а'..='я' => return Some(c),
        c => c,
    };
    // Only İ becomes two, and it is an i here.
    plain.to_lowercase().next().filter(|c| *c != '\0')
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c).saturating_sub(u32::from(zero)), 10).unwrap_or(c)
}

/// Whether a letter belongs to a word: letters and digits of any script, with their marks.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    is_plain(c)
        || c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}')
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{20e3}' | '\u{fe0f}')
        // Vowel signs and the like of Bengali and Gurmukhi.
        || matches!(c, '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{9d7}' | '\u{9e2}'..='\u{9e3}')
        || matches!(c, '\u{a01}'..='\u{a03}' | '\u{a3c}'..='\u{a4d}' | '\u{a70}'..='\u{a71}')
}

/// Whether a letter of another script needs no long look: it is no mark and no number.
const fn is_plain(c: char) -> bool {
    matches!(c, 'Ѐ'..='ҁ' | 'ؠ'..='ي' | 'ও'..='ন' | 'ਓ'..='ਨ')
}

/// Whether it is a number, or a digit of one.
pub(super) fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || !c.is_ascii() && !is_plain(c) && c.is_numeric()
}

/// What a picture says, in English.
pub(super) fn emoji(c: char) -> Option<&'static str> {
    match c {
        '🤒' | '🤢' | '🤮' | '🤧' | '😷' | '🤕' => Some("sick"),
        '👍' | '🙏' | '👌' | '🙌' => Some("thanks"),
        _ => None,
    }
}

/// Marks inside a word that are left out of it: `szkola's`, `М’я`, `i'r`.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ')
}

/// A script whose words no other of our languages shares with English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Arabic,
    Bengali,
    Cyrillic,
    Gurmukhi,
}

/// The script of a letter; digits and marks have none.
pub(super) fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(Script::Latin),
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => Some(Script::Arabic),
        '\u{980}'..='\u{9ff}' => Some(Script::Bengali),
        '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
        '\u{a00}'..='\u{a7f}' => Some(Script::Gurmukhi),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        text.chars().flat_map(folded).collect()
    }

    #[test]
    fn what_needs_no_long_look_is_what_it_would_be_found_to_be() {
        assert!(('\0'..=char::MAX).filter(|c| is_plain(*c)).all(|c| c.is_alphabetic() && !c.is_numeric()));
        let small = ['\u{600}'..='\u{6ff}', '\u{900}'..='\u{dff}', 'а'..='я'];
        assert!(small.into_iter().flatten().all(|c| c.to_lowercase().eq([c])));
        let becomes_two = |c: &char| c.to_lowercase().count() > 1;
        assert_eq!(('\0'..=char::MAX).filter(becomes_two).collect::<String>(), "İ");
    }

    #[test]
    fn letters_that_keyboards_write_differently_become_one() {
        assert_eq!(fold("Gorączka ŁÓDŹ"), "goraczka lodz");
        assert_eq!(fold("HASTAYIM İyi ığdır"), "hastayim iyi igdir");
        assert_eq!(fold("میری بیٹی"), fold("ميري بيٹي"));
        assert_eq!(fold("مَرِيضَة"), "مريضه");
        assert_eq!(fold("١٢ ۹ ৩ ੪"), "12 9 3 4");
        assert_eq!(fold("1\u{fe0f}\u{20e3}"), "1");
    }
}

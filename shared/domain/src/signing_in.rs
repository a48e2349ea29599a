//! Who signed in: a list that was pasted from the screen at the desk, matched with the roll.
//!
//! Example: `Smith, Ava`, `ava smith 7B` and `001234` are the same child. Where a line could be two children it is nobody: a search that
//! is stopped for the wrong one leaves a child whom nobody looks for.

use std::collections::{BTreeMap, BTreeSet};

use crate::pupil::PupilId;

/// As many entries of a list are read.
pub const MOST_ENTRIES: usize = 500;

/// As many cells of a line can be one child: number, surname, forename, year, class.
const CELLS: usize = 5;

/// A child as a list may name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnRoll<'a> {
    /// Who.
    pub pupil: PupilId,
    /// The admission number, as the office knows it.
    pub number: &'a str,
    /// The first name.
    pub forename: &'a str,
    /// The surname.
    pub surname: &'a str,
    /// The registration group; empty when unknown.
    pub class: &'a str,
}

/// What a list says once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'l> {
    /// As it was pasted.
    pub text: &'l str,
    /// Whom it can mean: nobody, one, or several of whom nobody knows which.
    pub pupils: BTreeSet<PupilId>,
}

/// By which words children are found, without case, accents and whatever is neither letter nor digit.
#[derive(Debug, Default)]
struct Names {
    words: BTreeMap<String, BTreeSet<PupilId>>,
    /// Numbers as a spreadsheet shows them that has cut their zeros off.
    cut: BTreeMap<String, BTreeSet<PupilId>>,
}

impl Names {
    fn of<'a>(roll: impl IntoIterator<Item = OnRoll<'a>>) -> Self {
        let mut names = Self::default();
        for child in roll {
            let [number, forename, surname, class] = [child.number, child.forename, child.surname, child.class].map(folded);
            if !forename.is_empty() && !surname.is_empty() {
                for name in [format!("{forename}{surname}"), format!("{surname}{forename}")] {
                    for words in with_extras(&name, &number, &class) {
                        names.words.entry(words).or_default().insert(child.pupil);
                    }
                }
            }
            if !number.is_empty() {
                names.cut.entry(number.trim_start_matches('0').to_owned()).or_default().insert(child.pupil);
                names.words.entry(number).or_default().insert(child.pupil);
            }
        }
        names
    }

    fn find(&self, text: &str) -> BTreeSet<PupilId> {
        let words = folded_without_times(text);
        let exact = self.words.get(&words);
        exact.or_else(|| self.cut.get(&words)).filter(|_| !words.is_empty()).cloned().unwrap_or_default()
    }
}

/// The name alone, and with number or class before and after it, in any order.
fn with_extras(name: &str, number: &str, class: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([name.to_owned()]);
    for (one, other) in [(number, class), (class, number)] {
        all.extend([format!("{one}{name}"), format!("{name}{one}")]);
        all.extend([format!("{one}{other}{name}"), format!("{one}{name}{other}"), format!("{name}{one}{other}")]);
    }
    all
}

/// Reads a pasted list: one child a line, or parted by commas, semicolons or tabs. Times and dates are passed over.
///
/// The longest run of cells that names somebody is one entry: `Smith, Ava` is one child, `Ava Smith, Kit Jones` are two.
pub fn read<'l, 'a>(list: &'l str, roll: impl IntoIterator<Item = OnRoll<'a>>) -> Vec<Entry<'l>> {
    let names = Names::of(roll);
    let lines = list.split(['\n', '\r', ';']);
    lines.flat_map(|line| entries(line, &names)).take(MOST_ENTRIES).collect()
}

fn entries<'l>(line: &'l str, names: &Names) -> Vec<Entry<'l>> {
    let mut entries = Vec::new();
    let mut rest = line;
    while !rest.trim().is_empty() {
        let ends = rest.match_indices([',', '\t']).map(|(at, _)| at).take(CELLS);
        let mut ends: Vec<usize> = ends.chain((rest.matches([',', '\t']).count() < CELLS).then_some(rest.len())).collect();
        ends.reverse();
        let longest = ends.iter().find_map(|end| {
            let text = rest.get(..*end)?;
            let pupils = names.find(text);
            (!pupils.is_empty()).then_some((*end, pupils))
        });
        let (end, pupils) = longest.unwrap_or_else(|| (ends.last().copied().unwrap_or(rest.len()), BTreeSet::new()));
        let text = rest.get(..end).unwrap_or_default().trim();
        if !folded_without_times(text).is_empty() {
            entries.push(Entry { text, pupils });
        }
        rest = rest.get(end.saturating_add(1)..).unwrap_or_default();
    }
    entries
}

/// Without what a screen shows beside the name: `09:42`, `25/11/2026`.
fn folded_without_times(text: &str) -> String {
    let is_time = |word: &&str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let parts = word.split([':', '/', '.']).filter(|part| part.starts_with(|c: char| c.is_ascii_digit())).count();
        let letters = word.trim_end_matches("am").trim_end_matches("pm").chars().any(char::is_alphabetic);
        parts > 1 && digits > 2 && !letters
    };
    folded(&text.split_whitespace().filter(|word| !is_time(word)).collect::<String>())
}

/// Small letters and digits alone, without the accents of European names.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .flat_map(|c| plain(c).chars().chain(own(c)))
        .collect()
}

/// The letter itself, where it needs no other.
fn own(c: char) -> Option<char> {
    (plain(c).is_empty() && !('\u{300}'..='\u{36f}').contains(&c)).then_some(c)
}

/// What a letter with an accent is written as by whoever does not find it on the keyboard; empty for all others.
fn plain(c: char) -> &'static str {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AVA: PupilId = PupilId::new([1; 16]);
    const KIT: PupilId = PupilId::new([2; 16]);
    const SIAN: PupilId = PupilId::new([3; 16]);
    const OTHER_AVA: PupilId = PupilId::new([4; 16]);
    const ZOE: PupilId = PupilId::new([5; 16]);

    fn roll() -> Vec<OnRoll<'static>> {
        let child = |pupil, number, forename, surname, class| OnRoll { pupil, number, forename, surname, class };
        vec![
            child(AVA, "001234", "Ava", "Smith", "7B"),
            child(KIT, "001235", "Kit", "Jones", "7B"),
            child(SIAN, "001236", "Siân", "O'Neill-Łukasz", "8 A"),
            child(OTHER_AVA, "001237", "Ava", "Brown", "7B"),
            child(ZOE, "001238", "Ava", "Brown", "9C"),
        ]
    }

    fn found(list: &str) -> Vec<Vec<PupilId>> {
        read(list, roll()).into_iter().map(|entry| entry.pupils.into_iter().collect()).collect()
    }

    #[test]
    fn a_child_is_found_by_number_or_name_however_the_screen_writes_it() {
        for (list, pupil) in [
            ("001234", AVA),
            ("1234", AVA),
            ("Ava Smith", AVA),
            ("smith ava", AVA),
            ("Smith, Ava", AVA),
            ("  SMITH ,  AVA  ", AVA),
            ("Ava Smith 7B", AVA),
            ("Ava Smith (7b)", AVA),
            ("7B Ava Smith", AVA),
            ("001234\tSmith\tAva\t7B\t09:42", AVA),
            ("001234,Smith,Ava", AVA),
            ("Ava Smith 9.42am", AVA),
            ("25/11/2026 09:42:10 Ava Smith", AVA),
            ("Sian ONeill Lukasz", SIAN),
            ("siân o'neill-łukasz", SIAN),
            ("O’NEILL-ŁUKASZ, Siân, 8A", SIAN),
            ("Ava Brown 9C", ZOE),
            ("Brown, Ava, 7B", OTHER_AVA),
        ] {
            assert_eq!(found(list), [vec![pupil]], "{list}");
        }
    }

    #[test]
    fn a_line_that_could_be_two_children_or_is_none_stops_no_search() {
        assert_eq!(found("Ava Brown"), [vec![OTHER_AVA, ZOE]]);
        for list in ["Ava", "Smith", "Ava Smithe", "9999", "001234 Kit Jones", "Ava Smith 9C"] {
            assert_eq!(found(list), [Vec::new()], "{list}");
        }
        assert_eq!(found(" \n\t\r\n, ;09:42"), Vec::<Vec<PupilId>>::new());
    }

    #[test]
    fn a_list_is_read_by_lines_commas_semicolons_and_tabs() {
        assert_eq!(found("Ava Smith\r\nKit Jones\n"), [[AVA], [KIT]]);
        assert_eq!(found("Ava Smith, Kit Jones"), [[AVA], [KIT]]);
        assert_eq!(found("Smith, Ava; Jones, Kit"), [[AVA], [KIT]]);
        assert_eq!(found("Smith, Ava, Jones, Kit"), [[AVA], [KIT]]);
        assert_eq!(found("001234,001235\t001236"), [[AVA], [KIT], [SIAN]]);
        assert_eq!(found("Ava Smith, dentist, Kit Jones"), [vec![AVA], vec![], vec![KIT]]);
    }

    #[test]
    fn an_exact_number_goes_before_one_without_its_zeros() {
        let child = |pupil, number| OnRoll { pupil, number, forename: "Ava", surname: "Smith", class: "" };
        let roll = [child(AVA, "12"), child(KIT, "0012")];
        assert_eq!(read("12", roll).first().unwrap().pupils, BTreeSet::from([AVA]));
        assert_eq!(read("0012", roll).first().unwrap().pupils, BTreeSet::from([KIT]));
        assert_eq!(read("012", roll).first().unwrap().pupils, BTreeSet::new());
    }

    proptest! {
        #[test]
        fn any_list_is_read_and_every_entry_is_a_piece_of_it(list in "\\PC{0,80}|([A-Za-z0-9 ,;\t\n:]{0,80})") {
            for entry in read(&list, roll()) {
                prop_assert!(list.contains(entry.text));
            }
        }

        #[test]
        fn everybody_on_a_list_by_number_is_found_in_its_order(places in prop::collection::vec(0_usize..5, 1..20), by in "[\n;,\t]") {
            let roll = roll();
            let list: Vec<&str> = places.iter().map(|place| roll[*place].number).collect();
            let wanted: Vec<Vec<PupilId>> = places.iter().map(|place| vec![roll[*place].pupil]).collect();
            prop_assert_eq!(found(&list.join(&by)), wanted);
        }
    }
}

//! Names as they sound, for those that are written in another script than the one we know. Must NOT know whose they are.

/// The same name in another script: the consonants agree.
pub(super) fn sounds_like(own: &str, word: &str) -> bool {
    if own.is_ascii() == word.is_ascii() || crate::reading::lexicon::is_word(word) {
        return false;
    }
    let (mut a, mut b) = (consonants(own), consonants(word));
    // "Maya", "Yahya": a name of few consonants has its "y" too.
    if a.len().min(b.len()) < 2 {
        let half = |word: &str| word.replace(['y', 'ي', 'й', 'ی', 'ਯ', '\u{9af}'], "j");
        (a, b) = (consonants(&half(own)), consonants(&half(word)));
    }
    let (shorter, longer) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let begins = longer.starts_with(shorter.as_str()) && longer.len() <= shorter.len() + 2;
    shorter.len() >= 2 && begins && first_sound(own) == first_sound(word)
}

/// Whether a name begins with a vowel, so that "Ava" and "وفا" are not one.
fn first_sound(word: &str) -> bool {
    word.chars().next().is_some_and(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'ا' | 'ع' | 'а' | 'е' | 'и' | 'і' | 'о' | 'у' | 'є' | 'ю' | 'я' | 'ї' | '\u{985}'..='\u{994}' | '\u{a05}'..='\u{a14}'))
}

/// A name's consonants in Latin letters, those that sound alike as one, doubled ones once.
fn consonants(word: &str) -> String {
    let mut out = String::new();
    let mut before = None;
    let mut rest = word.chars().peekable();
    let mut first = true;
    while let Some(c) = rest.next() {
        let began = !std::mem::take(&mut first);
        let h = rest.peek() == Some(&'h');
        let sound = match c {
            'c' if h => 'x',
            'k' | 'g' if h => 'k',
            // It is a silent "y" but at the beginning: য় is folded to it.
            'য' if !out.is_empty() || began => continue,
            'b' | 'ب' | 'б' | 'ব' | 'ਬ' | 'ভ' | 'ਭ' => 'b',
            'p' | 'f' | 'پ' | 'ف' | 'п' | 'ф' | 'প' | 'ਪ' | 'ফ' | 'ਫ' => 'f',
            't' | 'd' | 'ت' | 'ط' | 'ٹ' | 'د' | 'ڈ' | 'ض' | 'т' | 'д' | 'ত' | 'ট' | 'দ' | 'ড' | 'থ' | 'ধ' | 'ঠ' | 'ঢ' | 'ৎ'
            | 'ਠ' | 'ਢ' | 'ਤ' | 'ਟ' | 'ਦ' | 'ਡ' | 'ਥ' | 'ਧ' => 't',
            // "Sh" is "s": ਸ਼ is folded to ਸ, শ is both. "Z" is "j": ਜ਼ is folded to ਜ, জ and য are both.
            's' | 'س' | 'ص' | 'ث' | 'с' | 'স' | 'ਸ' | 'ش' | 'ш' | 'щ' | 'শ' | 'ষ' | 'ছ' => 's',
            'چ' | 'ч' | 'চ' | 'ਚ' | 'ਛ' => 'x',
            'j' | 'z' | 'ج' | 'জ' | 'য' | 'ঝ' | 'ਜ' | 'ਝ' | 'ز' | 'ذ' | 'ظ' | 'з' | 'ж' => 'j',
            'k' | 'c' | 'q' | 'g' | 'ك' | 'ق' | 'خ' | 'غ' | 'گ' | 'к' | 'г' | 'х' | 'ক' | 'খ' | 'গ' | 'ঘ' | 'ਕ' | 'ਖ' | 'ਗ'
            | 'ਘ' => 'k',
            'l' | 'ل' | 'л' | 'ল' | 'ਲ' => 'l',
            'm' | 'م' | 'м' | 'ম' | 'ਮ' => 'm',
            'n' | 'ن' | 'н' | 'ন' | 'ণ' | 'ং' | 'ঙ' | 'ਨ' | 'ਣ' => 'n',
            'r' | 'ر' | 'ڑ' | 'р' | 'র' | 'ਰ' | 'ੜ' => 'r',
            'v' | 'w' | 'в' | 'ਵ' => 'v',
            _ => {
                before = None;
                continue;
            }
        };
        // Doubled is side by side: "Layla" has two.
        if before != Some(sound) {
            out.push(sound);
        }
        before = Some(sound);
    }
    out
}

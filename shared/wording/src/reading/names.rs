//! Whether a word is a child's first name, as families type it.

mod forms;
mod sounds;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use self::sounds::sounds_like;
use super::digits::{Token, tokens};
use super::lists::holds;
use forms::FORMS;

/// Names that are words too; they count as names where they are written or used as one.
const WORDS: &str = "\
will may grace mark summer faith hope joy rose dawn eve jack bill pat art bob rob drew rich frank chase hunter olive ivy poppy daisy iris ruby amber pearl jade river skye sky sunny star angel heather holly april june \
august rocky max dan ray lee guy don gene dean miles dale cliff grant ward wade reed robin jay sue gay basil sage eden ever story honor honour destiny precious blessing mercy patience prince king duke earl ben sam tom \
al ed em ted kit ant dom cam kat flo pip bash tash lex lou mo art ali la so ya ana ada isa nur";

/// Before a name that is a word too.
const LIKE_NAMES: &str = "will would walked ran rode came caught jumped waved set took bk is has was isnt hasnt wasnt s woke got feels keeps cant wont didnt doesnt left went and may might can should in on at off back still not ill sick poorly unwell vomiting";

/// Of these the words beside them leave less doubt: in English they are names or things.
const THINGS: &str = "\
kit sam tom ben dan max ted lee ray jack robin ruby ivy holly amber iris daisy poppy olive pearl ali mo flo pip lou lex tash cam kat dom jade jay \
rocky heather basil miles dale frank drew rob bob bill pat jack river skye angel nur isa";

/// A child's first name, ready to be looked for.
pub(super) struct Name {
    /// Its words, as they are compared.
    words: Vec<SmolStr>,
    /// What each may be shortened to.
    forms: Vec<&'static str>,
}

impl Name {
    pub(super) fn new(name: &str) -> Self {
        static BY_NAME: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
            let mut by_name: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
            for line in FORMS {
                let Some((full, short)) = line.split_once(' ') else { continue };
                // A full name's forms are its own; two names that share a short form are not each other's.
                by_name.entry(full).or_default().extend(short.split(' '));
                short.split(' ').for_each(|form| by_name.entry(form).or_default().push(full));
            }
            by_name
        });
        let words: Vec<SmolStr> =
            tokens(name).into_iter().map(|token| token.letters).filter(|word| word.chars().count() > 1).collect();
        let forms = words.iter().filter_map(|word| BY_NAME.get(word.as_str())).flatten().copied().collect();
        Self { words, forms }
    }

    /// Whether a word is one of the name's own, as it is or with another ending.
    pub(super) fn is_of(&self, word: &str) -> bool {
        self.words.iter().any(|own| own == word || own.chars().count() >= 4 && is_inflected(own, word) || sounds_like(own, word))
    }

    /// The name's own words.
    pub(super) fn words(&self) -> &[SmolStr] {
        &self.words
    }

    /// "PJ" for Phoebe-Jane.
    fn are_initials(&self, word: &str) -> bool {
        self.words.len() > 1
            && word.chars().count() == self.words.len()
            && self.words.iter().zip(word.chars()).all(|(own, letter)| own.starts_with(letter))
            && !super::english::is_known(word)
    }

    /// Whether a word names this child in a reply of another language than English: "Kubę", "Ewą", and "Ada" where English has the word.
    pub(super) fn is_named_abroad(&self, token: &Token) -> bool {
        let word = token.letters.as_str();
        let free = || !super::lexicon::is_word(word);
        self.words.iter().any(|own| own == word && token.capital || is_declined(own, word) && free())
    }

    /// Whether a word names this child.
    pub(super) fn is_named(&self, token: &Token, before: Option<&Token>, next: Option<&Token>) -> bool {
        let word = token.letters.as_str();
        let bare = word.strip_suffix('s').unwrap_or(word);
        let exact = self.words.iter().any(|own| own == word);
        let typed = || {
            let whole = self.forms.contains(&word) || self.forms.contains(&bare);
            whole
                || self.words.iter().any(|own| may_be_typed(own, word) || sounds_like(own, word) || is_initial(own, token, next))
                || self.are_initials(word)
        };
        (exact || typed()) && (!is_word(word) || is_used_as_name(token, before, next))
    }
}

/// A name that is a word too is one where it is written or used as one.
fn is_used_as_name(token: &Token, before: Option<&Token>, next: Option<&Token>) -> bool {
    let used = next.is_some_and(|next| holds(LIKE_NAMES, &next.letters));
    // "Evie 1 Max 3": an answer behind it.
    let answered = next.is_some_and(|next| next.answer().is_some());
    let of_things =
        || answered || holds(THINGS, &token.letters) && next.is_some_and(|next| super::english::is_known(&next.letters));
    used || token.capital && before.is_some() || is_listed(before, next) || of_things()
}

/// With another ending, cut short, or with a slip; never what is a word of its own.
fn may_be_typed(own: &str, word: &str) -> bool {
    let same_start = own.chars().next() == word.chars().next() || own.ends_with(word);
    let alike = || is_inflected(own, word) || is_slip(own, word) || is_cut(own, word);
    same_start && alike() && !super::english::is_known(word)
}

fn is_word(word: &str) -> bool {
    holds(WORDS, word)
}

fn is_listed(before: Option<&Token>, next: Option<&Token>) -> bool {
    let and = |token: Option<&Token>| {
        token.is_some_and(|token| {
            matches!(
                token.letters.as_str(),
                "and" | "n" | "for" | "si" | "e" | "i" | "oraz" | "iyo" | "ve" | "ac" | "a" | "aur" | "te" | "ar"
            )
        })
    };
    and(before) || and(next)
}

/// "Ava's", "Zosi", "Ayşe'nin", "Максима": the name with another ending.
fn is_inflected(own: &str, word: &str) -> bool {
    let same = own.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    let (of_own, of_word) = (own.chars().count(), word.chars().count());
    let whole = same == of_own && of_word <= of_own + 4 && (of_own >= 3 || word.strip_prefix(own) == Some("s"));
    let another_ending = of_own >= 4 && same + 2 >= of_own && same >= 3 && of_word <= same + 3 && of_word + 1 >= of_own;
    whole || another_ending && same + 1 >= of_own
}

/// "Kubę", "Ewą", "Poli": a name in -a with another vowel at its end, or two for one.
fn is_declined(own: &str, word: &str) -> bool {
    const ENDINGS: [&str; 8] = ["e", "y", "i", "o", "u", "ie", "ii", "ia"];
    let Some(stem) = own.strip_suffix('a').filter(|stem| stem.chars().count() >= 2) else { return false };
    word.strip_prefix(stem).is_some_and(|ending| ENDINGS.contains(&ending))
}

/// "Mar" for Marley, "Yaz" for Yasmina, "Mani" for Imani.
fn is_cut(own: &str, word: &str) -> bool {
    let like = |name: &str| name.replace('z', "s");
    let (own, word) = (like(own), like(word));
    let (long, short) = (own.chars().count(), word.chars().count());
    // "Tabs", "Harvs", "Josie": an ending of fondness on what is left.
    let fond = ["s", "y", "ie", "ey", "o"].iter().filter_map(|ending| word.strip_suffix(ending));
    if fond.map(|stem| (stem.chars().count(), stem)).any(|(left, stem)| left >= 3 && long > left && own.starts_with(stem)) {
        return true;
    }
    short >= 3 && long > short && own.starts_with(&word) || short >= 4 && own.ends_with(&word)
}

/// No initials: words of their own.
const SHORT: &str = "a i o u he we it me my us no so to do go if in is of on or up an as at be by hi ok da ye ur im id oh ah la";

/// "T has a cold", "Ty is ill": a capital that is no word, where a name would stand.
fn is_initial(own: &str, token: &Token, next: Option<&Token>) -> bool {
    let used = || {
        next.is_some_and(|next| {
            holds(LIKE_NAMES, &next.letters)
                || matches!(next.letters.as_str(), "have" | "are" | "both" | "thats" | "who" | "that")
                || super::english::is_day(&next.letters)
        })
    };
    // "J's got a cough."
    let bare = token.letters.strip_suffix('s').filter(|bare| !bare.is_empty()).unwrap_or(&token.letters);
    token.capital
        && token.letters.len() <= 2
        && used()
        && !holds(SHORT, &token.letters)
        && !holds(SHORT, bare)
        && (own.starts_with(token.letters.as_str()) || own.starts_with(bare))
}

/// One letter left out, added, changed or swapped with its neighbour, in a name that is long enough.
fn is_slip(own: &str, word: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (own.chars().collect(), word.chars().collect());
    a.len() >= 5 && b.len() >= 4 && a.first() == b.first() && super::english::within(&a, &b, 1)
}

/// Whether a word says that all the children are meant.
pub(super) fn all_words(token: &Token, before: Option<&Token>, next: Option<&Token>, count: usize) -> bool {
    let word = token.letters.as_str();
    let after = next.map_or("", |next| next.letters.as_str());
    let earlier = before.map_or("", |before| before.letters.as_str());
    match word {
        "both" => !matches!(
            after,
            "parents" | "ears" | "eyes" | "ends" | "sides" | "hands" | "legs" | "feet" | "knees" | "arms" | "ways"
        ),
        "kids" | "children" | "twins" | "boys" | "girls" | "everyone" | "everybody" | "lads" | "triplets" | "lasses"
        | "siblings" | "bairns" => !matches!(earlier, "other" | "some" | "these" | "those" | "your" | "many" | "few"),
        "neither" => !matches!(after, "am" | "do" | "did" | "have" | "i"),
        "theyre" | "theyve" | "theyll" => true,
        "they" => matches!(
            after,
            "are"
                | "have"
                | "will"
                | "were"
                | "both"
                | "all"
                | "wont"
                | "arent"
                | "got"
                | "left"
                | "went"
                | "should"
                | "had"
                | "cant"
                | "havent"
                | "woke"
                | "ve"
                | "re"
                | "gone"
                | "gonna"
                | "r"
                | "feel"
                | "need"
                | "back"
                | "ill"
                | "sick"
                | "come"
                | "caught"
                | "didnt"
                | "dont"
                | "shud"
        ),
        "them" | "em" => matches!(
            earlier,
            "dropped"
                | "drop"
                | "took"
                | "taking"
                | "keeping"
                | "of"
                | "put"
                | "sent"
                | "kept"
                | "left"
                | "walked"
                | "got"
                | "keep"
                | "drove"
                | "have"
                | "bring"
                | "bringing"
                | "send"
                | "expect"
                | "get"
                | "getting"
        ),
        "all" => {
            matches!(after, "back" | "down" | "of" | "three" | "3" | "are" | "have" | "ill" | "sick" | "poorly" | "got" | "home" | "off" | "away" | "the" if !matches!(after, "the") || matches!(earlier, "are" | ""))
        }
        "two" | "2" => {
            matches!(earlier, "the" | "my" | "our" | "these")
                && count == 2
                && !matches!(after, "days" | "day" | "weeks" | "hours" | "hour" | "week")
        }
        "three" | "3" => {
            matches!(earlier, "the" | "my" | "our") && count == 3 && !matches!(after, "days" | "day" | "weeks" | "hours")
        }
        // "The lot of them", "my lot".
        "lot" => matches!(earlier, "the" | "my") && !matches!(after, "of" | "better" | "worse" | "more") || earlier == "whole",
        _ => false,
    }
}

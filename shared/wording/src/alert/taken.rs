//! What a member of staff answers to an alert.
//!
//! A yes that was none would keep an alert from going up while nobody has it, so only plain words count: the first clause must say
//! nothing but "I have this", and nothing after it may take it back. A bare "ok" or "got it" says that somebody has read it, no more.

/// Said around an answer, and nothing by itself.
const POLITE: &str = "ok okay okey k kk hi hello thanks thx ta cheers right sure x xx now hiya morning sorry";

/// An answer by itself, with nothing but politeness around it: it is what the question offers, or the usual yes.
const YES: &str = "yes y yep yeah yup yea ye yess 1";

/// "I have this", as people write it; short forms have been taken apart by then.
const TAKES: &[&str] = &[
    "mine",
    "mines",
    "mien",
    "minee",
    "it is mine",
    "this is mine",
    "this one is mine",
    "that is mine",
    "i have this",
    "i have this one",
    "i have it",
    "i have got this",
    "i have got this one",
    "i have got it",
    "i have got them",
    "have this",
    "have got this",
    "on it",
    "i am on it",
    "i am on this",
    "i will take it",
    "i will take this",
    "i will take this one",
    "i will do it",
    "i will do this",
    "i will deal with it",
    "i will deal with this",
    "i will deal",
    "i will handle it",
    "i will handle this",
    "i will look into it",
    "i will sort it",
    "i will see to it",
    "i can take this",
    "i can take it",
    "i am taking this",
    "i am taking it",
    "taking it",
    "taking this",
    "i am dealing with it",
    "i am dealing with this",
    "i am dealing",
    "dealing",
    "dealing with it",
    "dealing with this",
    "leave it with me",
    "leave this with me",
    "leave with me",
];

/// What somebody who takes it says next without a mark between: "mine will ring mum". Anything else there may change what it says.
const GOES_ON: &str = "and i will am ringing calling looking going checking covered speaking";

/// After a yes: what somebody who takes it does.
const DOES: &str = "ringing calling looking checking dealing";

/// A clause that begins with one of these asks, with or without its mark.
const ASKS: &str = "can could would should shall is are do does did what where when which why how who whose";

/// Said by nobody who takes it.
const TAKES_BACK: &str = "\
no not nope nah never none nobody noone nothing cannot unable unless if else busy later tomorrow maybe perhaps might \
who wrong off stop someone somebody anyone anybody instead yours his hers unavailable wait actually joking without";

/// Forms that are two words.
const APART: &[(&str, &str)] = &[
    ("ive", "i have"),
    ("im", "i am"),
    ("its", "it is"),
    ("thats", "that is"),
    ("cant", "can not"),
    ("carnt", "can not"),
    ("wont", "will not"),
    ("dont", "do not"),
    ("didnt", "did not"),
    ("isnt", "is not"),
    ("aint", "is not"),
    ("havent", "have not"),
    ("couldnt", "could not"),
    ("wouldnt", "would not"),
    ("shouldnt", "should not"),
    ("doesnt", "does not"),
    ("hasnt", "has not"),
    ("arent", "are not"),
    ("wasnt", "was not"),
];

/// Whether a member of staff says that they have it. In doubt they do not, and the alert goes up.
///
/// ```
/// use wording::is_taken;
/// assert!(is_taken("Mine, thanks"));
/// assert!(!is_taken("not mine"));
/// assert!(!is_taken("mine?"));
/// ```
pub fn is_taken(reply: &str) -> bool {
    let small = reply.to_lowercase().replace(['’', '‘', '`', '´', '\''], "");
    let small = small.replace("no problem", "ok").replace("no worries", "ok").replace("thank you", "thanks");
    let clauses: Vec<Vec<&str>> = small.split(['.', ',', ';', '!', ':', '\n', '-', '–', '—', '(', ')']).map(words).collect();
    let asks = small.contains('?') || clauses.iter().any(|clause| clause.first().is_some_and(|word| is_one_of(word, ASKS)));
    if asks || clauses.iter().flatten().any(|word| is_one_of(word, TAKES_BACK)) {
        return false;
    }
    let mut said_yes = false;
    for clause in clauses {
        let around = clause.iter().take_while(|word| is_one_of(word, POLITE) || is_one_of(word, YES)).count();
        let (around, rest) = clause.split_at(around);
        said_yes |= around.iter().any(|word| is_one_of(word, YES));
        if let Some(first) = rest.first() {
            return takes(rest) || said_yes && is_one_of(first, DOES);
        }
    }
    said_yes
}

fn words(clause: &str) -> Vec<&str> {
    let parts = clause.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.flat_map(|word| APART.iter().find(|(short, _)| *short == word).map_or(word, |(_, apart)| *apart).split(' ')).collect()
}

/// Whether a clause says "I have this" and nothing that changes it.
fn takes(clause: &[&str]) -> bool {
    // "ill deal with it": nobody who is ill takes anything.
    let said: Vec<&str> = match clause.split_first() {
        Some((&"ill", after)) => ["i", "will"].into_iter().chain(after.iter().copied()).collect(),
        _ => clause.to_vec(),
    };
    TAKES.iter().any(|take| {
        let take: Vec<&str> = take.split(' ').collect();
        let after = said.strip_prefix(take.as_slice());
        after.is_some_and(|after| after.first().is_none_or(|next| is_one_of(next, POLITE) || is_one_of(next, GOES_ON)))
    })
}

/// Whether a list, its words parted by spaces, holds a word.
fn is_one_of(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

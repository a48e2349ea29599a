//! Which of two children is meant by words that name neither, after the other one was named: "his sister", "the other one".

use super::digits::Token;
use super::lists::holds;

/// Before them a sister does what the child who is asked about does.
const DOES: &str = "is isnt has hasnt should shouldnt will wont was wasnt left went set fine ok okay still also too walked";

/// After "is" or "has" a sister does something for the other child, or is none who was asked about.
const FOR_ANOTHER: &str =
    "taking bringing collecting getting dropping driving walking fetching having taken brought in picking looking";

/// Whoever else "he" or "she" may be.
const OTHERS: &str = "\
mum dad mam mom nan gran grandma grandad grandpa uncle auntie aunt doctor dr gp nurse teacher miss mr mrs ms sir brother sister cousin friend \
mate neighbour husband wife partner ex stepdad stepmum daddy mummy father mother consultant driver childminder social worker";

/// They set one child against the other.
const BUT: &str = "but while whilst whereas though";

/// Whether the word at a place means the other one of two, when this one was named up to `since`.
pub(super) fn is_the_other(tokens: &[Token], at: usize, since: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.letters.as_str());
    let before = |back: usize| at.checked_sub(back).map_or("", word);
    match word(at) {
        "other" => before(1) == "the" && matches!(word(at + 1), "one" | "1" | "ones" | "twin" | "lad" | "boy" | "girl"),
        "sister" | "brother" | "sisters" | "brothers" | "sis" | "bro" => {
            let whose = before(1) == "his"
                || before(1) == "her"
                || holds("his her", before(2)) && holds("little big twin baby", before(1));
            let owned = word(at).len() > 3 && word(at).ends_with('s');
            whose && (owned || holds(DOES, word(at + 1))) && !holds(FOR_ANOTHER, word(at + if owned { 1 } else { 2 }))
        }
        "he" | "hes" | "hell" => holds(BUT, before(1)) && was_said(tokens, at, since, "she shes her hers"),
        "she" | "shes" | "shell" => holds(BUT, before(1)) && was_said(tokens, at, since, "he hes his him"),
        _ => false,
    }
}

/// Whether one of these was said of the child who was named last, and nobody else was.
fn was_said(tokens: &[Token], at: usize, since: usize, pronouns: &'static str) -> bool {
    let between = || tokens.iter().take(at).skip_while(|token| token.at.start < since);
    between().any(|token| holds(pronouns, &token.letters)) && !between().any(|token| holds(OTHERS, &token.letters))
}

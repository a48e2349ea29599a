//! Which part a day plays in what is said of it. Must NOT know which day it is.
//!
//! Going back from a day, the first word of weight says what the day is of: "back", "in", "see you" make it the day of return; "until" does
//! too; "off", "not in" make it a day that is missed; "dentist", "since", "ring", "birthday" make it a day of something else. Words of hope
//! ("should be", "aiming for") say it more weakly: who hopes may still hope for the results. Where nothing before it has weight, the words
//! after it are asked.

mod words;

use words::{
    ANOTHERS, AWAY, BETWEEN, BRINGS, DENIES, EVENTS, HOPES, LINKS, MISSES, NOT_OF_AWAY, OVER, PAST, RETURNS, STAYS, TOO,
};

use super::day::{Named, is_weekday};
use super::token::{Clause, MANNERS, Token, is_one_of};
use crate::reading::Kind;

/// The part that a day plays, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// A day of something else: no return.
    Other,
    /// No word gives it a part.
    Unsaid,
    /// A day on which the child is still away.
    Missed,
    /// It is hoped, planned or guessed.
    Hoped,
    /// A count of days comes to it.
    Counted,
    /// The child is away until then.
    Until,
    /// The child is away until its end.
    Through,
    /// The child comes back then.
    Return,
    /// The day that a count of days comes to.
    Concluded,
}

/// What is known of a reply beside the clause.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) kind: Kind,
    pub(super) before: Option<&'a Clause>,
    /// The whole reply is days and small words.
    pub(super) all_alone: bool,
}

impl Around<'_> {
    fn has_reason(&self) -> bool {
        self.kind.is_reason()
    }
}

/// The part that the day plays which stands at a place.
pub(super) fn role(clause: &Clause, (at, end): (usize, usize), named: Named, around: Around<'_>) -> Role {
    if concludes(clause, at, end) {
        return Role::Concluded;
    }
    let until = clause.word_before(at) == "until" || clause.word_before(at) == "the" && at > 1 && clause.word(at - 2) == "until";
    match named {
        Named::IfUntil if !until => weekend(clause, (at, end), around),
        Named::DaysBefore | Named::IfAway if !until => counted(clause, (at, end), named, around),
        _ => {
            // "New flight Saturday so Monday she will be at school": what follows the day is said of it.
            let fresh = is_one_of(clause.word_before(at), "so then") && after(clause, end) == Role::Return;
            let role = if fresh { Role::Return } else { before(clause, at, around) };
            let role = if role == Role::Unsaid { after(clause, end) } else { role };
            // "Not eaten in 48 hours."
            let role = if role == Role::Unsaid && clause.word(at) == "in" && !around.all_alone { Role::Other } else { role };
            let ends = clause.has("inclusive including incl inc") || is_one_of(clause.word_before(at), "after including");
            match role {
                Role::Until if ends || is_one_of(clause.word(end), "night evening") => Role::Through,
                // "We return Wednesday evening, in school Thursday", "fly back Monday, in Tuesday".
                Role::Return if around.kind == Kind::Holiday && is_one_of(clause.word(end), "night evening") => Role::Through,
                Role::Return
                    if around.kind == Kind::Holiday && clause.has_before(at, "fly flying land landing flight flights") =>
                {
                    Role::Until
                }
                // "Out Monday inclusive" says nothing clear.
                Role::Return | Role::Hoped if ends && !clause.has_before(at, "until") => Role::Other,
                role => role,
            }
        }
    }
}

/// "Give her the weekend to recover" is back on Monday, "coughing all weekend" is over.
fn weekend(clause: &Clause, (at, end): (usize, usize), around: Around<'_>) -> Role {
    let rests = clause.has("give recover rest resting recuperate over");
    let over = (0..at).any(|at| is_one_of(clause.word(at), OVER) || is_one_of(clause.word(at), "all started came"));
    let home = around.kind == Kind::Holiday && clause.has_before(at, "home back return until by");
    if around.has_reason() && (rests || home) && !over && clause.word(end) != "ago" { Role::Hoped } else { Role::Other }
}

/// "Rest of the week", "3 days": missed, or over.
fn counted(clause: &Clause, (at, end): (usize, usize), named: Named, around: Around<'_>) -> Role {
    // "I'd guess he'll be off two weeks" is not over, and "been told to keep her off for 3 days" is not either.
    let told = (0..at).rev().find(|at| is_one_of(clause.word(*at), "told said says advised keep stay off rest have need needs"));
    // "Been sick twice, so 48 hours": what was said before the "so" is over, and not what follows.
    let so = (0..at).rev().find(|at| is_one_of(clause.word(*at), "so then")).unwrap_or(0);
    let rest = (at..end).any(|at| is_one_of(clause.word(at), "rest remainder"));
    let had = |back: usize| {
        back >= so
            && !rest
            && is_one_of(clause.word(back), OVER)
            && !(clause.word(back) == "had" && clause.word_before(back) == "i")
            && !(told.is_some_and(|told| told > back) && clause.has("told said advised signed to"))
    };
    let lasting = rest || clause.has("off away home not") && clause.word(end) == "now";
    let over = (0..at).any(had) || !lasting && is_one_of(clause.word(end), OVER) || clause.says(end, "so far");
    let of_else =
        (0..at).any(|at| is_one_of(clause.word(at), "antibiotics antibiotic tablets medicine penicillin course steroids"));
    // "Some point this week", "an operation this week".
    let of_else = of_else
        || is_one_of(clause.word_before(at), "point time sometime day")
        || (at.saturating_sub(3)..at)
            .any(|at| is_one_of(clause.word(at), "operation op appointment tests test results scan exam exams birthday"));
    // "Not eaten for three days" is how long it has been, "off for three days" how long it will be.
    let lasts = clause.word_before(at) == "for" && !rest && around.kind != Kind::Holiday && !clause.has_before(at, STAYS);
    // "48 hours of sickness", "a 24 hour bug".
    let of_illness = is_one_of(clause.word(end), "bug virus thing flu")
        || clause.word(end) == "of" && !is_one_of(clause.word(end + 1), "rest isolation quarantine bed");
    let of_else = of_else || of_illness;
    // "Speech therapy is in the morning this week" says nothing of being away.
    let reason = around.has_reason() && (around.kind != Kind::Appointment || rest);
    let missed = clause.has(AWAY) || reason || named == Named::DaysBefore && around.all_alone;
    // "Poorly, rest of the week".
    let by_itself = named == Named::DaysBefore && clause.tokens.len() <= end - at + 2;
    if (missed || by_itself) && !over && !of_else && !lasts { Role::Counted } else { Role::Other }
}

/// "Back after 48 hours, so Wednesday": the day that a count of days comes to.
fn concludes(clause: &Clause, at: usize, end: usize) -> bool {
    // "So that's Friday", "so that will be Friday".
    // "48 hours isn't up until tomorrow, so may as well be Monday."
    if is_one_of(clause.word_before(at), "be make it") && clause.says(at.saturating_sub(3), "as well") {
        return true;
    }
    let stated = is_one_of(clause.word_before(at), "is makes means")
        && at > 2
        && is_one_of(clause.word(at - 2), "that it")
        && clause.word(at - 3) == "so"
        && clause.has_before(at, "hour day clear");
    if stated {
        return true;
    }
    let so = clause.word_before(at) == "so";
    let last = (end..clause.tokens.len()).all(|at| {
        is_one_of(clause.word(at), MANNERS)
            || is_one_of(clause.word(at), LINKS)
            || is_one_of(clause.word(at), "it is then i had make think reckon")
    });
    let counted = is_one_of(clause.word_before(at), "means meaning makes") && clause.has_before(at, "hour hours h hrs day week");
    // "So I make that Friday."
    // "24 hours, Thursday then."
    let then = clause.word(end) == "then" && at == 0 && end + 1 == clause.tokens.len();
    let made =
        then || is_one_of(clause.word_before(at), "it that") && at > 1 && is_one_of(clause.word(at - 2), "make makes making");
    counted
        || made
        || so && last && (at == 1 || clause.has_before(at, "back return returns returning until hour day clear off not"))
}

/// What the words before a day say of it.
fn before(clause: &Clause, at: usize, around: Around<'_>) -> Role {
    let mut hoped = false;
    // Whether only small words stand between.
    let mut near = true;
    for back in (0..at).rev() {
        let (word, previous) = (clause.word(back), clause.word_before(back));
        let lasts = word == "through" && near && clause.has_before(back, "off home away out absent stay stays keep keeping");
        if lasts || word == "to" && from_now(clause, back, at) {
            return Role::Through;
        }
        if word == "until" || word == "to" && up_to(clause, back, at) {
            return until(clause, back, around);
        }
        if word == "from" && near {
            if clause.has_before(back, "back in returning return returns expect again attend attending attends come comes coming resume join rejoin start") {
                continue;
            }
            return if clause.has_before(back, "fine ok allowed") { Role::Hoped } else { Role::Other };
        }
        if word == "after" && near {
            return if clause.has_before(back, "until") { Role::Through } else { Role::Other };
        }
        if word == "today"
            && is_one_of(clause.word(back + 1), "and or nor n")
            && clause.word(back + 2) != "hopefully"
            && (around.has_reason() || clause.has(AWAY))
        {
            return Role::Missed;
        }
        if word == "home" {
            if is_one_of(previous, "at stay staying keep keeping kept him her them be school from is") {
                return missed(clause, back, around);
            }
            let gets = is_one_of(previous, "get getting fly flying");
            let comes = back == 0
                || around.kind == Kind::Holiday && is_one_of(clause.word(back + 1), "on by")
                || is_one_of(
                    previous,
                    "plane ferry train by on and get getting gets got fly flying flight we are is come coming back travel travelling drive driving",
                );
            if comes && (around.has_reason() || gets && clause.has("we")) {
                return if is_one_of(clause.word(at + 1), "night evening") { Role::Through } else { Role::Until };
            }
        }
        if near && is_one_of(word, "fly flying land landing lands landed") && around.kind == Kind::Holiday && previous != "not" {
            // "We fly Thursday" is a way out, "we land Sunday" the way home.
            let home = word.starts_with("land") || clause.has("back home return") || clause.has_before(back, "and until");
            return if home { Role::Until } else { Role::Other };
        }
        let goes =
            near && is_one_of(word, "go goes going") && (back + 1..back + 4).any(|at| is_one_of(clause.word(at), "school in"));
        let starts = near && is_one_of(word, "start starts starting") && clause.has("again back");
        let returns =
            goes || starts || is_one_of(word, RETURNS) && (near || !is_one_of(word, "in there ready come comes coming"));
        if returns && !(word == "coming" && near && is_weekday(clause.word(back + 1))) {
            return match returned(clause, back) {
                Returned::Returns => {
                    let flies = clause.has("fly flying flight") && is_one_of(clause.word(at + 1), "night evening");
                    if flies { Role::Through } else { Role::Return }
                }
                Returned::Denied => missed(clause, back, around),
                Returned::Another => Role::Other,
            };
        }
        if word == "you" && is_one_of(previous, "see with") {
            // "No weight on it for 48 hours so see you Friday" denies something else.
            let denied = (back.saturating_sub(5)..back).any(|at| is_one_of(clause.word(at), DENIES));
            return if denied { missed(clause, back, around) } else { Role::Return };
        }
        // "Expect her Friday", "you'll see him Thursday", "I bring them Friday".
        if near && is_one_of(word, "him her them") && is_one_of(previous, BRINGS) {
            if hoped && is_one_of(previous, "see seeing") {
                return Role::Hoped;
            }
            if is_one_of(previous, "see seeing have") && !clause.has_before(back, "you expect") && back > 1 {
                return Role::Other;
            }
            return if clause.has_before(back, DENIES) { missed(clause, back, around) } else { Role::Return };
        }
        // "Neither of them before Friday".
        if word == "before" {
            return if clause.has_before(back, DENIES) || clause.has_before(back, "doubt doubtful unlikely") {
                Role::Until
            } else {
                Role::Other
            };
        }
        if is_one_of(word, MISSES) && !(is_one_of(word, "out away") && is_one_of(clause.word(back + 1), "of with")) {
            return missed(clause, back, around);
        }
        if is_one_of(word, "so then") && (hoped || back + 1 < at) {
            break;
        }
        // "Came out with a fever so Monday earliest."
        if word == "so" && around.has_reason() {
            let last =
                (at + 1..clause.tokens.len()).all(|at| is_one_of(clause.word(at), MANNERS) || is_one_of(clause.word(at), LINKS));
            return if last && back + 1 == at { Role::Return } else { Role::Hoped };
        }
        // "He is sick she'll be ok Friday": what was said before whoever hopes is of no weight.
        if hoped && is_one_of(word, "he she they we i") && !is_one_of(previous, "and so then as") {
            break;
        }
        if near && back + 1 == at && is_one_of(word, DENIES) {
            return missed(clause, back, around);
        }
        if near && word == "it" && previous == "call" {
            return Role::Hoped;
        }
        if hoped && word == "and" {
            if previous == "today"
                && is_one_of(clause.word(back + 1), "prob probs probably likely most")
                && (around.has_reason() || clause.has(AWAY))
            {
                return Role::Missed;
            }
            break;
        }
        if is_one_of(word, HOPES) {
            // "Still not right, will try again tomorrow": the hope is what follows the denial.
            let hope_before = std::mem::replace(&mut hoped, true);
            if !hope_before && is_one_of(previous, DENIES) && is_one_of(word, "be well better fine ok right") {
                return missed(clause, back, around);
            }
            continue;
        }
        // "The doctor says Thursday."
        let advises = is_one_of(
            clause.word(back + 1),
            "says say said reckons reckon thinks think thought advised advises wants want told recommends recommended suggested",
        );
        if advises && is_event(word) {
            hoped = true;
            continue;
        }
        // "I'd say Friday."
        let would =
            word == "had" && previous == "i" && is_one_of(clause.word(back + 1), "about guess think expect hope imagine reckon");
        if would {
            hoped = true;
            continue;
        }
        // "Back for the trip on Friday."
        let whose = back.saturating_sub(usize::from(is_one_of(previous, "the his her their")));
        if is_event(word) && clause.word_before(whose) == "for" {
            let return_word = (0..whose).rev().find(|at| {
                is_one_of(clause.word(*at), "back in")
                    && (clause.word(*at) == "back" || is_one_of(clause.word(at + 1), "for again school"))
            });
            if return_word.is_some_and(|at| matches!(returned(clause, at), Returned::Returns)) {
                return Role::Return;
            }
        }
        if word == "service" && is_one_of(previous, "normal usual") {
            return Role::Return;
        }
        let over = is_weekday(clause.word(at)) && (near && ends_in_ed(word) || is_one_of(word, PAST));
        if is_event(word) || over {
            return Role::Other;
        }
        let of_hour = clause.number(back).is_some() || matches!(clause.tokens.get(back), Some(Token::Point | Token::Ordinal(_)));
        let small = of_hour || is_one_of(word, LINKS) || is_weekday(word) || is_one_of(word, "and or tomorrow today week");
        near &= small;
    }
    // "Expect Ava and Leo on Friday".
    let first = clause.words().find(|word| !is_one_of(word, MANNERS));
    if is_one_of(first.unwrap_or_default(), "expect expecting") {
        return Role::Return;
    }
    if around.has_reason() && at > 0 && clause.word(0) == "school" {
        return Role::Return;
    }
    if hoped { Role::Hoped } else { Role::Unsaid }
}

/// "Away from tomorrow to the 22nd": its end is the last day of being away.
fn from_now(clause: &Clause, to: usize, at: usize) -> bool {
    let next_to = to + 1 == at || clause.word(to + 1) == "the" && to + 2 == at;
    let now = is_one_of(clause.word_before(to), "today tomorrow now");
    next_to && now && clause.has_before(to, "from")
}

/// "Stay home to Monday", and no range: "from Monday to Friday".
fn up_to(clause: &Clause, to: usize, at: usize) -> bool {
    let previous = clause.word_before(to);
    let next_to = to + 1 == at || clause.says(to + 1, "and including");
    let range =
        previous.is_empty() || is_weekday(previous) || is_one_of(previous, "back return returns returning go going come coming");
    next_to && !range && clause.has_before(to, "off away home absent stay up spain rest")
}

/// A child who is away until then, and not somebody else or some other thing.
fn until(clause: &Clause, at: usize, around: Around<'_>) -> Role {
    // "Was off until Monday" is over, and "I'm away until Monday" is of the writer.
    let last = (0..at).rev().find(|at| is_one_of(clause.word(*at), AWAY));
    let over = last.is_some_and(|away| {
        // "Were away till Friday" lacks a mark: we are.
        let we_are = away == 1 && clause.word(0) == "were";
        !we_are
            && is_one_of(clause.word_before(away), "was were been had am")
            && !(away..at).any(|at| is_one_of(clause.word(at), "so will no and"))
    });
    let told = clause.has_before(at, "told advised signed suspended excluded");
    let away = (last.is_some()
        || (0..at).all(|at| is_one_of(clause.word(at), MANNERS))
        || around.has_reason()
        || clause.has_before(at, "think reckon probably"))
        && (!over || told);
    // "Seeing the doctor, so not in until Monday": what was said before the child's being away is of no weight.
    // "The dentist can't see her until tomorrow" is of the dentist.
    let event = |at: usize| (at.saturating_sub(4)..at).any(|at| is_event(clause.word(at)));
    let sees = |at: usize| clause.word(at) == "see" && is_one_of(clause.word(at + 1), "you him her them us") && !event(at);
    let of_else = (last.unwrap_or(0)..at).any(|at| is_one_of(clause.word(at), NOT_OF_AWAY) && !sees(at));
    if away && !of_else && !of_another(clause, at) { Role::Until } else { Role::Other }
}

/// "Dad away till Thursday", "my phone is off until tomorrow": said of somebody or something else than the child.
fn of_another(clause: &Clause, at: usize) -> bool {
    const OTHERS: &str =
        "dad daddy phone mobile boiler plumber engineer club mum husband hubby partner wife boss surgery library car";
    let first = clause.words().find(|word| !is_one_of(word, MANNERS) && !is_one_of(word, "my his our the youth and"));
    first.is_some_and(|first| is_one_of(first, OTHERS)) && !clause.has_before(at, "he she they him her them says said")
}

/// A day of being away: one that goes on from today, or no day of which anything follows.
fn missed(clause: &Clause, at: usize, around: Around<'_>) -> Role {
    if clause.has_before(at, "was were been had") || is_one_of(clause.word_before(at), "i am") {
        return Role::Other;
    }
    let today = around.before.is_some_and(|before| before.has("today") && !before.has("back"));
    let listed = clause.words().filter(|word| is_weekday(word) || *word == "tomorrow").count() > 1;
    let well = clause.words().zip(clause.words().skip(1)).any(|two| two == ("as", "well"));
    let goes_on = clause.has(TOO) || well || today && around.has_reason() || listed && around.has_reason();
    if goes_on { Role::Missed } else { Role::Other }
}

/// "Neurologist", "paediatrician": there are many, and they end alike.
pub(super) fn is_event(word: &str) -> bool {
    EVENTS.contains(word)
        || word.len() > 6
            && (word.ends_with("ologist") || word.ends_with("ician") || word.ends_with("rapist") || word.ends_with("ology"))
}

/// Ends as what is over does: "vomited Monday". What lasts does too: "suspended".
fn ends_in_ed(word: &str) -> bool {
    word.len() > 4
        && word.ends_with("ed")
        && !is_one_of(word, "fingers crossed expected allowed need speed signed planned supposed tired advised suspended hundred")
}

/// "Tomorrow she'll be back", "Monday will be in", "tomorrow is come", "Friday he has the dentist".
fn after(clause: &Clause, end: usize) -> Role {
    let mut hoped = false;
    let mut denied = false;
    for at in end..clause.tokens.len() {
        let word = clause.word(at);
        // "Next week innit" asks for a nod.
        let tag = clause.word_before(at) == "it" && at > 1 && clause.word(at - 2) == "is";
        denied |= is_one_of(word, DENIES) && !tag;
        if is_one_of(word, "in there") {
            // "Monday in hospital" names another place.
            let elsewhere = at + 1 < clause.tokens.len()
                && !is_one_of(clause.word(at + 1), LINKS)
                && !is_one_of(clause.word(at + 1), MANNERS)
                && !is_one_of(clause.word(at + 1), "inshallah and all tho though if");
            return if elsewhere || denied { Role::Other } else { Role::Return };
        }
        let brings = is_one_of(word, "bring bringing send sending") && is_one_of(clause.word(at + 1), "him her them");
        let at_school = brings || word == "school" && is_one_of(clause.word_before(at), "at to in");
        if at_school || is_one_of(word, RETURNS) || word == "you" && is_one_of(clause.word_before(at), "see with") {
            let hurt = word == "back" && is_one_of(clause.word_before(at), "his her my");
            return if denied || hurt { Role::Other } else { Role::Return };
        }
        if is_event(word) {
            return Role::Other;
        }
        if is_one_of(word, "then so and") {
            break;
        }
        hoped |= is_one_of(word, HOPES);
    }
    match (denied, hoped) {
        (true, _) => Role::Other,
        (false, true) => Role::Hoped,
        (false, false) => Role::Unsaid,
    }
}

/// What a word of return says where it stands.
enum Returned {
    Returns,
    Denied,
    /// Over, another's, or what hurts.
    Another,
}

fn returned(clause: &Clause, at: usize) -> Returned {
    let previous = clause.word_before(at);
    let brought = at > 1 && is_one_of(clause.word(at - 2), "bring bringing send sending have get getting");
    if clause.word(at) == "back" && (is_one_of(previous, "his my bad sore lower a hurt") || previous == "her" && !brought) {
        return Returned::Another;
    }
    // "You said he was well enough to come back Monday."
    let was = (0..at).rev().take(7).find(|at| is_one_of(clause.word(*at), "was were supposed meant hoped"));
    if was.is_some_and(|was| !(was..at).any(|at| is_one_of(clause.word(at), "will should so hopefully now and but off out"))) {
        return Returned::Another;
    }
    let comes = is_one_of(clause.word(at), "come comes coming");
    // "My other son is back", "I'll pop in".
    if clause.has_before(at, "other") || clause.word(at) == "in" && is_one_of(previous, "pop popping nip call calling phone drop")
    {
        return Returned::Another;
    }
    let weighty = (0..at).rev().find(|at| !is_one_of(clause.word(*at), BETWEEN));
    // "At his nan's, we get back Sunday", "with their dad back on 21 June": said of the child, whoever else is named before.
    let own = weighty.is_some_and(|other| {
        (other..at).any(|at| is_one_of(clause.word(at), "he she they we"))
            || (other.saturating_sub(2)..other).any(|at| is_one_of(clause.word(at), "with at"))
    });
    match weighty.map(|at| clause.word(at)) {
        Some(word) if is_one_of(word, ANOTHERS) && own && !is_one_of(word, "was were been had got came went since") => {
            Returned::Returns
        }
        Some(word) if comes && (is_event(word) || is_one_of(word, "grandma gran nana nanny grandad aunt uncle")) => {
            Returned::Another
        }
        Some(word) if is_one_of(word, DENIES) => Returned::Denied,
        Some(word) if is_one_of(word, ANOTHERS) => Returned::Another,
        _ => Returned::Returns,
    }
}

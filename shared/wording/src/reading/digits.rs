//! Numbered answers: 1 ill, 2 appointment, 3 running late, 4 other, 9 should be in school; the same digits as on the telephone.
//!
//! A digit counts where a reply, or what it says of a child, begins with it and it stands alone: "1", "9!!", "2 back thurs". What follows a
//! digit shows when it is none of ours: "9.15", "9am", "2 days", "1 of them", "9 dentist".

use std::ops::Range;

use smol_str::SmolStr;

use super::Kind;
use super::lists::holds;
use super::names::Name;
use super::script::{folded, is_apostrophe, is_letter, is_numeric};
use crate::numbered::NumberedAnswer;

/// What a numbered answer says.
pub(super) const fn kind(answer: NumberedAnswer) -> Kind {
    match answer {
        NumberedAnswer::Ill => Kind::Illness,
        NumberedAnswer::Appointment => Kind::Appointment,
        NumberedAnswer::RunningLate => Kind::Late,
        NumberedAnswer::Other => Kind::Other,
        NumberedAnswer::ShouldBeInSchool => Kind::Alarm,
    }
}

/// Before a digit they say nothing.
const BEFORE: &str = "\
hi hello hiya hey sorry morning good reply answer option number press pressed my our for please pls ok yes is its it's that thats a no num from answering replying marhaba mar7aba slm ji dzien dobry \
bore da buna ziua bom dia merhaba selam assalam alaikum salaam aoa salam sat sri akal";

/// After a digit they make it a number of something, or an hour.
const AFTER: &str = "\
am pm a p oclock o clock day days hour hours hr hrs h min mins minute minutes week weeks wk wks month months year years yr yrs st nd rd th of kids kid \
children child boys girls boy girl times time degrees deg more or and half quarter past to till til until percent lessons lesson people ppl sec secs ish dzien \
dni godz godzin minut dia dias horas semana semanas gun gunu saat hafta dakika zi zile ore ora maalmood saac saacadood days2 dydd diwrnod awr oriau munud gradd wythnos wsos godzina godziny lekcje tygodnie tygodni stopni minuty bache \
bachay bache yom ayyam baje bajay hafte ايام يوم ساعات ساعه دقايق دقائق دن din ghante ghanta dentist dentists doctor doctors drs gp appt appointment hospital orthodontist opticians optician assembly flight bus train";

/// Behind a digit they part it from what follows.
const MARKS: [char; 10] = ['.', ',', '!', ';', ':', ')', '-', '–', '\n', '?'];

/// The answer that a text begins with, and where it stands.
pub(super) fn first(text: &str, names: &[Name]) -> Option<(NumberedAnswer, Range<usize>)> {
    let tokens = tokens(text);
    if let Some(lettered) = lettered(text, &tokens) {
        return Some(lettered);
    }
    for (place, token) in tokens.iter().enumerate() {
        if let Some(answer) = token.answer() {
            let next = tokens.get(place + 1);
            // "2 grumpy kids": of things, with a word between.
            let of_things = tokens
                .get(place + 2)
                .is_some_and(|things| matches!(things.letters.as_str(), "kids" | "children" | "boys" | "girls" | "days"));
            let marked = text.get(token.at.end..).is_some_and(|after| after.starts_with(MARKS));
            // "1 till Friday": how long, and no span of hours.
            let until = next.is_some_and(|next| matches!(next.letters.as_str(), "till" | "til" | "until"))
                && tokens
                    .get(place + 2)
                    .is_some_and(|end| end.letters.chars().all(char::is_alphabetic) && super::english::is_day(&end.letters));
            let alone = until || stands_alone(text, token, next);
            return (alone && (marked || !of_things))
                .then(|| corrected(text, &tokens, place).unwrap_or((answer, token.at.clone())));
        }
        if let Some(answer) = spelled_out(&tokens, place) {
            return Some((answer, token.at.clone()));
        }
        let possessive = token.letters.strip_suffix('s').unwrap_or(&token.letters);
        let named = names.iter().flat_map(Name::words).any(|name| *name == token.letters || name == possessive);
        if !named && !holds(BEFORE, &token.letters) {
            return None;
        }
    }
    None
}

/// "Number nine!!! NINE": an answer as a word, with nothing behind it but itself and thanks.
fn spelled_out(tokens: &[Token], place: usize) -> Option<NumberedAnswer> {
    const CLOSE: &str = "x xx xxx please pls thanks ta thank you sorry hun love mate definitely";
    let word = tokens.get(place)?.letters.as_str();
    let digit = match word {
        "one" => '1',
        "two" => '2',
        "three" => '3',
        "four" => '4',
        "nine" => '9',
        _ => return None,
    };
    let alone = tokens.get(place + 1..)?.iter().all(|token| token.letters == word || holds(CLOSE, &token.letters));
    NumberedAnswer::from_digit(digit).filter(|_| alone)
}

/// "A1 B9" where nobody knows how many children there are: the loudest of the answers.
fn lettered(text: &str, tokens: &[Token]) -> Option<(NumberedAnswer, Range<usize>)> {
    let answers = tokens.windows(2).enumerate().filter_map(|(place, pair)| match pair {
        [letter, digit] if matches!(letter.letters.as_str(), "a" | "b" | "c" | "d") && digit.at.start <= letter.at.end + 1 => {
            let answer = digit.answer().filter(|_| stands_alone(text, digit, tokens.get(place + 2)))?;
            Some((place, answer, digit.at.clone()))
        }
        _ => None,
    });
    let answers: Vec<(usize, NumberedAnswer, Range<usize>)> = answers.collect();
    let begins = answers.first().is_some_and(|(place, ..)| *place == 0);
    let loudest = answers.into_iter().min_by_key(|(_, answer, _)| kind(*answer));
    loudest.filter(|_| begins).map(|(_, answer, at)| (answer, at))
}

/// "1 sorry no I mean 9": whoever puts a 9 behind another answer means the 9.
fn corrected(text: &str, tokens: &[Token], first: usize) -> Option<(NumberedAnswer, Range<usize>)> {
    let later =
        tokens.iter().enumerate().skip(first + 1).find(|(_, token)| token.answer() == Some(NumberedAnswer::ShouldBeInSchool));
    let (place, nine) = later.filter(|(place, nine)| stands_alone(text, nine, tokens.get(place + 1)))?;
    let meant = tokens
        .get(first + 1..place)?
        .iter()
        .any(|token| matches!(token.letters.as_str(), "no" | "mean" | "meant" | "sorry" | "not" | "or" | "wait"));
    (meant || place == first + 1).then(|| (NumberedAnswer::ShouldBeInSchool, nine.at.clone()))
}

/// Whether a digit is an answer where it stands.
pub(super) fn stands_alone(text: &str, token: &Token, next: Option<&Token>) -> bool {
    let mut after = text.get(token.at.end..).unwrap_or_default().chars();
    let (one, two) = (after.next(), after.next());
    // "9.15", "25/11", "1-2", "9:30"; but "1." and "1/".
    let joined = matches!(one, Some('.' | ':' | '/' | '-' | ',' | '–' | '%' | '°')) && two.is_some_and(char::is_numeric)
        || matches!(one, Some('%' | '°' | '½'));
    let before = text.get(..token.at.start).unwrap_or_default().chars().next_back();
    let joined_before = matches!(before, Some('.' | ':' | '/' | '-' | '£' | '+' | '#' | '@'))
        && text.get(..token.at.start).unwrap_or_default().chars().rev().nth(1).is_some_and(char::is_numeric);
    // A mark between parts them: "1. A day in bed", "2, of course".
    let marked = one.is_some_and(|one| MARKS.contains(&one));
    let of_other = |word: &str| !super::english::is_known(word) && super::lexicon::counts(word);
    let counts = next.is_some_and(|next| holds(AFTER, &next.letters) || of_other(&next.letters));
    let number_next = next.is_some_and(|next| {
        !next.letters.is_empty() && next.letters.bytes().all(|b| b.is_ascii_digit()) && next.letters.len() > 1
    });
    let spells = super::lexicon::spells(text, token.at.start);
    !joined && !joined_before && !spells && (marked || !counts && !number_next)
}

/// A word or number of a text.
pub(super) struct Token {
    /// Small, without accents, digits of any script as 0 to 9.
    pub(super) letters: SmolStr,
    pub(super) at: Range<usize>,
    /// As it was written, it began with a capital.
    pub(super) capital: bool,
}

impl Token {
    /// The answer that it is, where it is one digit that we offer.
    pub(super) fn answer(&self) -> Option<NumberedAnswer> {
        let mut letters = self.letters.chars();
        let only = letters.next().filter(|_| letters.next().is_none())?;
        NumberedAnswer::from_digit(only)
    }
}

/// The words and numbers of a text. A number ends where letters begin.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut letters = String::new();
    // Where the word that is being read stands, and whether it began with a capital.
    let mut open: Option<(Range<usize>, bool)> = None;
    for (at, c) in text.char_indices().filter(|(_, c)| !is_apostrophe(*c)) {
        let is_letter = is_letter(c);
        let after_digit = letters.as_bytes().last().is_some_and(u8::is_ascii_digit);
        if !is_letter || after_digit != is_numeric(c) && c.is_alphanumeric() {
            close(&mut open, &mut letters, &mut all);
        }
        if is_letter {
            if let Some(c) = folded(c) {
                letters.push(c);
            }
            open.get_or_insert((at..at, c.is_uppercase())).0.end = at + c.len_utf8();
        }
    }
    close(&mut open, &mut letters, &mut all);
    all
}

/// Ends the word that was being read; one of mere marks is none.
fn close(open: &mut Option<(Range<usize>, bool)>, letters: &mut String, all: &mut Vec<Token>) {
    if let Some((at, capital)) = open.take().filter(|_| !letters.is_empty()) {
        all.push(Token { letters: SmolStr::new(&letters), at, capital });
        letters.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str) -> Option<char> {
        first(text, &[Name::new("Ava")]).map(|(answer, _)| answer.digit())
    }

    #[test]
    fn a_digit_that_stands_alone_is_an_answer() {
        for (text, digit) in [
            ("1", '1'),
            (" 9!!", '9'),
            ("2 back thurs", '2'),
            ("1. a day in bed", '1'),
            ("Hi 3", '3'),
            ("Ava 1", '1'),
            ("1️⃣", '1'),
            ("٩", '9'),
            ("۱", '1'),
            ("4 will write later", '4'),
            ("A1 B9", '9'),
            ("a2", '2'),
            ("1)", '1'),
            ("1 - tummy bug", '1'),
        ] {
            assert_eq!(answer(text), Some(digit), "{text}");
        }
    }

    #[test]
    fn a_date_a_time_and_a_number_of_things_are_no_answers() {
        for text in [
            "9.15",
            "9:30 dentist",
            "9am",
            "9 am",
            "1st of may",
            "2 days off",
            "3 weeks",
            "1/12",
            "1-2 days",
            "9 o'clock",
            "2 of them are ill",
            "39",
            "39.5",
            "5",
            "12",
            "ava is ill 1",
            "9 dentist",
            "2nd time",
            "1 hour late",
            "3pm",
            "4 kids",
            "2%",
        ] {
            assert_eq!(answer(text), None, "{text}");
        }
    }
}

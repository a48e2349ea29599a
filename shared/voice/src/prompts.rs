//! What is said with each question, and at the end.

use domain::Personal;
use wording::{BackSaid, Language, Noted, Spoken};

use crate::answer::Line;
use crate::call::{Back, Call, OfCall, Question, Way};
use crate::speaks::heard_in;

/// The keys of languages, in the order of [`offered`].
const LANGUAGE_KEYS: [char; 9] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/// A sentence in the call's language, or in English where the provider cannot speak that.
pub(crate) fn line(spoken: Spoken<'_>, call: &Call, of: &OfCall<'_>) -> Line {
    line_in(spoken, heard_in(call.language), of)
}

fn line_in(spoken: Spoken<'_>, language: Language, of: &OfCall<'_>) -> Line {
    Line { language, words: Personal::new(spoken.said(&of.school, language)) }
}

/// The other languages that can be heard, each with its key.
pub(crate) fn offered(call: &Call, of: &OfCall<'_>) -> Vec<(char, Language)> {
    let now = heard_in(call.language);
    let heard = |language: &Language| *language != now && heard_in(*language) == *language;
    let others = Language::ALL.into_iter().filter(|language| of.languages.contains(language)).filter(heard);
    LANGUAGE_KEYS.into_iter().zip(others).collect()
}

/// The children that a question is about.
pub(crate) fn children<'a>(which: Option<usize>, of: &OfCall<'a>) -> &'a [Personal] {
    match which {
        None => of.children,
        Some(place) => of.children.get(place).map(std::slice::from_ref).unwrap_or_default(),
    }
}

/// The words of a question.
pub(crate) fn question(question: Question, call: &Call, of: &OfCall<'_>) -> Vec<Line> {
    let nameless = Personal::default();
    let mut spoken = match question {
        Question::Greeting if call.way == Way::RungBack => vec![Spoken::GreetingBack],
        Question::Greeting => vec![Spoken::Greeting],
        Question::Reason(None) => vec![
            Spoken::Marked { children: of.children, when: of.when },
            Spoken::DidNotKnow,
            Spoken::ForAll,
            Spoken::Reasons,
            Spoken::OneByOne,
        ],
        Question::Reason(Some(_)) if call.said.len() == 1 => {
            vec![Spoken::Marked { children: of.children, when: of.when }, Spoken::DidNotKnow, Spoken::Reasons]
        }
        Question::Reason(Some(place)) => {
            vec![Spoken::About(of.children.get(place).unwrap_or(&nameless)), Spoken::DidNotKnow, Spoken::Reasons]
        }
        Question::Back(which) => vec![Spoken::Back(children(which, of))],
    };
    let offered = offered(call, of);
    if !offered.is_empty() {
        spoken.push(Spoken::OtherLanguage);
    }
    spoken.push(Spoken::Again);
    let mut lines: Vec<Line> = spoken.into_iter().map(|spoken| line(spoken, call, of)).collect();
    // Whoever lifted may not be the parent whose language it is.
    let english = offered.iter().any(|(_, language)| *language == Language::English);
    if question == Question::Greeting && english {
        lines.push(line_in(Spoken::OtherLanguage, Language::English, of));
    }
    lines
}

/// The words of the choice of a language: each says itself.
pub(crate) fn languages(call: &Call, of: &OfCall<'_>) -> Vec<Line> {
    let own = offered(call, of).into_iter().map(|(digit, language)| line_in(Spoken::ThisLanguage(digit), language, of));
    own.chain([line(Spoken::Again, call, of)]).collect()
}

/// The last words of a call that asked: what was understood, and where to ring.
pub(crate) fn closing(call: &Call, of: &OfCall<'_>) -> Vec<Line> {
    let noted = noted(call, of);
    let mut lines = Vec::new();
    if !noted.is_empty() {
        lines.push(line(Spoken::Noted(&noted), call, of));
        lines.push(line(Spoken::NotRight, call, of));
    }
    lines.push(line(Spoken::PleaseRing, call, of));
    lines.push(line(Spoken::ThankYou, call, of));
    lines
}

/// What was understood. Where the same goes for all, nobody is named.
fn noted<'a>(call: &Call, of: &OfCall<'a>) -> Vec<Noted<'a>> {
    let of_child = |(place, said): (usize, &Option<crate::call::Said>)| {
        let said = (*said)?;
        let back = match said.back {
            Some(Back::LaterToday) => Some(BackSaid::LaterToday),
            Some(Back::NextSchoolDay(_)) => Some(BackSaid::NextSchoolDay),
            Some(Back::NotKnown) | None => None,
        };
        Some(Noted { child: of.children.get(place), answer: said.answer, back })
    };
    let noted: Vec<Noted<'a>> = call.said.iter().enumerate().filter_map(of_child).collect();
    match noted.split_first() {
        Some((first, rest))
            if noted.len() == call.said.len() && rest.iter().all(|one| (one.answer, one.back) == (first.answer, first.back)) =>
        {
            vec![Noted { child: None, ..*first }]
        }
        _ => noted,
    }
}

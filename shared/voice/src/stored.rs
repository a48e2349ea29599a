//! A call as one line of text, for whoever stores it. It holds what was pressed about children: it is sealed like a reply.

use jiff::civil::Date;
use wording::{Language, NumberedAnswer};

use crate::answer::How;
use crate::call::{At, Back, Call, Question, Said, Way};

/// The form; another one begins otherwise.
const FORM: &str = "v1";

impl Call {
    /// The call as text.
    pub fn stored(&self) -> String {
        let said: Vec<String> = self.said.iter().map(|said| written_said(*said)).collect();
        let Self { missed, prompts, step, .. } = self;
        let (way, at, tag, said) = (written_way(self.way), written_at(self.at), self.language.tag(), said.join(","));
        format!("{FORM} {way} {at} {tag} {said} {missed} {prompts} {step}")
    }

    /// The call of a text that [`stored`](Self::stored) wrote.
    pub fn from_stored(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(' ').collect();
        let [form, way, at, tag, said, missed, prompts, step] = parts.as_slice() else { return None };
        if *form != FORM {
            return None;
        }
        let call = Self {
            at: read_at(at)?,
            way: read_way(way)?,
            language: Language::from_tag(tag)?,
            said: said.split(',').map(read_said).collect::<Option<_>>()?,
            missed: missed.parse().ok()?,
            prompts: prompts.parse().ok()?,
            step: step.parse().ok()?,
        };
        // A number can be written in more than one way, and only one of them is ours.
        (call.stored() == text).then_some(call)
    }
}

const fn written_way(way: Way) -> &'static str {
    match way {
        Way::Placed => "placed",
        Way::RungBack => "rung-back",
        Way::Unknown => "unknown",
    }
}

fn read_way(text: &str) -> Option<Way> {
    [Way::Placed, Way::RungBack, Way::Unknown].into_iter().find(|way| written_way(*way) == text)
}

fn written_at(at: At) -> String {
    match at {
        At::Ringing => "ringing".to_owned(),
        At::Asked(question) => format!("asked:{}", written_question(question)),
        At::Languages(question) => format!("languages:{}", written_question(question)),
        At::Speaking(child) => format!("speaking:{}", written_child(child)),
        At::Connecting => "connecting".to_owned(),
        At::Office => "office".to_owned(),
        At::Ended(how) => format!("ended:{}", how.as_str()),
    }
}

fn read_at(text: &str) -> Option<At> {
    Some(match text.split_once(':') {
        None => match text {
            "ringing" => At::Ringing,
            "connecting" => At::Connecting,
            "office" => At::Office,
            _ => return None,
        },
        Some(("asked", question)) => At::Asked(read_question(question)?),
        Some(("languages", question)) => At::Languages(read_question(question)?),
        Some(("speaking", child)) => At::Speaking(read_child(child)?),
        Some(("ended", how)) => At::Ended(How::from_word(how)?),
        Some(_) => return None,
    })
}

fn written_question(question: Question) -> String {
    match question {
        Question::Greeting => "greeting".to_owned(),
        Question::Reason(child) => format!("reason:{}", written_child(child)),
        Question::Back(child) => format!("back:{}", written_child(child)),
    }
}

fn read_question(text: &str) -> Option<Question> {
    match text.split_once(':') {
        None => (text == "greeting").then_some(Question::Greeting),
        Some(("reason", child)) => read_child(child).map(Question::Reason),
        Some(("back", child)) => read_child(child).map(Question::Back),
        Some(_) => None,
    }
}

fn written_child(child: Option<usize>) -> String {
    child.map_or_else(|| "all".to_owned(), |place| place.to_string())
}

fn read_child(text: &str) -> Option<Option<usize>> {
    if text == "all" { Some(None) } else { text.parse().ok().map(Some) }
}

fn written_said(said: Option<Said>) -> String {
    let Some(said) = said else { return "-".to_owned() };
    let back = match said.back {
        None => String::new(),
        Some(Back::LaterToday) => "today".to_owned(),
        Some(Back::NotKnown) => "later".to_owned(),
        Some(Back::NextSchoolDay(date)) => date.to_string(),
    };
    format!("{}{back}", said.answer.digit())
}

fn read_said(text: &str) -> Option<Option<Said>> {
    let mut letters = text.chars();
    let first = letters.next()?;
    let back = match letters.as_str() {
        rest if first == '-' => return rest.is_empty().then_some(None),
        "" => None,
        "today" => Some(Back::LaterToday),
        "later" => Some(Back::NotKnown),
        date => Some(Back::NextSchoolDay(date.parse::<Date>().ok()?)),
    };
    Some(Some(Said { answer: NumberedAnswer::from_digit(first)?, back }))
}

//! An answer as the provider reads it: TwiML. Each verb, attribute and value is held against `tests/contracts/twiml.tsv`.

use wording::Language;

use crate::answer::{Answer, Line, Then};
use crate::limits::{DIAL_RINGS, DIAL_TALK, SILENCE};
use crate::speaks::{heard_in, voice_of};

/// Writes an answer. `base` is the address of this call at ours, which holds no personal data; the step is put behind it, and what the provider
/// hears next comes to that address.
///
/// ```
/// use voice::{Answer, Then, twiml};
/// let over = Answer { step: 3, pause: 0, lines: vec![], then: Then::HangUp, effects: vec![] };
/// assert_eq!(twiml(&over, "https://x"), "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Hangup/></Response>");
/// ```
pub fn twiml(answer: &Answer, base: &str) -> String {
    let action = escaped(&format!("{}/{}", base.trim_end_matches('/'), answer.step));
    let pause = if answer.pause > 0 { format!("<Pause length=\"{}\"/>", answer.pause) } else { String::new() };
    let said = said(&answer.lines);
    let verbs = match &answer.then {
        // Without `actionOnEmptyResult` nobody would be asked twice; an empty `finishOnKey` makes # a key like any other.
        Then::Key { wait } => format!(
            "<Gather input=\"dtmf\" numDigits=\"1\" timeout=\"{wait}\" finishOnKey=\"\" action=\"{action}\" method=\"POST\" \
             actionOnEmptyResult=\"true\">{pause}{said}</Gather>"
        ),
        // The provider asks no action after an empty recording: it goes on with the next verb.
        Then::Record { longest } => format!(
            "{pause}{said}<Record maxLength=\"{longest}\" timeout=\"{SILENCE}\" finishOnKey=\"1234567890*#\" playBeep=\"true\" \
             transcribe=\"false\" action=\"{action}\" method=\"POST\"/><Redirect method=\"POST\">{action}</Redirect>"
        ),
        Then::Dial { to, shown } => {
            let shown = shown.as_ref().map(|ours| format!(" callerId=\"{}\"", escaped(ours.expose()))).unwrap_or_default();
            format!(
                "{pause}{said}<Dial timeout=\"{DIAL_RINGS}\" timeLimit=\"{DIAL_TALK}\"{shown} action=\"{action}\" method=\"POST\">\
                 <Number>{}</Number></Dial>",
                escaped(to.expose())
            )
        }
        Then::HangUp => format!("{pause}{said}<Hangup/>"),
    };
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>{verbs}</Response>")
}

/// Lines of one language are one `<Say>`, since the provider pauses between two; as far as one may be as long.
fn said(lines: &[Line]) -> String {
    let mut runs: Vec<(Language, String)> = Vec::new();
    for line in lines {
        let words = line.words.expose();
        match runs.last_mut() {
            Some((language, run)) if *language == line.language && encoded(run) + encoded(" ") + encoded(words) <= LONGEST => {
                run.push(' ');
                run.push_str(words);
            }
            _ => runs.push((line.language, words.to_owned())),
        }
    }
    let written = runs.into_iter().map(|(language, words)| {
        let voice = voice_of(heard_in(language));
        let voice = voice.map(|voice| format!(" language=\"{}\" voice=\"{}\"", voice.language, voice.voice)).unwrap_or_default();
        format!("<Say{voice}>{}</Say>", escaped(&words))
    });
    written.collect()
}

/// How long the words of one `<Say>` may be, percent-encoded: the provider's limit is 4,500, and 3,000 letters (its error 13521).
const LONGEST: usize = 3_000;

/// How long some words are, percent-encoded: a letter of Bengali counts nine times.
fn encoded(words: &str) -> usize {
    words.bytes().map(|byte| if byte.is_ascii_alphanumeric() { 1 } else { 3 }).sum()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // XML 1.0 has no way to write these (section 2.2).
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

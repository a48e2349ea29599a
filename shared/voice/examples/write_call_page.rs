//! Writes `docs/call.md`.

#![cfg_attr(
    not(test),
    expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "what is written is the same each time: a page that cannot be made may stop"
    )
)]

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use domain::Personal;
use domain::duty::Why;
use domain::phone::{Line, PhoneNumber};
use voice::{
    Answer, At, By, CALL, Call, DETECT, DIAL_RINGS, DIAL_TALK, Heard, How, KEY_WAIT, OfCall, Outcome, PROMPTS, Question,
    RECORDING, RINGS, SPOKEN, TALK, TRIES, Then, duty, step, voice_of,
};
use wording::{Alert, Language, Named, School, When};

#[cfg_attr(test, expect(dead_code, reason = "a test does not begin where the example does"))]
fn main() -> std::io::Result<()> {
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/call.md"), page())
}

struct Made {
    children: Vec<Personal>,
    office: PhoneNumber,
    ours: PhoneNumber,
    records: bool,
}

impl Made {
    fn new(children: &[&str]) -> Self {
        Self {
            children: children.iter().map(|name| Personal::new(*name)).collect(),
            office: PhoneNumber::from_e164("+441632960001", Line::Landline).unwrap(),
            ours: PhoneNumber::from_e164("+447700900980", Line::Mobile).unwrap(),
            records: true,
        }
    }

    fn of(&self) -> OfCall<'_> {
        OfCall {
            school: School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false },
            office: Some(&self.office),
            ours: &self.ours,
            children: &self.children,
            when: When::Morning,
            languages: &[Language::English, Language::Polish],
            records: self.records,
            next_school_day: jiff::civil::date(2026, 11, 27),
            elapsed: 0,
        }
    }
}

/// What can be heard, with what it is called.
fn everything() -> Vec<(&'static str, Heard)> {
    let keys = ["1", "2", "3", "4", "5", "8", "9", "0"].map(|key| (key, Heard::Digits(key.to_owned())));
    let dialled = |outcome, seconds| Heard::Dialled { outcome, seconds };
    let mut all = vec![
        ("somebody lifts", Heard::Lifted { by: By::Person }),
        ("a machine lifts", Heard::Lifted { by: By::Machine }),
        ("nobody lifts", Heard::NotLifted(Outcome::NoAnswer)),
    ];
    all.extend(keys);
    all.extend([
        ("anything else", Heard::NoDigits),
        ("a spoken reason", Heard::Recorded { id: "RE1".to_owned(), seconds: 9 }),
        ("they spoke", dialled(Outcome::Completed, 60)),
        ("nobody there", dialled(Outcome::NoAnswer, 0)),
        ("hangs up", Heard::HungUp),
        ("answered by text", Heard::AnsweredElsewhere),
    ]);
    all
}

/// What a state is called: a word for the drawing, and its sentence.
fn name(at: At) -> (&'static str, String) {
    match at {
        At::Ringing => ("rings", "it rings".to_owned()),
        At::Asked(Question::Greeting) => ("greeting", "is it the parent?".to_owned()),
        At::Asked(Question::Reason(None)) => ("all", "why, for all children?".to_owned()),
        At::Asked(Question::Reason(Some(_))) => ("one", "why, of one child?".to_owned()),
        At::Asked(Question::Back(_)) => ("back", "back when?".to_owned()),
        At::Languages(_) => ("language", "which language?".to_owned()),
        At::Speaking(_) => ("speaks", "the parent speaks".to_owned()),
        At::Connecting => ("school", "the school is rung".to_owned()),
        At::Office => ("office", "the office is rung".to_owned()),
        At::Ended(how) => ("over", format!("over: {}", how.as_str())),
    }
}

type Edges = BTreeMap<(usize, usize), BTreeSet<(String, String)>>;

/// Every turn that a call can take, by state and by what is heard.
fn edges(states: &mut Vec<At>) -> Edges {
    let (everything, mut edges, mut known) = (everything(), Edges::new(), HashSet::new());
    for made in [Made::new(&["Ava"]), Made::new(&["Ava", "Leo"]), Made { records: false, ..Made::new(&["Ava"]) }] {
        let of = made.of();
        let begin = [
            Call::placed(&of, Language::English),
            Call::rung_back(&of, Language::English),
            Call::unknown(&of, Language::English),
        ];
        let mut ahead = VecDeque::from(begin);
        while let Some(call) = ahead.pop_front() {
            let from = place(states, call.at());
            for (heard_place, (_, heard)) in everything.iter().enumerate() {
                let (next, answer) = step(&call, heard, &of);
                let effects: Vec<&str> =
                    answer.effects.iter().map(voice::Effect::as_str).filter(|word| *word != "ended").collect();
                edges.entry((from, heard_place)).or_default().insert((name(next.at()).1, effects.join(", ")));
                let uncounted: Vec<String> = next.stored().split(' ').take(6).map(str::to_owned).collect();
                if next.ended().is_none() && known.insert((uncounted.join(" "), made.records)) {
                    ahead.push_back(Call::from_stored(&format!("{} 1 1", uncounted.join(" "))).unwrap());
                }
            }
        }
    }
    edges
}

/// Where a state stands among those that are told apart on the page.
fn place(states: &mut Vec<At>, at: At) -> usize {
    let called = name(at).0;
    states.iter().position(|known| name(*known).0 == called).unwrap_or_else(|| {
        states.push(at);
        states.len() - 1
    })
}

/// `docs/call.md`, in Markdown.
pub(crate) fn page() -> String {
    let mut states = Vec::new();
    let edges = edges(&mut states);
    let mut out = String::from(
        "# A call\n\n\
         What a parent hears on the telephone, and what follows each key. Written by `cargo run -p voice --example write_call_page`; a test fails\n\
         when it is not up to date. The words in every language stand in [wording.md](wording.md#in-a-call).\n\n\
         ## The tree\n\n\
         Left out of the drawing, since they are the same everywhere: **0** or the star repeats, **8** offers other languages, no key or another\n\
         one asks again, twice, whoever hangs up ends the call, and whoever has answered by text meanwhile hears thanks.\n\n",
    );
    drawing(&mut out, &states, &edges);
    table(&mut out, &states, &edges);
    calls(&mut out);
    to_staff(&mut out);
    limits(&mut out);
    languages(&mut out);
    out
}

fn drawing(out: &mut String, states: &[At], edges: &Edges) {
    out.push_str("```mermaid\nstateDiagram-v2\n");
    for at in states.iter().filter(|at| !matches!(at, At::Languages(_))) {
        let (word, sentence) = name(*at);
        out.push_str(&format!("    {word} : {sentence}\n"));
    }
    out.push_str("    [*] --> rings\n");
    let everything = everything();
    let mut drawn: BTreeMap<(usize, String), Vec<&str>> = BTreeMap::new();
    for ((from, heard), to) in edges {
        let label = everything[*heard].0;
        if is_drawn(states[*from], label) {
            to.iter().for_each(|(to, _)| drawn.entry((*from, to.clone())).or_default().push(label));
        }
    }
    for ((from, to), labels) in drawn {
        let (from, labels) = (name(states[from]).0, labels.join(" / "));
        match to.strip_prefix("over: ") {
            Some(how) => out.push_str(&format!("    {from} --> [*] : {labels} ({how})\n")),
            None => {
                let to = states.iter().find(|at| name(**at).1 == to).map(|at| name(*at).0).unwrap();
                out.push_str(&format!("    {from} --> {to} : {labels}\n"));
            }
        }
    }
    out.push_str("```\n\n");
}

/// What is heard in a state and is not the same in all of them.
fn is_drawn(at: At, label: &str) -> bool {
    let drawn: &[&str] = match at {
        At::Ringing => &["somebody lifts", "a machine lifts", "nobody lifts"],
        At::Asked(Question::Greeting) => &["1", "2"],
        At::Asked(Question::Reason(None)) => &["1", "2", "3", "4", "5", "9"],
        At::Asked(Question::Reason(Some(_))) => &["1", "2", "3", "4", "9"],
        At::Asked(Question::Back(_)) => &["1", "2", "3", "9"],
        At::Speaking(_) => &["a spoken reason", "anything else"],
        At::Connecting | At::Office => &["they spoke", "nobody there"],
        At::Languages(_) | At::Ended(_) => &[],
    };
    drawn.contains(&label)
}

fn key(everything: &[(&str, Heard)], from: usize, label: &str) -> (usize, usize) {
    (from, everything.iter().position(|(known, _)| *known == label).unwrap())
}

fn table(out: &mut String, states: &[At], edges: &Edges) {
    out.push_str(
        "## Every turn\n\n\
         Where a cell has several lines, it depends on the children, on the school, on whose call it is, or on how often it was asked. What is\n\
         stored before the answer is given stands in italics. What is not named does what *anything else* does: no key, or one that stands for nothing.\n\n\
         | state | heard | then |\n| --- | --- | --- |\n",
    );
    let everything = everything();
    for (place, at) in states.iter().enumerate() {
        let silence = edges.get(&key(&everything, place, "anything else"));
        for (heard, (label, _)) in everything.iter().enumerate() {
            let Some(to) = edges.get(&(place, heard)) else { continue };
            let is_silence = *label == "anything else";
            if !is_silence && Some(to) == silence {
                continue;
            }
            let cell: Vec<String> = to
                .iter()
                .map(|(to, effects)| if effects.is_empty() { to.clone() } else { format!("{to}, *{effects}*") })
                .collect();
            out.push_str(&format!("| {} | {label} | {} |\n", name(*at).1, cell.join("<br>")));
        }
    }
}

/// Some calls, word by word.
fn calls(out: &mut String) {
    let person = Heard::Lifted { by: By::Person };
    let keys = |keys: &str| keys.chars().map(|key| Heard::Digits(key.to_string())).collect::<Vec<_>>();
    let nobody = Heard::Dialled { outcome: Outcome::NoAnswer, seconds: 0 };
    let with = |keys: Vec<Heard>| [vec![person.clone()], keys].concat();
    let some: [(&str, &[&str], Vec<Heard>); 5] = [
        ("A reason", &["Ava"], with(keys("112"))),
        ("Two children, each otherwise", &["Ava", "Leo"], with(keys("15123"))),
        ("A parent who did not know, and nobody lifts at the school", &["Ava"], with([keys("19"), vec![nobody]].concat())),
        ("Nobody presses a key", &["Ava"], with(vec![Heard::NoDigits; usize::from(TRIES)])),
        ("A machine", &["Ava"], vec![Heard::Lifted { by: By::Machine }]),
    ];
    out.push_str("\n## Some calls\n");
    for (title, children, heard) in some {
        let made = Made::new(children);
        let mut call = Call::placed(&made.of(), Language::English);
        out.push_str(&format!("\n**{title}**\n\n"));
        for heard in heard {
            let (next, answer) = step(&call, &heard, &made.of());
            let label = match &heard {
                Heard::Digits(keys) => format!("key {keys}"),
                heard => everything().into_iter().find(|(_, known)| known == heard).map(|(label, _)| label.to_owned()).unwrap(),
            };
            out.push_str(&format!("- *{label}*: {}{}\n", answer.words(), then(&answer)));
            call = next;
        }
        if let Some(reply) = call.as_reply(&made.children) {
            out.push_str(&format!("- Read as if it had been texted: `{}`\n", reply.expose().replace('\n', "`, `")));
        }
    }
}

/// The call with staff on duty: what follows what, and some calls.
fn to_staff(out: &mut String) {
    let school = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };
    let children = [Named { forename: Personal::new("Ava"), group: "7M".to_owned() }];
    let alert = Alert { why: Why::Alarm, school, children: &children, count: 1, detail: "" };
    let of = duty::OfCall { alert, elapsed: 0 };
    let heard = |label: &str| everything().into_iter().find(|(known, _)| *known == label).unwrap().1;
    out.push_str(
        "\n## A call to staff on duty\n\n\
         Who is on the duty list and wants to be rung is rung beside the text when a child may be in danger: an alarm, words that hint at danger, a\n\
         child who is gone since the morning. It is held in English. Nothing is said of a child before key 1, and a machine hears the school's name\n\
         alone. Key 1 after the alert is the same as a text with MINE, and is stored before it is answered; whatever else happens, the alert goes on\n\
         climbing. The limits are those below. Whoever rings the school's number back is connected to the office.\n\n\
         | state | heard | then |\n| --- | --- | --- |\n",
    );
    let (ringing, lifted) = (duty::Call::placed(), heard("somebody lifts"));
    let greeted = duty::step(&ringing, &lifted, &of).0;
    let told = duty::step(&greeted, &heard("1"), &of).0;
    for call in [ringing, greeted, told] {
        let silence = duty::step(&call, &heard("anything else"), &of).0.at();
        for (label, heard) in everything() {
            let at = duty::step(&call, &heard, &of).0.at();
            if label == "anything else" || at != silence {
                out.push_str(&format!("| {} | {} | {} |\n", named(call.at()), called(label), named(at)));
            }
        }
    }
    for (title, labels) in [
        ("Somebody has it", &["somebody lifts", "1", "1"][..]),
        ("Nobody presses a key", &["somebody lifts", "anything else", "anything else", "anything else"]),
        ("A machine", &["a machine lifts"]),
        ("Somebody else has it before this telephone is lifted", &["answered by text"]),
    ] {
        out.push_str(&format!("\n**{title}**\n\n"));
        let mut call = duty::Call::placed();
        for label in labels {
            let (next, answer) = duty::step(&call, &heard(label), &of);
            let label = called(label);
            out.push_str(&format!("- *{label}*: {}{}\n", answer.words(), then(&answer)));
            call = next;
        }
    }
    out.push_str(&format!("\nEnds: {}.\n", duty::How::ALL.map(|how| format!("`{}`", how.as_str())).join(", ")));
}

/// What is heard, as it is called in a call with staff.
fn called(label: &str) -> String {
    match label {
        "answered by text" => "taken meanwhile".to_owned(),
        key if key.len() == 1 => format!("key {key}"),
        other => other.to_owned(),
    }
}

/// What a state of a call with staff is called.
fn named(at: duty::At) -> String {
    match at {
        duty::At::Ringing => "it rings".to_owned(),
        duty::At::Greeted => "is it staff on duty?".to_owned(),
        duty::At::Told => "do they have it?".to_owned(),
        duty::At::Ended(duty::How::Taken) => "over: *taken*".to_owned(),
        duty::At::Ended(how) => format!("over: {}", how.as_str()),
    }
}

fn then(answer: &Answer) -> String {
    match answer.then {
        Then::Key { .. } => String::new(),
        Then::Record { longest } => format!(" *(tone, {longest} seconds at most)*"),
        Then::Dial { .. } => " *(the school's telephone rings)*".to_owned(),
        Then::HangUp => " *(the end)*".to_owned(),
    }
}

fn limits(out: &mut String) {
    out.push_str(&format!(
        "\n## Limits\n\n\
         | | |\n| --- | --- |\n\
         | a parent's telephone rings | {RINGS} s |\n\
         | telling a machine from a person | {DETECT} s |\n\
         | a key is waited for | {KEY_WAIT} s |\n\
         | a question is asked | {TRIES} times |\n\
         | a call asks anything | {PROMPTS} times |\n\
         | a call asks and speaks | {TALK} s; no limit stops an alarm |\n\
         | a spoken reason | {RECORDING} s |\n\
         | the school's telephone rings | {DIAL_RINGS} s |\n\
         | parent and school speak | {DIAL_TALK} s; fewer than {SPOKEN} s are not taken for a talk |\n\
         | the provider ends the call | after {CALL} s |\n\n\
         Ends: {}.\n",
        How::ALL.map(|how| format!("`{}`", how.as_str())).join(", ")
    ));
}

fn languages(out: &mut String) {
    out.push_str("\n## Languages\n\n| language | is spoken as | by |\n| --- | --- | --- |\n");
    for language in Language::ALL {
        let (tag, voice) =
            voice_of(language).map_or(("English: the provider has no voice for it", "-"), |voice| (voice.language, voice.voice));
        out.push_str(&format!("| {} | {tag} | {voice} |\n", language.english_name()));
    }
}

//! Every message on one page, with an example and its cost, for a head who wants to know what is said in the school's name.

use std::fmt::Write;

use domain::Personal;
use domain::duty::Why;
use domain::search::Words;

use crate::alert::{Alert, Named, SpokenToStaff};
use crate::languages::Language;
use crate::on_page::OnPage;
use crate::parts::{Encoding, PartSize, split};
use crate::said::{Email, School, Told, When};
use crate::samples::{samples, title};

mod other;
mod spoken;

const RINGS: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };

/// `docs/wording.md`, in Markdown.
pub fn page() -> String {
    let mut out = String::from(
        "# What Firstday says\n\n\
         Every message, as it goes out in the name of a made-up school. Written by `cargo run -p wording --example write_page`;\n\
         a test fails when it is not up to date. A *part* is what a network bills: 160 letters when a text is one part, 153 when it\n\
         is more; 70 and 67 when it holds a letter outside the telephone alphabet, such as the â of Siân. English comes first, then\n\
         what staff are told, then [the other languages](#in-other-languages) and [what is said in a call](#in-a-call).\n\n",
    );
    first_day(&mut out);
    later(&mut out);
    answers(&mut out);
    parents_page(&mut out);
    alerts(&mut out);
    other::languages(&mut out);
    spoken::calls(&mut out);
    out
}

fn first_day(out: &mut String) {
    out.push_str(&format!("## {}\n\n{}\n\n", title(Words::FirstDay), sent(Words::FirstDay)));
    let families: [(&str, &[&str], When); 4] = [
        ("One child, morning", &["Ava"], When::Morning),
        ("Two children, afternoon", &["Ava", "Noah"], When::Afternoon),
        ("Three children, not the same half of the day", &["Ava", "Noah", "Zoë"], When::Today),
        ("A name that the telephone alphabet does not have", &["Siân"], When::Morning),
    ];
    let words = Words::FirstDay;
    for (title, names, when) in families {
        text(out, title, &Told { words, school: RINGS, children: &children(names), when }.text(Language::English));
    }
    let emails = [
        ("Email, from a school that does not read answers", RINGS),
        ("Email, from a school that reads answers", School { reads_email: true, ..RINGS }),
        ("Email, from a school that gave no telephone number", School { telephone: None, ..RINGS }),
    ];
    for (title, school) in emails {
        let children = children(&["Ava", "Noah"]);
        email(out, title, &Told { words, school, children: &children, when: When::Morning }.email(Language::English));
    }
}

fn later(out: &mut String) {
    for words in Words::ALL.into_iter().filter(|words| *words != Words::FirstDay) {
        out.push_str(&format!("## {}\n\n{}\n\n", title(words), sent(words)));
        let (one, two) = (children(&["Ava"]), children(&["Ava", "Noah"]));
        let told = Told { words, school: RINGS, children: &one, when: When::Morning };
        text(out, if words == Words::PleaseRing { "Text" } else { "One child" }, &told.text(Language::English));
        if words != Words::PleaseRing {
            text(out, "Two children", &Told { children: &two, ..told }.text(Language::English));
        }
        email(out, "Email", &told.email(Language::English));
    }
}

/// When a message is sent.
const fn sent(words: Words) -> &'static str {
    match words {
        Words::FirstDay => {
            "Sent when a pupil is marked N (no reason yet), to the first contact who may be told. A reply may be a digit, or with several \
             children a letter and a digit; any words of the parent's own are read as well."
        }
        Words::SecondDay => "Sent instead of the first message when the pupil was not in school on the school day before.",
        Words::ReturnDay => "Sent instead of the first message on the day for which the pupil was expected back.",
        Words::GoneSinceMorning => "Sent when a pupil was here in the morning and has no mark in the afternoon.",
        Words::NotArrived => "Sent when somebody wrote that the pupil was late, and the time has passed.",
        Words::PleaseRing => "Sent to somebody who may not hear more. It names no child, and not what it is about.",
        Words::InSchool => "Sent to those who were asked, when the pupil has come.",
        Words::NothingMore => {
            "Sent to the others who were asked, when the reason is known or the mark has changed: not who said it, not what."
        }
        Words::Correction => "Sent when staff take a message back. It does not say that the pupil is in school.",
        Words::Found => "Sent after an alarm, when it is known where the pupil is. It does not say where.",
    }
}

fn answers(out: &mut String) {
    out.push_str("## Answers to a reply\n\n");
    let (one, two) = (children(&["Ava"]), children(&["Ava", "Noah"]));
    let of = |children| {
        samples(Language::English, &RINGS, children, PartSize::STANDARD).into_iter().filter(|sample| sample.email.is_none())
    };
    for sample in of(&one) {
        text(out, sample.title, &sample.text.text);
    }
    for sample in of(&two).filter(|sample| ["answer_understood", "answer_which_child"].contains(&sample.key)) {
        text(out, &format!("{}, of two children", sample.title), &sample.text.text);
    }
}

fn parents_page(out: &mut String) {
    out.push_str(
        "## The parents’ page\n\n\
         A message can hold the address of a page on which to answer. It shows the school’s name and number, the subject of the message’s email,\n\
         and the same answers with the same digits; whoever answered sees that, and never what.\n\n| | |\n| --- | --- |\n",
    );
    for (place, said) in OnPage::of(Language::English).said() {
        out.push_str(&format!("| {place} | {said} |\n"));
    }
    out.push('\n');
}

fn alerts(out: &mut String) {
    out.push_str(
        "## Alerts to staff\n\n\
         Sent to whoever is on duty, the loudest first. It may be somebody's own phone: a first name and a registration group, of\n\
         three children at most, and nothing else of them. An officer acts on it, and two children of one first name must not read the same;\n\
         no message to a parent names the group. An alert can hold one sentence more about the case, such as when the marks were taken.\n\
         Whoever wants to be rung is rung for what is loudest; what is said in that call stands in [call.md](call.md#a-call-to-staff-on-duty).\n\n",
    );
    for why in Why::ALL {
        let (title, names, count, detail): (_, &[(&str, &str)], _, _) = match why {
            Why::Alarm => {
                ("A parent thought the child was in school, or does not know where the child is", &[("Ava", "7M")], 1, "")
            }
            Why::Distress => ("A reply hints at abuse, fear, threats, self-harm or a death", &[("Ava", "7M")], 1, ""),
            Why::Flagged => ("A pupil who is followed up first", &[("Ava", "7M")], 1, ""),
            Why::CourtOrder => ("A court order keeps somebody from being told", &[("Ava", "7M")], 1, ""),
            Why::GoneSinceMorning => ("Gone since the morning", &[("Ava", "7M"), ("Noah", "8B")], 2, ""),
            Why::Unreachable => ("Nobody may be told and reached", &[("Ava", "7M")], 1, ""),
            Why::RingByHand => ("A call is due, and nothing here can make one", &[("Ava", "7M")], 1, "It is the third try"),
            Why::NoAnswer => ("The ladder has come this far without a reason", &[("Ava", "7M")], 1, ""),
            Why::EndOfDay => ("The day's window ended without a reason", &[("Ava", "7M"), ("Noah", "8B")], 2, ""),
            Why::MarksAreOld => {
                ("The marks are old", &[("Ava", "7M"), ("Noah", "8B"), ("Zoe", "11K")], 14, "They were taken at 08:40.")
            }
            Why::Held => (
                "So many that somebody has to look first",
                &[("Ava", "7M"), ("Noah", "8B"), ("Zoe", "11K")],
                31,
                "All of them are in one year.",
            ),
            Why::NoExtract => ("No marks have come", &[], 0, ""),
        };
        let alert = Alert { why, school: RINGS, children: &named(names), count, detail };
        text(out, title, &alert.text());
        email(out, "The same as an email", &alert.email());
        if why.is_loud() {
            in_a_call(out, &alert);
        }
        if why == Why::Alarm {
            let reads = Alert { school: School { reads_email: true, ..RINGS }, ..alert };
            email(out, "As an email, where answers to emails are read", &reads.email());
        }
    }
}

/// What is heard after the greeting.
fn in_a_call(out: &mut String, alert: &Alert<'_>) {
    let words = SpokenToStaff::Alert(alert).said(&alert.school);
    out.push_str(&format!("**The same in a call, after key 1**\n\n> {words}\n\n"));
}

fn named(children: &[(&str, &str)]) -> Vec<Named> {
    children.iter().map(|(name, group)| Named { forename: Personal::new(*name), group: (*group).to_owned() }).collect()
}

fn children(names: &[&str]) -> Vec<Personal> {
    names.iter().map(|name| Personal::new(*name)).collect()
}

fn email(out: &mut String, title: &str, email: &Email) {
    out.push_str(&format!("**{title}**\n\n> Subject: {}\n>\n{}\n", email.subject, quoted(&email.text)));
}

fn text(out: &mut String, title: &str, text: &str) {
    let parts = split(text, PartSize::STANDARD);
    let (alphabet, of) = match parts.encoding {
        Encoding::Gsm7 => ("telephone alphabet", "letters"),
        Encoding::Ucs2 => ("any alphabet", "units"),
    };
    let count = parts.parts.len();
    let plural = if count == 1 { "part" } else { "parts" };
    let written = write!(out, "**{title}** ({count} {plural}, {} {of}, {alphabet})\n\n{}\n", parts.units, quoted(text));
    // Writing to a String cannot fail.
    debug_assert!(written.is_ok());
}

fn quoted(text: &str) -> String {
    text.trim_end().lines().map(|line| format!("> {line}").trim_end().to_owned() + "\n").collect()
}

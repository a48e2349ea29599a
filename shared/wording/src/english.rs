//! The words in English.
//!
//! Why they are as they are: a mark can be wrong, so a text says "not marked in school", which stays true and accuses nobody.
//! "If this surprises you" asks for the alarm without naming a fear, without a second use of the name, and without he or she. It is as
//! short as it is so that a name like Siân, whose letters cost double, still goes out in two parts from most schools.
//!
//! Who was here this morning was in school's care: there the reader is asked to ring unless they know why. Whoever hears that nothing
//! more is needed hears which child it is about, so that nobody stops looking for a brother; never who answered, or what.

use domain::Personal;
use domain::search::Words;

use crate::said::{Acknowledgement, Email, School, Told, When};

pub(crate) fn told_text(told: &Told<'_>) -> String {
    const WHY: &str = "Please reply to say why.";
    const SURPRISED: &str = "If this surprises you, reply or ring us now.";
    let School { name, telephone, .. } = told.school;
    let Children { names, be, were, have } = children(told.children);
    let when = when(told.when);
    match told.words {
        Words::FirstDay => format!("{name}: {names} {be} not marked in school {when}. {WHY} {SURPRISED}"),
        Words::SecondDay => format!("{name}: {names} {be} still not marked in school {when}. {WHY} {SURPRISED}"),
        Words::ReturnDay => {
            format!("{name}: We expected {} back today and are still waiting. {WHY} {SURPRISED}", inside(&names))
        }
        Words::NotArrived => {
            format!("{name}: We expected {} by now and are still waiting. Please reply to say when. {SURPRISED}", inside(&names))
        }
        Words::GoneSinceMorning => format!(
            "{name}: {names} {were} here this morning and {have} not been marked this afternoon. \
             If you know why, please reply. If not, ring us now."
        ),
        Words::PleaseRing => format!("{name}: Please ring {} when you can.", us(telephone)),
        Words::InSchool => format!("{name}: {names} {be} in school now. You need do nothing more. Thank you."),
        Words::NothingMore => {
            format!("{name}: Nothing more is needed after our earlier message{}. Thank you.", about(told.children))
        }
        Words::Correction => {
            format!("{name}: Please ignore our earlier message{}: it was sent by mistake. We are sorry.", about(told.children))
        }
    }
}

pub(crate) fn told_email(told: &Told<'_>) -> Email {
    let School { name, telephone, reads_email } = told.school;
    let Children { names, be, were, have } = children(told.children);
    let (inside, about, when) = (inside(&names), about(told.children), when(told.when));
    let ring = telephone.map_or_else(|| "ring the school".to_owned(), |number| format!("ring the school on {number}"));
    let tell = |what: &str| {
        if reads_email {
            format!("Please reply to this email with {what}, or {ring}.")
        } else {
            format!("Please {ring} and tell us {what}. Replies to this email are not read.")
        }
    };
    let surprised = format!("If this surprises you, please {ring} now.");
    let nothing = || "You need do nothing more.".to_owned();
    let (subject, said) = match told.words {
        Words::FirstDay => {
            let marked = format!("{names} {be} not marked in school {when}");
            let said = vec![format!("{marked}, and nobody has told us why yet."), tell("the reason"), surprised];
            (marked, said)
        }
        Words::SecondDay => {
            let marked = format!("{names} {be} still not marked in school {when}");
            let said = vec![format!("{marked}, and nobody has told us why yet."), tell("the reason"), surprised];
            (marked, said)
        }
        Words::ReturnDay => {
            let expected = format!("We expected {inside} back in school today");
            let said = vec![format!("{expected} and are still waiting."), tell("the reason"), surprised];
            (expected, said)
        }
        Words::NotArrived => {
            let expected = format!("We expected {inside} in school by now");
            let said = vec![format!("{expected} and are still waiting."), tell("the new time"), surprised];
            (expected, said)
        }
        Words::GoneSinceMorning => (
            format!("{names} {have} not been marked in school this afternoon"),
            vec![
                format!("{names} {were} here this morning and {have} not been marked this afternoon."),
                if reads_email {
                    format!("If you know why, please reply to this email. If not, please {ring} now.")
                } else {
                    format!("Whether you know why or not, please {ring} now. Replies to this email are not read.")
                },
            ],
        ),
        Words::PleaseRing => (format!("Please ring {name}"), vec![format!("Please {ring} when you can.")]),
        Words::InSchool => (format!("{names} {be} in school"), vec![format!("{names} {be} in school now."), nothing()]),
        Words::NothingMore => {
            (format!("Nothing more is needed{about}"), vec![format!("Nothing more is needed after our earlier message{about}.")])
        }
        Words::Correction => (
            format!("Please ignore our earlier message{about}"),
            vec![
                format!("Please ignore our earlier message{about}: it was sent by mistake. We are sorry."),
                format!("If you would like to ask us about it, please {ring}."),
            ],
        ),
    };
    let mut paragraphs = vec!["Hello,".to_owned()];
    paragraphs.extend(said);
    paragraphs.push(format!("Thank you,\n{name}"));
    Email::new("en", subject, &paragraphs)
}

pub(crate) fn acknowledgement(which: Acknowledgement, school: &School<'_>) -> String {
    let School { name, telephone, .. } = school;
    let us = us(*telephone);
    match which {
        Acknowledgement::ReasonNoted => {
            format!(
                "{name}: Thank you for telling us the reason. You need do nothing more. If we have misunderstood, please ring {us}."
            )
        }
        Acknowledgement::StaffWillRead => {
            format!(
                "{name}: Thank you, staff will read this. If you have not yet told us the reason, please reply with it or ring {us}."
            )
        }
        Acknowledgement::Looking => {
            format!(
                "{name}: Thank you. We are looking now and will ring you. Please ring {us} as well, and keep your phone with you."
            )
        }
        Acknowledgement::UnknownSender => {
            "Thank you for your message. We do not recognise this number, so please ring the school.".to_owned()
        }
    }
}

fn us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "us".to_owned(), |number| format!("us on {number}"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "this morning",
        When::Afternoon => "this afternoon",
        When::Today => "today",
    }
}

/// Children as the subject of a sentence, and the verbs that go with them.
struct Children {
    names: String,
    be: &'static str,
    were: &'static str,
    have: &'static str,
}

/// For children of whom no first name is known.
const NAMELESS: &str = "Your child";

fn children(names: &[Personal]) -> Children {
    let names = first_names(names);
    let many = names.len() > 1;
    let (be, were, have) = if many { ("are", "were", "have") } else { ("is", "was", "has") };
    let names = if names.is_empty() { NAMELESS.to_owned() } else { listed(&names) };
    Children { names, be, were, have }
}

/// The same inside a sentence: `your child`.
fn inside(names: &str) -> String {
    if names == NAMELESS { NAMELESS.to_lowercase() } else { names.to_owned() }
}

/// ` about Ava`; nothing where no first name is known.
fn about(names: &[Personal]) -> String {
    let names = first_names(names);
    if names.is_empty() { String::new() } else { format!(" about {}", listed(&names)) }
}

/// The first names, without those that are blank.
fn first_names(names: &[Personal]) -> Vec<&str> {
    names.iter().map(|name| name.expose().trim()).filter(|name| !name.is_empty()).collect()
}

/// `Ava`, `Ava and Noah`, `Ava, Noah and Zoë`.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((one, [])) => one.as_ref().to_owned(),
        Some((last, first)) => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

//! The words in English.
//!
//! Why they are as they are: a mark can be wrong, so a text says "not marked in school", which stays true and accuses nobody.
//! "If this surprises you" asks for the alarm without naming a fear, without a second use of the name, and without he or she. It is as
//! short as it is so that a name like Siân, whose letters cost double, still goes out in two parts from most schools.

use domain::Personal;

use crate::said::{Acknowledgement, Email, FirstDay, School, When};

pub(crate) fn first_day_text(message: &FirstDay<'_>) -> String {
    let School { name, .. } = message.school;
    let (who, be) = who(message.children);
    let when = when(message.when);
    format!(
        "{name}: {who} {be} not marked in school {when}. Please reply to say why. If this surprises you, reply or ring us now."
    )
}

pub(crate) fn first_day_email(message: &FirstDay<'_>) -> Email {
    let School { name, telephone, reads_email } = message.school;
    let (who, be) = who(message.children);
    let when = when(message.when);
    let ring = telephone.map_or_else(|| "ring the school".to_owned(), |number| format!("ring the school on {number}"));
    let tell = if reads_email {
        format!("Please reply to this email with the reason, or {ring}.")
    } else {
        format!("Please {ring} and tell us the reason. Replies to this email are not read.")
    };
    let paragraphs = [
        "Hello,".to_owned(),
        format!("{who} {be} not marked in school {when}, and nobody has told us why yet."),
        tell,
        format!("If this surprises you, please {ring} now."),
        format!("Thank you,\n{name}"),
    ];
    Email::new("en", format!("{who} {be} not marked in school {when}"), &paragraphs)
}

pub(crate) fn acknowledgement(which: Acknowledgement, school: &School<'_>) -> String {
    let School { name, telephone, .. } = school;
    let us = telephone.map_or_else(|| "us".to_owned(), |number| format!("us on {number}"));
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

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "this morning",
        When::Afternoon => "this afternoon",
        When::Today => "today",
    }
}

/// `Ava`, `Ava and Noah`, `Ava, Noah and Zoë`, and the verb that goes with them.
fn who(children: &[Personal]) -> (String, &'static str) {
    let names: Vec<&str> = children.iter().map(|name| name.expose().trim()).filter(|name| !name.is_empty()).collect();
    match names.as_slice() {
        [] => ("Your child".to_owned(), "is"),
        [one] => ((*one).to_owned(), "is"),
        [first @ .., last] => (format!("{} and {last}", first.join(", ")), "are"),
    }
}

//! What no person wrote: bounces and automatic answers, told by what their headers say.

use super::NotAnAnswer;
use super::mime::{Entity, Kind};
use super::phrases::{ANSWERS, AUTOMATIC};

/// Says what an email is where no person wrote it.
pub(super) fn told_apart(head: &Entity<'_>, kind: &Kind) -> Option<NotAnAnswer> {
    let sender = head.address("From").unwrap_or_default().to_ascii_lowercase();
    let sender = sender.split('@').next().unwrap_or_default();
    let nobody = head.plain("Return-Path").is_some_and(|path| path == "<>");
    let report = (kind.of == "multipart" && kind.sub == "report").then(|| kind.parameter("report-type").unwrap_or_default());
    match report.as_deref() {
        // Somebody's program says that it showed our email, or their provider that it is spam.
        Some("disposition-notification" | "feedback-report") => return Some(NotAnAnswer::Automatic),
        Some(_) => return Some(NotAnAnswer::Bounce),
        None => {}
    }
    let bounce = kind.of == "message" && kind.sub == "delivery-status"
        || sender == "mailer-daemon"
        || sender == "postmaster" && nobody
        || head.has("X-Failed-Recipients")
        || head.has("X-MS-Exchange-Message-Is-Ndr");
    if bounce {
        return Some(NotAnAnswer::Bounce);
    }
    (nobody || automatic(head)).then_some(NotAnAnswer::Automatic)
}

fn automatic(head: &Entity<'_>) -> bool {
    let says = |name: &str| head.plain(name).unwrap_or_default().to_ascii_lowercase();
    // RFC 3834: "no" is what a person's email has, or no such field; a parameter may follow.
    let submitted = says("Auto-Submitted");
    let submitted = submitted.split([';', ' ', '(']).next().unwrap_or_default();
    let answers = ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply"];
    let answers = answers.iter().any(|name| head.has(name) && !matches!(says(name).as_str(), "no" | "false"));
    let precedence = matches!(says("Precedence").as_str(), "bulk" | "auto_reply" | "auto-reply" | "list" | "junk");
    // Exchange asks not to be answered by machines for what a person wrote too: a rule of the mailbox has to have sent it.
    let rule = head.has("X-MS-Exchange-Generated-Message-Source") || head.has("X-MS-Exchange-Inbox-Rules-Loop");
    let suppressed = head.has("X-Auto-Response-Suppress") && rule;
    !matches!(submitted, "" | "no") || answers || precedence || suppressed || subject_is_automatic(head)
}

fn subject_is_automatic(head: &Entity<'_>) -> bool {
    let subject = head.text("Subject").unwrap_or_default().trim().to_lowercase();
    AUTOMATIC.iter().any(|begin| subject.starts_with(begin))
}

/// Whether a subject is that of an answer, so none of the sender's own words.
pub(super) fn answers(subject: &str) -> bool {
    let Some((before, _)) = subject.split_once([':', '：']) else { return false };
    // "Re[2]: …"
    let before = before.trim().split('[').next().unwrap_or_default().to_lowercase();
    ANSWERS.contains(&before.trim_matches(['\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(head: &str) -> Option<NotAnAnswer> {
        let head = format!("{head}\r\n\r\n");
        let entity = Entity::new(head.as_bytes());
        told_apart(&entity, &entity.kind())
    }

    #[test]
    fn a_person_is_told_from_a_machine_by_the_header() {
        for person in [
            "From: jane@example.com",
            "Auto-Submitted: no",
            "Auto-Submitted: no (a person)",
            "Precedence: first-class",
            "X-Auto-Response-Suppress: All",
            "X-Autoreply: no",
            "Return-Path: <jane@example.com>",
            "Subject: Re: Automatic reply: Ava",
            "Subject: out of sorts",
            "From: postmaster@example.com",
        ] {
            assert_eq!(told(person), None, "{person}");
        }
        for machine in [
            "Auto-Submitted: auto-replied",
            "auto-submitted: auto-generated; type=x",
            "X-Autoreply: yes",
            "Precedence: Bulk",
            "X-Auto-Response-Suppress: All\r\nX-MS-Exchange-Inbox-Rules-Loop: jane@example.com",
            "Return-Path: <>",
            "Subject: Automatic reply: Ava",
            "Subject: =?UTF-8?B?2LHYryDYqtmE2YLYp9im2Yo6IEF2YQ==?=",
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=a",
        ] {
            assert_eq!(told(machine), Some(NotAnAnswer::Automatic), "{machine}");
        }
        for bounce in [
            "From: Mail Delivery System <MAILER-DAEMON@mail.example.com>",
            "From: postmaster@example.com\r\nReturn-Path: <>",
            "Content-Type: multipart/report; report-type=\"delivery-status\"; boundary=a",
            "Content-Type: message/delivery-status",
            "X-Failed-Recipients: jane@example.com",
        ] {
            assert_eq!(told(bounce), Some(NotAnAnswer::Bounce), "{bounce}");
        }
    }

    #[test]
    fn an_automatic_answer_is_told_by_its_subject_in_every_language() {
        for subject in [
            "Automatic reply: Ava",
            "Ateb awtomatig: Ava",
            "Odpowiedź automatyczna: Ava",
            "Resposta automática: Ava",
            "Răspuns automat: Ava",
            "Otomatik yanıt: Ava",
            "Автоматична відповідь: Ava",
            "Jawaab toos ah: Ava",
            "رد تلقائي: Ava",
            "خودکار جواب: Ava",
            "স্বয়ংক্রিয় উত্তর: Ava",
            "ਸਵੈਚਲਿਤ ਜਵਾਬ: Ava",
        ] {
            assert_eq!(told(&format!("Subject: {subject}")), Some(NotAnAnswer::Automatic), "{subject}");
        }
        for own in ["Nieobecność Avy", "Ausência da Ava", "Ava is off on vacation", "Absent today", "غياب آفا"] {
            assert_eq!(told(&format!("Subject: {own}")), None, "{own}");
        }
    }

    #[test]
    fn the_subject_of_an_answer_is_told_in_every_language() {
        for subject in
            ["Re: Ava", "RE: Ava", "Odp: Ava", "YNT: Ava", "Re[2]: Ava", "رد: Ava", "Відп: Ava", "Fwd: Ava", "Răsp: Ava"]
        {
            assert!(answers(subject), "{subject}");
        }
        for subject in ["Ava is ill", "Ava: ill", "Really ill: Ava", ""] {
            assert!(!answers(subject), "{subject}");
        }
    }
}

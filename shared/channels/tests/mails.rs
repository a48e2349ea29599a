//! Emails as real mail programs write them, and the words that each holds. All are made up; `mails/README.md` says how they are kept.
#![expect(clippy::unwrap_used, reason = "a file that is missing ends the test")]

use std::fs;
use std::path::PathBuf;

use channels::{InboundMail, NotAnAnswer, read_mail, read_mail_beside};
use proptest::prelude::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mails")
}

/// What the school had written: the subject and the text.
fn ours() -> String {
    fs::read_to_string(folder().join("ours.txt")).unwrap()
}

/// Each email with its name.
fn mails() -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let mut mails: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect();
    mails.sort();
    mails
}

fn expected(name: &str, ending: &str) -> Option<String> {
    let text = fs::read_to_string(folder().join(format!("{name}.{ending}"))).ok()?;
    Some(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

/// The words, or `!` and the reason.
fn said(read: Result<InboundMail, NotAnAnswer>) -> String {
    read.map_or_else(|why| format!("!{}", why.code()), |mail| mail.words.expose().to_owned())
}

#[test]
fn every_mail_gives_the_words_that_its_writer_wrote() {
    let mut faults = Vec::new();
    for (name, raw) in mails() {
        let with = expected(&name, "expected").unwrap_or_else(|| panic!("{name} has no .expected"));
        let alone = expected(&name, "alone").unwrap_or_else(|| with.clone());
        for (how, read, expected) in
            [("beside", said(read_mail_beside(&raw, &ours())), with), ("alone", said(read_mail(&raw)), alone)]
        {
            if read != expected {
                faults.push(format!("{name}, {how}:\n  expected {expected:?}\n  read     {read:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn there_are_mails_of_every_kind() {
    let mails = mails();
    assert!(mails.len() >= 80, "{}", mails.len());
    for kind in ["gmail", "ios", "outlook", "samsung", "yahoo", "thunderbird", "k9", "out-of-office", "bounce"] {
        assert!(mails.iter().any(|(name, _)| name.starts_with(kind)), "{kind}");
    }
}

#[test]
fn every_answer_says_which_of_our_emails_it_answers_and_when_it_was_written() {
    let token = "8f3a1c5e7b9d2046a1b2c3d4e5f60718".parse().ok();
    for (name, raw) in mails() {
        if let Ok(mail) = read_mail(&raw) {
            assert_eq!(mail.token, token, "{name}");
            assert_eq!(mail.date, "2026-11-23T09:20:11Z".parse().ok(), "{name}");
            assert!(mail.from.is_some() && mail.message_id.is_some(), "{name}");
        }
    }
}

#[test]
fn files_that_came_along_are_counted_and_not_kept() {
    let counted = |wanted: &str| {
        let raw = mails().into_iter().find(|(name, _)| name == wanted).unwrap().1;
        let mail = read_mail(&raw).unwrap();
        assert!(!mail.words.expose().contains("not to be kept"));
        mail.attachments
    };
    assert_eq!((counted("with-attachment"), counted("text-attachment"), counted("ios-photo")), (1, 1, 1));
    assert_eq!((counted("signed"), counted("gmail-web")), (0, 0));
}

#[test]
fn nobody_real_is_written_to_or_from() {
    for (name, raw) in mails() {
        let text = String::from_utf8_lossy(&raw).replace("=\r\n", "");
        for (at, _) in text.match_indices('@') {
            let domain: String = text[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
            let made_up = domain.is_empty() || domain.ends_with("example.com") || domain.ends_with("amazonses.com");
            assert!(made_up, "{name}: {domain}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn words_never_hold_what_stands_only_in_ours(
        words in "[a-z]{3,9}( [a-z]{3,9}){0,8}",
        school in "[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9}){1,3}",
        sentences in proptest::collection::vec("[A-Z][a-z]{2,9}( [a-z]{3,9}){6,18}\\.", 1..6),
        how in 0..6usize,
    ) {
        let ours = format!("Hello,\n\n{}\n\nThank you,\n{school}\n", sentences.join("\n\n"));
        prop_assume!(!ours.to_lowercase().contains(&words));
        let line = format!("On Mon, 23 Nov 2026 at 09:14, {school} <absence@example.com> wrote:");
        let block = format!("From: {school} <absence@example.com>\nSent: 23 November 2026 09:14\nTo: jane@example.com\nSubject: Re\n");
        let quoted: String = ours.lines().map(|line| format!("> {line}\n")).collect();
        let body = match how {
            0 => format!("{words}\n\n{line}\n{quoted}"),
            1 => format!("{line}\n{quoted}\n{words}\n"),
            2 => format!("{words}\n\n{block}\n{ours}"),
            3 => format!("{block}\n{ours}\n{words}\n"),
            4 => format!("{words}\n\n{line}\n\n{ours}"),
            _ => format!("{ours}\n{words}\n"),
        };
        let raw = format!("From: jane@example.com\nSubject: Re: Ava\n\n{body}");
        let mail = read_mail_beside(raw.as_bytes(), &ours);
        // Without a quote's beginning above it, a greeting alone is anybody's.
        let read = said(mail).trim_start_matches("Hello,").trim().to_owned();
        prop_assert_eq!(read, words);
    }

    #[test]
    fn a_mail_that_is_damaged_anywhere_is_read_without_a_panic_and_in_bounds(
        which in any::<prop::sample::Index>(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        length in any::<prop::sample::Index>(),
    ) {
        let mails = mails();
        let mut raw = mails[which.index(mails.len())].1.clone();
        for (at, byte) in damage {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        raw.truncate(length.index(raw.len() + 1));
        if let Ok(mail) = read_mail_beside(&raw, &ours()) {
            let letters = mail.words.expose().chars().count();
            prop_assert!((1..=2_000).contains(&letters) && !mail.words.is_blank());
        }
    }

    #[test]
    fn no_header_panics(
        name in prop_oneof![
            Just("From"), Just("To"), Just("Subject"), Just("Date"), Just("Message-ID"), Just("Content-Type"), Just("Content-Disposition"),
            Just("Content-Transfer-Encoding"), Just("Auto-Submitted"), Just("Return-Path"),
        ],
        value in proptest::collection::vec(any::<u8>(), 0..200),
        charset in prop_oneof![Just("utf-7"), Just("utf-16"), Just("iso-2022-jp"), Just("gb18030"), Just("koi8-r"), Just("big5")],
        body in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut raw = format!("{name}: ").into_bytes();
        raw.extend(&value);
        raw.extend(format!("\nContent-Type: text/plain; charset={charset}\n\n").into_bytes());
        raw.extend(&body);
        read_mail(&raw).ok();
    }
}

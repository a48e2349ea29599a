//! Emails made to do harm: each is read, or refused, in bounds of time and size.

use std::time::{Duration, Instant};

use channels::{LOOKED_AT, read_mail, read_mail_beside};

/// Far more than any of them takes; a hundredth of what one would that is not bounded.
const PATIENCE: Duration = Duration::from_secs(10);

fn full(head: &str, repeated: &str) -> Vec<u8> {
    let mut raw = head.as_bytes().to_vec();
    raw.extend(repeated.as_bytes().iter().cycle().take(LOOKED_AT - raw.len()));
    raw
}

fn plain(repeated: &str) -> Vec<u8> {
    full("From: jane@example.com\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n", repeated)
}

fn page(repeated: &str) -> Vec<u8> {
    full("From: jane@example.com\r\nContent-Type: text/html; charset=utf-8\r\n\r\n", repeated)
}

/// Each level opens the next: `{}` is its depth.
fn nested(level: &str) -> Vec<u8> {
    let mut raw = "From: jane@example.com\r\n".to_owned();
    for depth in 0..20_000 {
        raw.push_str(&level.replace("{}", &depth.to_string()));
    }
    raw.truncate(LOOKED_AT);
    raw.into_bytes()
}

#[test]
fn nothing_that_is_sent_takes_long_or_ends_the_process() {
    let mails = [
        ("multiparts in multiparts", nested("Content-Type: multipart/mixed; boundary=b{}\r\n\r\n--b{}\r\n")),
        ("one boundary at every depth", nested("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n")),
        ("emails in emails", nested("Content-Type: message/rfc822\r\n\r\n")),
        ("digests in digests", nested("Content-Type: multipart/digest; boundary=b{}\r\n\r\n--b{}\r\n\r\n")),
        (
            "parts by the thousand",
            full("From: jane@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n"),
        ),
        (
            "alternatives by the thousand",
            full("From: a@example.com\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n"),
        ),
        (
            "nothing but boundaries",
            full("From: jane@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n"),
        ),
        ("a header without an end", full("From: jane@example.com\r\nX-Long: ", "abcdefgh")),
        ("a folded header without an end", full("From: jane@example.com\r\nSubject:", " =?utf-8?Q?\r\n ")),
        ("encoded words that never close", full("Subject: ", "=?utf-8?B?=?utf-8?Q?")),
        ("addresses without an end", full("From: jane@example.com\r\nTo: ", "\"a\" <a@example.com>, (")),
        ("header fields by the thousand", full("From: jane@example.com\r\n", "X-A: b\r\n")),
        ("parameters by the thousand", full("From: jane@example.com\r\nContent-Type: text/plain", "; a*0=\"b\"")),
        ("one line", plain("a")),
        ("empty lines", plain("\r\n")),
        ("quoted lines", plain(">\r\n")),
        ("signs of a quote in one line", plain(">")),
        ("lines above a quote", plain("On 1 Jan 2026 at 9:14 <a@example.com> wrote:\r\n")),
        ("halves of the line above a quote", plain("On 1 Jan 2026 at 9:14 a@example.com\r\n")),
        ("blocks", plain("From: a\r\nSent: b\r\n")),
        ("notices", plain("This email is confidential\r\n")),
        ("colons", plain(": ")),
        ("addresses of ours", plain("reply+reply+reply+")),
        ("words that go on", plain("wrote: ")),
        ("nul", plain("\u{0}")),
        ("combining letters", plain("e\u{301}\u{301}\u{301}")),
        ("open tags", page("<div class=\"signature\" id='x'>")),
        ("open quotes", page("<blockquote>a<br>")),
        ("closing tags", page("</blockquote></div>")),
        ("tags that never end", page("<a href=\"")),
        ("comments that never end", page("<!--")),
        ("styles that never end", page("<style>")),
        ("entities that never end", page("&#x&amp")),
        ("attributes without an end", full("From: a@example.com\r\nContent-Type: text/html\r\n\r\n<div ", "a=b c='d\" ")),
    ];
    let ours = "Ava is not marked in school this morning, and nobody has told us why yet.\n".repeat(500);
    for (name, raw) in mails {
        let begun = Instant::now();
        for read in [read_mail(&raw), read_mail_beside(&raw, &ours)].into_iter().flatten() {
            assert!(read.words.expose().chars().count() <= 2_000, "{name}");
        }
        assert!(begun.elapsed() < PATIENCE, "{name}: {:?}", begun.elapsed());
        println!("{name}: {:?}", begun.elapsed());
    }
}

#[test]
fn base64_that_holds_more_emails_is_not_opened() {
    let raw = full(
        "From: jane@example.com\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        "Q29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMg0KDQo=\r\n",
    );
    assert!(read_mail(&raw).is_err());
}

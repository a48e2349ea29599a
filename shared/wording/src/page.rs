//! Every message on one page, with an example and its cost, for a head who wants to know what is said in the school's name.

use std::fmt::Write;

use domain::Personal;

use crate::parts::{Encoding, PartSize, split};
use crate::said::{Acknowledgement, FirstDay, Language, School, When};

/// `docs/wording.md`, in Markdown.
pub fn page() -> String {
    let mut out = String::from(
        "# What Firstday says\n\n\
         Every message, as it goes out in the name of a made-up school. Written by `cargo run -p wording --example write_page`;\n\
         a test fails when it is not up to date. A *part* is what a network bills: 160 letters when a text is one part, 153 when it\n\
         is more; 70 and 67 when it holds a letter outside the telephone alphabet, such as the â of Siân.\n\n\
         ## First message of a day\n\n\
         Sent when a pupil is marked N (no reason yet), to the first contact who may be told.\n\n",
    );
    let rings = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };
    let writes = School { reads_email: true, ..rings };
    let nothing = School { telephone: None, ..rings };
    let families: [(&str, &[&str], When); 4] = [
        ("One child, morning", &["Ava"], When::Morning),
        ("Two children, afternoon", &["Ava", "Noah"], When::Afternoon),
        ("Three children, not the same half of the day", &["Ava", "Noah", "Zoë"], When::Today),
        ("A name that the telephone alphabet does not have", &["Siân"], When::Morning),
    ];
    for (title, names, when) in families {
        let children: Vec<Personal> = names.iter().map(|name| Personal::new(*name)).collect();
        text(&mut out, title, &FirstDay { school: rings, children: &children, when }.text(Language::English));
    }
    let children = [Personal::new("Ava"), Personal::new("Noah")];
    let emails = [
        ("Email, from a school that does not read answers", rings),
        ("Email, from a school that reads answers", writes),
        ("Email, from a school that gave no telephone number", nothing),
    ];
    for (title, school) in emails {
        let email = FirstDay { school, children: &children, when: When::Morning }.email(Language::English);
        out.push_str(&format!("**{title}**\n\n> Subject: {}\n>\n{}\n", email.subject, quoted(&email.text)));
    }
    out.push_str("## Answers to a reply\n\n");
    for which in Acknowledgement::ALL {
        let title = match which {
            Acknowledgement::ReasonNoted => "A reason was given",
            Acknowledgement::StaffWillRead => "Anything else",
            Acknowledgement::Looking => "The parent thought the child was in school, or does not know where the child is",
            Acknowledgement::UnknownSender => "Nobody is known under this number, or more than one family is",
        };
        text(&mut out, title, &which.text(&rings, Language::English));
    }
    out
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

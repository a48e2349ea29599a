//! The table that grows: a line each time that something about a child changes.

use std::collections::BTreeMap;

use serde_json::Value;

/// Column widths: state, child, contact, message; the reply takes the rest.
const WIDTHS: [usize; 4] = [11, 18, 30, 22];

/// What was last printed of each absence.
#[derive(Debug, Default)]
pub(crate) struct Table {
    printed: BTreeMap<String, String>,
}

impl Table {
    pub(crate) fn head() {
        println!("{}", line(["ABSENCE", "CHILD", "CONTACT", "SENT", "REPLY"]));
    }

    /// Prints the absences that look otherwise than when they were last printed. One whose message is still under way is not yet.
    pub(crate) fn update(&mut self, absences: &[Value]) {
        for absence in absences {
            let id = text(absence, "/id").to_owned();
            let messages = list(absence, "/messages");
            if messages.iter().any(|message| !is_final(message)) {
                continue;
            }
            let child = format!("{} {}", text(absence, "/pupil/forename"), text(absence, "/pupil/registration_group"));
            let told = messages.last();
            let contact = told.map_or("nobody to text or mail".to_owned(), |message| {
                let relationship = text(message, "/relationship");
                let name = text(message, "/contact");
                if relationship.is_empty() { name.to_owned() } else { format!("{name} ({relationship})") }
            });
            let sent = told.map_or(String::new(), sent);
            let reply = list(absence, "/replies")
                .last()
                .map_or(String::new(), |reply| format!("“{}”", text(reply, "/words").replace('\n', " ")));
            let printed = line([text(absence, "/state"), &child, &contact, &sent, &reply]);
            if self.printed.get(&id) != Some(&printed) {
                println!("{printed}");
                self.printed.insert(id, printed);
            }
        }
    }
}

/// Whether nothing more happens to a message.
pub(crate) fn is_final(message: &Value) -> bool {
    matches!(text(message, "/progress"), "sent" | "failed" | "dropped")
}

fn sent(message: &Value) -> String {
    let progress = text(message, "/progress");
    match (progress, text(message, "/channel")) {
        ("sent", "sms") => match number(message, "/parts") {
            1 => "text, 1 part".to_owned(),
            parts => format!("text, {parts} parts"),
        },
        ("sent", channel) => channel.to_owned(),
        (progress, _) => format!("{progress}: {}", text(message, "/reason")),
    }
}

fn line(cells: [&str; 5]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(WIDTHS) {
        let mut cell: String = cell.chars().take(width).collect();
        cell.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        line.push_str(&cell);
    }
    line.push_str(cells.last().copied().unwrap_or_default());
    line.trim_end().to_owned()
}

/// A text in an answer, by its JSON pointer; empty where there is none.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// A whole number in an answer; 0 where there is none.
pub(crate) fn number(value: &Value, pointer: &str) -> i64 {
    value.pointer(pointer).and_then(Value::as_i64).unwrap_or_default()
}

/// A list in an answer; an empty one where there is none.
pub(crate) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

//! The summary at the end, for people and as JSON.

use std::collections::BTreeMap;

use local::Stack;
use serde_json::{Value, json};

use crate::school::School;
use crate::table::{list, number, text};

/// What happened, as the API tells it.
#[derive(Debug)]
pub(crate) struct Books {
    /// The upload.
    pub(crate) upload: Value,
    /// All absences of the day.
    pub(crate) absences: Vec<Value>,
    /// Replies that staff have to place.
    pub(crate) unmatched: Vec<Value>,
    /// From the first byte of the upload to the last first message.
    pub(crate) milliseconds: u128,
}

impl Books {
    /// Every message once, with the admission numbers of the children that it speaks of.
    fn messages(&self) -> BTreeMap<&str, (&Value, Vec<&str>)> {
        let known_as: BTreeMap<&str, &str> =
            self.absences.iter().map(|absence| (text(absence, "/id"), text(absence, "/pupil/admission_number"))).collect();
        let all = self.absences.iter().flat_map(|absence| list(absence, "/messages"));
        all.map(|message| {
            let mut pupils: Vec<&str> =
                list(message, "/absences").iter().filter_map(Value::as_str).filter_map(|id| known_as.get(id).copied()).collect();
            pupils.sort_unstable();
            (text(message, "/id"), (message, pupils))
        })
        .collect()
    }

    fn sent(&self) -> Vec<(&Value, Vec<&str>)> {
        self.messages().into_values().filter(|(message, _)| text(message, "/progress") == "sent").collect()
    }

    fn unreachable(&self) -> Vec<&str> {
        let those = self.absences.iter().filter(|absence| text(absence, "/state") == "unreachable");
        let mut those: Vec<&str> = those.map(|absence| text(absence, "/pupil/admission_number")).collect();
        those.sort_unstable();
        those
    }

    /// Prints the summary.
    pub(crate) fn print(&self) {
        let by = |count: &mut dyn Iterator<Item = &str>| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            count.for_each(|word| *counts.entry(word.to_owned()).or_default() += 1);
            in_words(counts.iter().map(|(word, count)| (word.as_str(), count.to_string())))
        };
        let marks = self.upload.pointer("/marks").and_then(Value::as_object);
        let marks = in_words(marks.into_iter().flatten().map(|(code, count)| (code.as_str(), count.to_string())));
        let sent = self.sent();
        let of = |channel: &str| sent.iter().filter(|(message, _)| text(message, "/channel") == channel).count();
        let parts: i64 = sent.iter().map(|(message, _)| number(message, "/parts")).sum();
        let replies = self.absences.iter().map(|absence| list(absence, "/replies").len()).sum::<usize>();
        let untaken: Vec<&str> = list(&self.upload, "/untaken").iter().filter_map(Value::as_str).collect();
        let rows = [
            (
                "roll",
                format!(
                    "{} pupils, {} contacts",
                    number(&self.upload, "/counts/pupils"),
                    number(&self.upload, "/counts/contacts")
                ),
            ),
            ("marks", marks),
            ("registers not taken", if untaken.is_empty() { "none".to_owned() } else { untaken.join(", ") }),
            (
                "absences opened",
                format!("{} ({})", self.absences.len(), by(&mut self.absences.iter().map(|a| text(a, "/state")))),
            ),
            ("texts", format!("{} in {parts} parts", of("sms"))),
            ("emails", of("email").to_string()),
            ("replies", format!("{replies} placed, {} for staff to place", self.unmatched.len())),
            ("problems in the files", by(&mut list(&self.upload, "/problems").iter().map(|problem| text(problem, "/code")))),
            ("upload to last message", format!("{} ms", self.milliseconds)),
            (
                "cost of the upload",
                format!(
                    "{} DynamoDB calls, {} write units",
                    number(&self.upload, "/cost/calls"),
                    self.upload.pointer("/cost/write_units").and_then(Value::as_f64).unwrap_or_default()
                ),
            ),
        ];
        println!();
        for (name, value) in rows {
            println!("{name:<24}{}", if value.is_empty() { "none".to_owned() } else { value });
        }
    }

    /// The same for programs.
    pub(crate) fn json(&self, school: &School, stack: Option<Value>) -> Value {
        let messages: Vec<Value> = self
            .sent()
            .into_iter()
            .map(|(message, pupils)| {
                json!({
                    "channel": text(message, "/channel"),
                    "to": text(message, "/to"),
                    "pupils": pupils,
                    "text": text(message, "/text"),
                    "parts": number(message, "/parts"),
                })
            })
            .collect();
        let absences: Vec<Value> = self
            .absences
            .iter()
            .map(|absence| json!({"pupil": text(absence, "/pupil/admission_number"), "state": text(absence, "/state")}))
            .collect();
        let problems: Vec<Value> = list(&self.upload, "/problems")
            .iter()
            .map(|problem| {
                let field = |name: &str| problem.get(name).cloned().unwrap_or(Value::Null);
                json!({"file": field("file"), "line": field("line"), "column": field("column"), "code": field("code"), "pupil": field("pupil")})
            })
            .collect();
        let mut books = json!({
            "school": {
                "urn": school.urn.as_str(),
                "pupils": number(&self.upload, "/counts/pupils"),
                "contacts": number(&self.upload, "/counts/contacts"),
            },
            "upload": {"id": text(&self.upload, "/id"), "state": text(&self.upload, "/state"), "sentence": text(&self.upload, "/sentence")},
            "marks": self.upload.get("marks").cloned().unwrap_or_else(|| json!({})),
            "absences": absences,
            "messages": messages,
            "problems": problems,
            "untaken": list(&self.upload, "/untaken"),
            "unreachable": self.unreachable(),
            "timings": {"upload_to_last_text_ms": self.milliseconds},
        });
        if let (Some(stack), Some(books)) = (stack, books.as_object_mut()) {
            books.insert("stack".to_owned(), stack);
        }
        books
    }
}

/// How to reach a stack that stays.
pub(crate) fn reach(stack: &Stack, school: &School) -> Result<Value, String> {
    Ok(json!({
        "endpoint": stack.endpoint(),
        "region": local::REGION,
        "access_key": local::ACCESS_KEY,
        "secret_key": local::SECRET_KEY,
        "api": stack.api(),
        "host": stack.api_host().map_err(|error| error.to_string())?,
        "tokens": school.tokens,
    }))
}

fn in_words<'a>(counts: impl Iterator<Item = (&'a str, String)>) -> String {
    counts.map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

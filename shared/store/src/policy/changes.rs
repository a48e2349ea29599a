//! What is another in a later policy than in an earlier one, setting by setting.

use serde_json::Value;

use super::document::PolicyDocument;

/// A setting that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// Which, as in the document, rungs and steps counted from 1: `ladder.2.after`.
    pub setting: String,
    /// What it was; `none` where there was nothing.
    pub before: String,
    /// What it is; `none` where there is nothing.
    pub after: String,
}

impl PolicyDocument {
    /// What was changed from one document to another, in the order of the settings' names.
    pub fn changes(before: &Self, after: &Self) -> Vec<SettingChange> {
        // A document is words, numbers and lists, which always can be written.
        let [before, after] = [before, after].map(|document| serde_json::to_value(document).unwrap_or_default());
        let mut changes = Vec::new();
        compare(String::new(), Some(&before), Some(&after), &mut changes);
        changes
    }
}

fn compare(setting: String, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<SettingChange>) {
    if before == after {
        return;
    }
    let beneath = |name: &str| if setting.is_empty() { name.to_owned() } else { format!("{setting}.{name}") };
    let both = [before, after];
    if both.iter().flatten().any(|value| value.is_object()) {
        let names = both.map(|value| value.and_then(Value::as_object).into_iter().flat_map(|fields| fields.keys()));
        let names: std::collections::BTreeSet<&String> = names.into_iter().flatten().collect();
        for name in names {
            compare(beneath(name), field(before, name), field(after, name), changes);
        }
    } else if both.iter().flatten().any(|value| entries(value).iter().any(Value::is_object)) {
        for place in 0..both.iter().flatten().map(|value| entries(value).len()).max().unwrap_or(0) {
            let entry = |value: Option<&'_ Value>| value.and_then(|value| value.get(place)).cloned();
            let (before, after) = (entry(before), entry(after));
            compare(beneath(&place.saturating_add(1).to_string()), before.as_ref(), after.as_ref(), changes);
        }
    } else {
        let (before, after) = (said(before), said(after));
        if before != after {
            changes.push(SettingChange { setting, before, after });
        }
    }
}

fn field<'a>(value: Option<&'a Value>, name: &str) -> Option<&'a Value> {
    value.and_then(|value| value.get(name))
}

fn entries(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A value for people.
fn said(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "none".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(flag)) => if *flag { "yes" } else { "no" }.to_owned(),
        Some(Value::Array(values)) if values.is_empty() => said(None),
        Some(Value::Array(values)) => values.iter().map(|value| said(Some(value))).collect::<Vec<_>>().join(", "),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str) -> Vec<String> {
        let after = serde_json::from_str(text).unwrap();
        let changes = PolicyDocument::changes(&PolicyDocument::usual(), &after);
        changes.into_iter().map(|change| format!("{}: {} -> {}", change.setting, change.before, change.after)).collect()
    }

    #[test]
    fn each_change_is_said_with_its_setting_and_both_values() {
        assert_eq!(changed("{}"), [""; 0]);
        assert_eq!(
            changed(r#"{"grace": "20m", "shadow": true, "hourly_cap": 300, "contacting": {"up_to_priority": 2}}"#),
            ["contacting.up_to_priority: none -> 2", "grace: 15m -> 20m", "hourly_cap: 400 -> 300", "shadow: no -> yes"]
        );
        assert_eq!(
            changed(r#"{"staff": {"no_answer": [], "held": [{"after": "0s", "tell": ["attendance-officer", "head"]}]}}"#),
            [
                "staff.held.1.tell: attendance-officer -> attendance-officer, head",
                "staff.held.2.after: 10m -> none",
                "staff.held.2.tell: safeguarding-lead -> none",
                "staff.held.3.after: 20m -> none",
                "staff.held.3.tell: head -> none",
                "staff.no_answer.1.after: 15m -> none",
                "staff.no_answer.1.tell: head -> none",
            ]
        );
        let ladder = r#"{"ladder": [
            {"after": "0s", "ask": {"whom": "first", "ways": ["text"]}},
            {"after": "15m", "tell": ["safeguarding-lead"]}
        ]}"#;
        let changed = changed(ladder);
        assert_eq!(changed[..2], ["ladder.1.ask.ways: text, email -> text", "ladder.2.ask.by_every_way: yes -> none"]);
        assert!(changed.contains(&"ladder.2.tell: none -> safeguarding-lead".to_owned()), "{changed:?}");
    }

    #[test]
    fn what_was_changed_back_is_said_the_other_way_round() {
        let (one, other) = (PolicyDocument::usual(), PolicyDocument { return_days: 5, ..PolicyDocument::usual() });
        let [there, back] = [(&one, &other), (&other, &one)].map(|(before, after)| PolicyDocument::changes(before, after));
        assert_eq!((&there[0].before, &there[0].after), (&back[0].after, &back[0].before));
    }
}

//! The four templates, read together as one deployment.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use serde_yaml_ng::Value as Yaml;

use super::root;

/// The templates, in the order in which they are deployed.
pub(super) const TEMPLATES: [&str; 5] =
    ["infra/data.yaml", "infra/identity.yaml", "template.yaml", "infra/mail.yaml", "infra/watch.yaml"];

/// A resource of one of the templates.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) id: String,
    pub(super) file: String,
    pub(super) kind: String,
    /// The whole resource, with every short form (`!Ref`) written out.
    pub(super) whole: Value,
}

impl Resource {
    /// What stands at a path below the properties, such as `SSESpecification/SSEType`; null where nothing does.
    pub(super) fn at(&self, path: &str) -> &Value {
        self.whole.pointer(&format!("/Properties/{path}")).unwrap_or(&Value::Null)
    }

    /// The same as text; empty where there is none.
    pub(super) fn text(&self, path: &str) -> &str {
        self.at(path).as_str().unwrap_or_default()
    }

    /// How a fault names the resource.
    pub(super) fn name(&self) -> String {
        format!("{} in {}", self.id, self.file)
    }
}

/// All that the templates deploy.
#[derive(Debug)]
pub(super) struct Deployment {
    pub(super) resources: Vec<Resource>,
    /// What functions are when they do not say otherwise.
    pub(super) globals: Value,
    /// What each export holds, by the export's name without the stage.
    exports: BTreeMap<String, Value>,
}

impl Deployment {
    /// Reads the project's templates.
    pub(super) fn read() -> Self {
        Self::read_with(|_, text| text)
    }

    /// Reads the project's templates as `change` makes them: from a file's name and its text to another text.
    pub(super) fn read_with(change: impl Fn(&str, String) -> String) -> Self {
        let mut all = Self { resources: Vec::new(), globals: Value::Null, exports: BTreeMap::new() };
        for file in TEMPLATES {
            let text =
                std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file} cannot be read: {error}"));
            let text = change(file, text);
            let yaml: Yaml = serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{file} is no YAML: {error}"));
            all.add(file, &written_out(&yaml));
        }
        all
    }

    fn add(&mut self, file: &str, template: &Value) {
        for (id, whole) in entries(&template["Resources"]) {
            let kind = whole["Type"].as_str().unwrap_or_default().to_owned();
            self.resources.push(Resource { id: id.clone(), file: file.to_owned(), kind, whole: whole.clone() });
        }
        for (_, output) in entries(&template["Outputs"]) {
            if let Some(name) = output.pointer("/Export/Name/Fn::Sub").and_then(Value::as_str) {
                self.exports.insert(name.to_owned(), output["Value"].clone());
            }
        }
        if template["Globals"]["Function"].is_object() {
            self.globals = template["Globals"]["Function"].clone();
        }
    }

    /// The resources of a type, such as `AWS::SQS::Queue`.
    pub(super) fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Resource> {
        self.resources.iter().filter(move |resource| resource.kind == kind)
    }

    /// The resource that a value refers to: by `Ref`, by `Fn::GetAtt`, or by importing an export that does.
    pub(super) fn referred(&self, value: &Value) -> Option<&Resource> {
        if let Some(name) = value.pointer("/Fn::ImportValue/Fn::Sub").and_then(Value::as_str) {
            return self.referred(self.exports.get(name)?);
        }
        let id = value["Ref"].as_str().or_else(|| value["Fn::GetAtt"][0].as_str())?;
        self.resources.iter().find(|resource| resource.id == id)
    }

    /// A property of a function, or what all functions have where it says nothing.
    pub(super) fn of_function<'a>(&'a self, function: &'a Resource, property: &str) -> &'a Value {
        let own = function.at(property);
        if own.is_null() { self.globals.get(property).unwrap_or(&Value::Null) } else { own }
    }

    /// The functions, each with the name of its folder.
    pub(super) fn functions(&self) -> impl Iterator<Item = (&Resource, &str)> {
        self.of("AWS::Serverless::Function").map(|function| (function, function.text("CodeUri").trim_start_matches("functions/")))
    }
}

/// The entries of a map; none of anything else.
pub(super) fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The values of a list, or the one value that stands in place of a list of one.
pub(super) fn each(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        one => vec![one],
    }
}

/// The texts of a list, or the one text that stands in place of a list of one.
pub(super) fn texts(value: &Value) -> Vec<&str> {
    each(value).into_iter().filter_map(Value::as_str).collect()
}

/// Every text anywhere inside a value.
pub(super) fn texts_within<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| texts_within(value, found)),
        Value::Object(values) => values.values().for_each(|value| texts_within(value, found)),
        _ => {}
    }
}

fn written_out(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => json!(value),
        Yaml::Number(number) => number.as_i64().map_or_else(|| json!(number.as_f64()), |whole| json!(whole)),
        Yaml::String(text) => json!(text),
        Yaml::Sequence(values) => values.iter().map(written_out).collect(),
        Yaml::Mapping(values) => {
            let map: Map<String, Value> =
                values.iter().map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), written_out(value))).collect();
            Value::Object(map)
        }
        Yaml::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let value = written_out(&tagged.value);
            match name.trim_start_matches('!') {
                "Ref" => json!({ "Ref": value }),
                "Condition" => json!({ "Condition": value }),
                "GetAtt" => {
                    let (id, attribute) = value.as_str().unwrap_or_default().split_once('.').unwrap_or_default();
                    json!({ "Fn::GetAtt": [id, attribute] })
                }
                function => json!({ format!("Fn::{function}"): value }),
            }
        }
    }
}

#[test]
fn short_forms_are_written_out() {
    let yaml: Yaml = serde_yaml_ng::from_str("a: !GetAtt Queue.Arn\nb: !Ref Topic\nc: !ImportValue { \"Fn::Sub\": x }").unwrap();
    let expected = json!({
        "a": { "Fn::GetAtt": ["Queue", "Arn"] }, "b": { "Ref": "Topic" }, "c": { "Fn::ImportValue": { "Fn::Sub": "x" } }
    });
    assert_eq!(written_out(&yaml), expected);
}

#[test]
fn an_import_leads_to_the_resource_in_the_other_template() {
    let all = Deployment::read();
    let import = json!({ "Fn::ImportValue": { "Fn::Sub": "firstday-${Stage}-roll-table-arn" } });
    assert_eq!(all.referred(&import).map(|resource| resource.id.as_str()), Some("RollTable"));
}

//! Making the school through the API, as an operator and the school's own admin do, and uploading its extract as a school does.

use std::collections::BTreeMap;
use std::path::Path;

use aws_sdk_s3::primitives::ByteStream;
use domain::school::Urn;
use local::{Stack, User};
use serde_json::{Value, json};

use crate::rungs::{ASKED_AGAIN, LEAD_TOLD, OFFICER_TOLD, RUNG};

/// The number that the school's texts come from.
pub(crate) const NUMBER: &str = "+447700900980";

/// The telephones of those on duty.
pub(crate) const DUTY_PHONES: [(&str, &str); 3] =
    [("attendance-officer", "+447700900990"), ("safeguarding-lead", "+447700900991"), ("head", "+447700900992")];

/// The name that parents read.
pub(crate) const NAME: &str = "Hillside School";

const ROLES: [&str; 3] = ["attendance-officer", "safeguarding-lead", "data-protection"];

/// A school that was made, with a signed-in token a role.
#[derive(Debug)]
pub(crate) struct School {
    pub(crate) urn: Urn,
    pub(crate) tokens: BTreeMap<&'static str, String>,
}

impl School {
    /// Makes it. `climbs` has its ladder go up within a minute.
    pub(crate) async fn make(stack: &Stack, urn: &Urn, climbs: bool) -> Result<Self, String> {
        let (operator, operator_token) = person(stack, "operator").await?;
        stack.make_operator(&operator).await.map_err(|error| error.to_string())?;
        let (admin, admin_token) = person(stack, "school-admin").await?;
        let school = json!({
            "urn": urn.as_str(),
            "name": NAME,
            "number": NUMBER,
            "office_phone": "01632 960000",
            "first_admin": admin.subject,
        });
        ask(stack, "POST", "/schools", &operator_token, Some(&school)).await?;
        let mut tokens = BTreeMap::new();
        for role in ROLES {
            let (member, token) = person(stack, role).await?;
            let path = format!("/schools/{urn}/members/{}", member.subject);
            ask(stack, "PUT", &path, &admin_token, Some(&json!({ "role": role }))).await?;
            tokens.insert(role, token);
        }
        let path = format!("/schools/{urn}/policy");
        ask(stack, "PUT", &path, &admin_token, Some(&json!({"version": 0, "policy": policy(climbs)}))).await?;
        let people: Vec<Value> = DUTY_PHONES
            .iter()
            .map(|(duty, number)| json!({"duty": duty, "name": format!("On duty as {duty}"), "number": number}))
            .collect();
        let path = format!("/schools/{urn}/duty");
        ask(stack, "PUT", &path, &admin_token, Some(&json!({"revision": 0, "people": people}))).await?;
        tokens.insert("operator", operator_token);
        tokens.insert("school-admin", admin_token);
        Ok(Self { urn: urn.clone(), tokens })
    }

    /// The attendance officer's token.
    pub(crate) fn officer(&self) -> &str {
        self.tokens.get("attendance-officer").map(String::as_str).unwrap_or_default()
    }

    /// Asks as the attendance officer.
    pub(crate) async fn ask(&self, stack: &Stack, path: &str) -> Result<Value, String> {
        ask(stack, "GET", &format!("/schools/{}{path}", self.urn), self.officer(), None).await
    }

    /// Uploads an extract and gives the upload's id: when its data was taken.
    pub(crate) async fn upload(&self, stack: &Stack, files: Vec<(String, Vec<u8>)>) -> Result<String, String> {
        let id = stack.now().to_zoned_datetime(domain::school::time_zone()).strftime("%Y-%m-%dT%H%M").to_string();
        let s3 =
            aws_sdk_s3::Client::from_conf(aws_sdk_s3::config::Builder::from(&stack.sdk_config()).force_path_style(true).build());
        let bucket = stack.bucket().map_err(|error| error.to_string())?;
        for (name, bytes) in files {
            let put =
                s3.put_object().bucket(bucket).key(format!("schools/{}/{id}/{name}", self.urn)).body(ByteStream::from(bytes));
            put.send().await.map_err(|error| format!("the upload of {name} was refused: {error}"))?;
        }
        Ok(id)
    }
}

/// How the school calls: at any hour, without grace, up a short ladder, so that a run shows the same at midnight and on a Sunday.
fn policy(climbs: bool) -> Value {
    let rung = |after: &str, ways: &[&str], tell: &[&str]| {
        let ask = json!({"whom": "first", "ways": ways, "by_every_way": after != "0s"});
        if ways.is_empty() { json!({"after": after, "tell": tell}) } else { json!({"after": after, "tell": tell, "ask": ask}) }
    };
    let after = |seconds: u64, usual: &str| if climbs { format!("{seconds}s") } else { usual.to_owned() };
    json!({
        "morning_closes": "00:00",
        "afternoon_closes": "00:01",
        "grace": "0s",
        "wait_for_newer": "0s",
        "afternoon_parents_after": "0s",
        "window": {"from": "00:00", "until": "00:00", "corrections_until": "00:00", "any_day": true},
        "ladder": [
            rung("0s", &["text", "email"], &[]),
            rung(&after(ASKED_AGAIN, "15m"), &["text", "email"], &[]),
            rung(&after(RUNG, "30m"), &["call"], &[]),
            rung(&after(OFFICER_TOLD, "45m"), &[], &["attendance-officer"]),
            rung(&after(LEAD_TOLD, "60m"), &[], &["safeguarding-lead"]),
        ],
    })
}

/// Somebody who has signed in.
async fn person(stack: &Stack, name: &str) -> Result<(User, String), String> {
    let user = stack.create_user(name).await.map_err(|error| error.to_string())?;
    let token = stack.sign_in(&user).await.map_err(|error| error.to_string())?;
    Ok((user, token))
}

/// The files of an extract's folder.
pub(crate) fn read_folder(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let unreadable = |error: std::io::Error| {
        format!("{} cannot be read: {error}\nnext: name a folder with the files of one extract", folder.display())
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // What a maker of test data says about its extract is no part of it.
        if entry.path().is_file() && name != "truth.json" && !name.starts_with('.') {
            files.push((name, std::fs::read(entry.path()).map_err(unreadable)?));
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(format!("{} holds no file\nnext: name a folder with the files of one extract", folder.display()));
    }
    Ok(files)
}

/// Asks the API, and takes anything but success for an error.
pub(crate) async fn ask(stack: &Stack, method: &str, path: &str, token: &str, body: Option<&Value>) -> Result<Value, String> {
    let answer = stack.ask(method, path, token, body).await.map_err(|error| error.to_string())?;
    if answer.status < 300 {
        Ok(answer.body)
    } else {
        Err(format!("{method} {path} was answered with {}: {}", answer.status, answer.body))
    }
}

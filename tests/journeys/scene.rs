//! A running stack with a school, and what a journey does there.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::{Duration, Instant};

use aws_sdk_s3::primitives::ByteStream;
use jiff::Timestamp;
use local::{Email, Options, ParentText, Stack, User};
use serde_json::{Value, json};

/// How long a journey waits for something to become true before it fails.
const PATIENCE: Duration = Duration::from_secs(45);

/// How often it looks.
const LOOK: Duration = Duration::from_millis(100);

/// A school in a stack, with somebody signed in for each role.
pub(super) struct School {
    pub(super) urn: String,
    pub(super) number: String,
    officer: User,
    tokens: BTreeMap<&'static str, String>,
}

/// A stack.
pub(super) struct Scene {
    pub(super) stack: Stack,
    pub(super) operator: String,
}

impl Scene {
    pub(super) async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    pub(super) async fn start_with(options: Options) -> Self {
        let stack = Stack::start(options).await.unwrap_or_else(|error| panic!("{error}"));
        let operator = stack.create_user("operator").await.unwrap();
        stack.make_operator(&operator).await.unwrap();
        let operator = stack.sign_in(&operator).await.unwrap();
        Self { stack, operator }
    }

    /// With a clock that [`Scene::minutes_later`] can move.
    pub(super) async fn with_movable_clock() -> Self {
        Self::start_with(Options { movable_clock: true, ..Options::default() }).await
    }

    /// Moves the whole system on, and lets the sweep of that minute run.
    pub(super) async fn minutes_later(&self, minutes: u64) {
        self.stack.set_clock(Duration::from_secs(60 * minutes)).unwrap();
        self.stack.invoke("escalate-absences", &json!({})).await.unwrap();
    }

    /// Turns a school's pause switch.
    pub(super) async fn pause(&self, school: &School, on: bool) {
        let path = format!("/schools/{}/pause", school.urn);
        let turned =
            self.stack.ask("PUT", &path, school.token("attendance-officer"), Some(&json!({ "paused": on }))).await.unwrap();
        assert_eq!(turned.status, 200, "{}", turned.body);
    }

    /// Takes a function off its queue for good.
    pub(super) async fn disconnect(&self, function: &str) {
        self.stack.disconnect(function).await.unwrap();
    }

    /// Makes a school; its number, at AWS, ends in the two digits given (80 to 99).
    pub(super) async fn school(&self, urn: &str, digits: u8) -> School {
        self.school_at(urn, digits, "aws").await
    }

    /// The same, with its number at this provider.
    pub(super) async fn school_at(&self, urn: &str, digits: u8, provider: &str) -> School {
        let number = format!("+4477009009{digits:02}");
        let admin = self.stack.create_user(&format!("admin-{urn}")).await.unwrap();
        let body = json!({"urn": urn, "name": "Hillside School", "number": number, "provider": provider, "office_phone": "01632 960000", "first_admin": admin.subject});
        let made = self.stack.ask("POST", "/schools", &self.operator, Some(&body)).await.unwrap();
        assert_eq!(made.status, 201, "{}", made.body);
        let mut tokens = BTreeMap::from([("school-admin", self.stack.sign_in(&admin).await.unwrap())]);
        let officer = self.member(urn, &tokens["school-admin"], "attendance-officer").await;
        let protection = self.member(urn, &tokens["school-admin"], "data-protection").await;
        for (role, user) in [("attendance-officer", &officer), ("data-protection", &protection)] {
            tokens.insert(role, self.stack.sign_in(user).await.unwrap());
        }
        let school = School { urn: urn.to_owned(), number, officer, tokens };
        self.set_policy(&school, 0, always_open()).await;
        school
    }

    /// Sets a school's policy in place of a version.
    pub(super) async fn set_policy(&self, school: &School, version: u32, policy: Value) {
        let body = json!({ "version": version, "policy": policy });
        let path = format!("/schools/{}/policy", school.urn);
        let set = self.stack.ask("PUT", &path, school.token("school-admin"), Some(&body)).await.unwrap();
        assert_eq!(set.status, 200, "{}", set.body);
    }

    /// A token of the attendance officer for after the clock has moved: the first one has run out.
    pub(super) async fn officer_again(&self, school: &School) -> String {
        self.stack.sign_in(&school.officer).await.unwrap()
    }

    /// A token of somebody who joins the school in a role.
    pub(super) async fn joins(&self, school: &School, role: &str) -> String {
        let user = self.member(&school.urn, school.token("school-admin"), role).await;
        self.stack.sign_in(&user).await.unwrap()
    }

    /// Somebody who joins the school in a role, to sign in whenever the clock has moved.
    pub(super) async fn colleague(&self, school: &School, role: &str) -> User {
        self.member(&school.urn, school.token("school-admin"), role).await
    }

    async fn member(&self, urn: &str, admin: &str, role: &str) -> User {
        let user = self.stack.create_user(&format!("{role}-{urn}")).await.unwrap();
        let path = format!("/schools/{urn}/members/{}", user.subject);
        let set = self.stack.ask("PUT", &path, admin, Some(&json!({ "role": role }))).await.unwrap();
        assert_eq!(set.status, 204, "{}", set.body);
        user
    }

    pub(super) fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.stack.sdk_config()).force_path_style(true).build();
        aws_sdk_s3::Client::from_conf(config)
    }

    /// Puts files into an upload's folder.
    pub(super) async fn put(&self, school: &School, upload: &str, files: &[(String, Vec<u8>)]) {
        for (name, bytes) in files {
            let put = self.s3().put_object().bucket(self.stack.bucket().unwrap());
            let put = put.key(format!("schools/{}/{upload}/{name}", school.urn)).body(ByteStream::from(bytes.clone()));
            put.send().await.unwrap();
        }
    }

    /// The checksum of an uploaded file, as its event names it.
    pub(super) async fn etag(&self, school: &School, upload: &str, name: &str) -> String {
        let head =
            self.s3().head_object().bucket(self.stack.bucket().unwrap()).key(format!("schools/{}/{upload}/{name}", school.urn));
        head.send().await.unwrap().e_tag().unwrap().trim_matches('"').to_owned()
    }

    /// An upload's name for data taken so many minutes ago.
    pub(super) fn taken(&self, minutes_ago: i64) -> String {
        let taken = self.stack.now() - jiff::SignedDuration::from_mins(minutes_ago);
        taken.to_zoned_datetime(domain::school::time_zone()).strftime("%Y-%m-%dT%H%M").to_string()
    }

    pub(super) fn today(&self) -> jiff::civil::Date {
        school_day(self.stack.now())
    }

    /// Uploads files and waits until they have been read; gives the upload as the API tells of it.
    pub(super) async fn upload(&self, school: &School, upload: &str, files: &[(String, Vec<u8>)]) -> Value {
        self.put(school, upload, files).await;
        self.upload_in(school, upload, &["applied"]).await
    }

    /// Puts the files of a whole extract, the marks last: marks that come first are in use before the roll has come.
    pub(super) async fn put_marks_last(&self, school: &School, upload: &str, files: &[(String, Vec<u8>)]) {
        let (marks, others): (Vec<_>, Vec<_>) = files.iter().cloned().partition(|(name, _)| name == "attendance.csv");
        self.put(school, upload, &others).await;
        self.put(school, upload, &marks).await;
    }

    /// Waits until an upload is in one of the states.
    pub(super) async fn upload_in(&self, school: &School, upload: &str, states: &[&str]) -> Value {
        let read = look_until("the upload to be read", || async {
            let answer = self.ask(school, &format!("/uploads/{upload}")).await;
            states.contains(&text(&answer, "/state")).then_some(answer)
        })
        .await;
        match read {
            Ok(read) => read,
            Err(waited) => panic!(
                "{waited}: {}\n{}",
                self.ask(school, &format!("/uploads/{upload}")).await,
                self.complaints("ingest-upload").await
            ),
        }
    }

    /// What a function wrote, for a journey that waits in vain.
    async fn complaints(&self, function: &str) -> String {
        self.stack.logs(function).await.unwrap().concat()
    }

    /// Asks the API as the attendance officer.
    pub(super) async fn ask(&self, school: &School, path: &str) -> Value {
        self.stack
            .ask("GET", &format!("/schools/{}{path}", school.urn), school.token("attendance-officer"), None)
            .await
            .unwrap()
            .body
    }

    /// All absences of today, by admission number.
    pub(super) async fn absences(&self, school: &School) -> BTreeMap<String, Value> {
        let mut absences = BTreeMap::new();
        let mut next = String::new();
        loop {
            let page = self.ask(school, &format!("/absences{next}")).await;
            for absence in list(&page, "/absences") {
                absences.insert(text(absence, "/pupil/admission_number").to_owned(), absence.clone());
            }
            match text(&page, "/next") {
                "" => return absences,
                cursor => next = format!("?cursor={cursor}"),
            }
        }
    }

    /// Waits until there are absences for exactly these pupils, each with its first message said, or known to be for staff.
    pub(super) async fn settled(&self, school: &School, pupils: &[&str]) -> BTreeMap<String, Value> {
        until("every absence to have its first message", || async {
            let absences = self.absences(school).await;
            let there = absences.len() == pupils.len() && pupils.iter().all(|pupil| absences.contains_key(*pupil));
            (there && absences.values().all(is_settled)).then_some(absences)
        })
        .await
    }

    /// Waits until a pupil's absence is in this state.
    pub(super) async fn becomes(&self, school: &School, pupil: &str, state: &str) -> Value {
        until(&format!("the absence to be {state}"), || async {
            let absence = self.absences(school).await.remove(pupil)?;
            (text(&absence, "/state") == state).then_some(absence)
        })
        .await
    }

    /// What was texted to a number so far.
    pub(super) async fn texts_to(&self, number: &str) -> Vec<String> {
        self.stack.texts().await.unwrap().into_iter().filter(|sent| sent.to == number).map(|sent| sent.words).collect()
    }

    /// The first email that goes to an address.
    pub(super) async fn email_to(&self, address: &str) -> Email {
        until("the email", || async {
            let emails = self.stack.emails().await.unwrap();
            emails.into_iter().find(|email| email.to.iter().any(|to| to == address))
        })
        .await
    }

    /// How many received emails lie in the bucket.
    pub(super) async fn mail_left(&self) -> usize {
        let listed = self.s3().list_objects_v2().bucket(self.stack.bucket().unwrap()).prefix("mail/").send().await.unwrap();
        listed.contents().len()
    }

    /// A parent answers a school's number over its topic.
    pub(super) async fn reply(&self, school: &School, from: &str, words: &str, id: &str) {
        self.stack.text_over_topic(ParentText { from, to: &school.number, words, id }).await.unwrap();
    }

    /// How many absences have something to do by themselves, now or later.
    pub(super) async fn absences_due(&self) -> usize {
        let db = aws_sdk_dynamodb::Client::new(&self.stack.sdk_config());
        let scanned = db.scan().table_name(self.stack.table("absences").unwrap()).send().await.unwrap();
        let is_absence = |sk: &str| sk.starts_with("absence#");
        let due = scanned.items().iter().filter(|item| item.contains_key("due_at"));
        due.filter(|item| item.get("sk").and_then(|sk| sk.as_s().ok()).is_some_and(|sk| is_absence(sk))).count()
    }

    /// Waits until a queue's dead letters hold so many messages.
    pub(super) async fn parked(&self, queue: &str, count: usize) {
        let sqs = aws_sdk_sqs::Client::new(&self.stack.sdk_config());
        let url = self.stack.dead_letters(queue).unwrap();
        until(&format!("{count} messages to be parked"), || async {
            let name = aws_sdk_sqs::types::QueueAttributeName::ApproximateNumberOfMessages;
            let attributes = sqs.get_queue_attributes().queue_url(url).attribute_names(name.clone()).send().await.unwrap();
            let held: usize = attributes.attributes.unwrap().get(&name).unwrap().parse().unwrap();
            (held == count).then_some(())
        })
        .await;
    }

    /// Waits until nothing is left to do in any queue: what was handed over has been worked on.
    pub(super) async fn quiet(&self) {
        let sqs = aws_sdk_sqs::Client::new(&self.stack.sdk_config());
        until("the queues to be empty", || async {
            // Each before those that it fills, and all of them twice: what was not said goes back to the evaluations.
            for queue in ["sweeps", "uploads", "replies", "evaluations", "messages"].repeat(2) {
                use aws_sdk_sqs::types::QueueAttributeName::{
                    ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible,
                };
                let asked = sqs.get_queue_attributes().queue_url(self.stack.queue(queue).unwrap());
                let asked =
                    asked.attribute_names(ApproximateNumberOfMessages).attribute_names(ApproximateNumberOfMessagesNotVisible);
                if asked.send().await.unwrap().attributes.unwrap().values().any(|count| count != "0") {
                    return None;
                }
            }
            Some(())
        })
        .await;
    }
}

/// Registers that close at midnight, no grace, a window that never closes: it shows the same at any hour and on a Sunday.
pub(super) fn always_open() -> Value {
    json!({
        "morning_closes": "00:00",
        "afternoon_closes": "00:01",
        "grace": "0s",
        "wait_for_newer": "0s",
        "afternoon_parents_after": "0s",
        "window": {"from": "00:00", "until": "00:00", "corrections_until": "00:00", "any_day": true},
    })
}

impl School {
    pub(super) fn token(&self, role: &str) -> &str {
        &self.tokens[role]
    }
}

/// Whether nothing more is said about an absence for now.
pub(super) fn is_settled(absence: &Value) -> bool {
    let messages = list(absence, "/messages");
    let said = messages.iter().all(|message| ["sent", "failed", "dropped"].contains(&text(message, "/progress")));
    match text(absence, "/state") {
        "waiting" => false,
        "open" => said && !messages.is_empty(),
        _ => true,
    }
}

/// Looks again and again until something is there; fails the test in the words given when it never is.
pub(super) async fn until<T, F: Future<Output = Option<T>>>(what: &str, look: impl Fn() -> F) -> T {
    look_until(what, look).await.unwrap_or_else(|waited| panic!("{waited}"))
}

async fn look_until<T, F: Future<Output = Option<T>>>(what: &str, look: impl Fn() -> F) -> Result<T, String> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(found) = look().await {
            return Ok(found);
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(format!("waited {} s for {what}", PATIENCE.as_secs()))
}

pub(super) fn school_day(moment: Timestamp) -> jiff::civil::Date {
    domain::school::day(moment)
}

pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

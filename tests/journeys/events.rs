//! The events in `events/`: each function is given each of its own as it stands there, and does what people would notice. Only what the
//! samples cannot know is replaced: today, and the ids, keys and checksums of this stack.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::types::AttributeValue;
use local::Options;
use serde_json::{Value, json};

use super::extract_files::{child, marks, mother, whole};
use super::scene::{Scene, School, list, text};

/// What the samples say of the moment, and of whom.
const DAY: &str = "2026-11-23";
const FOLDER: &str = "2026-11-23T0905";
const TIME: &str = "2026-11-23T09:05:07Z";
const ID: &str = "6f1c0d9e2b7a48356f1c0d9e2b7a4835";
const OPERATOR: &str = "0f1e2d3c-4b5a-4697-8877-665544332211";
const OFFICER: &str = "5a6b7c8d-9e0f-4a1b-8c2d-3e4f50617283";

/// Where the webhooks of the samples came in, and what they are signed with; `events/README.md` says so.
const HOOKS: &str = "https://firstday.example.com";
const TOKEN: &str = "example-token-of-nobody";

/// The samples, each noted when it is given to its function.
struct Samples {
    folder: PathBuf,
    given: RefCell<BTreeSet<String>>,
}

impl Samples {
    fn find() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
        Self { folder, given: RefCell::default() }
    }

    /// A sample with each of these texts in the place of another; the sample must have it.
    fn read(&self, name: &str, replaced: &[(&str, &str)]) -> Value {
        let mut sample = std::fs::read_to_string(self.folder.join(name)).unwrap();
        for (known, now) in replaced {
            assert!(sample.contains(known), "{name} does not hold {known}");
            sample = sample.replace(known, now);
        }
        self.given.borrow_mut().insert(name.to_owned());
        serde_json::from_str(&sample).unwrap()
    }

    fn not_given(&self) -> Vec<String> {
        let mut left = Vec::new();
        for function in std::fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap()).filter(|entry| entry.path().is_dir())
        {
            for sample in std::fs::read_dir(function.path()).unwrap() {
                left.push(format!(
                    "{}/{}",
                    function.file_name().to_string_lossy(),
                    sample.unwrap().file_name().to_string_lossy()
                ));
            }
        }
        left.retain(|name| !self.given.borrow().contains(name));
        left
    }
}

/// One morning at the samples' school.
struct Morning {
    scene: Scene,
    samples: Samples,
    today: String,
}

impl Morning {
    /// Gives a function one of its samples.
    async fn give(&self, name: &str, replaced: &[(&str, &str)]) -> Value {
        let function = name.split_once('/').unwrap().0;
        self.scene.stack.invoke(function, &self.samples.read(name, replaced)).await.unwrap()
    }

    /// Gives a function a batch, of which nothing may be left.
    async fn work_off(&self, name: &str, replaced: &[(&str, &str)]) {
        let answer = self.give(name, replaced).await;
        assert_eq!(list(&answer, "/batchItemFailures"), &[] as &[Value], "{name}: {answer}");
    }

    /// Asks the API with a sample: the status, and the body.
    async fn ask(&self, name: &str, replaced: &[(&str, &str)]) -> (u64, Value) {
        let answer = self.give(name, replaced).await;
        (answer["statusCode"].as_u64().unwrap(), serde_json::from_str(text(&answer, "/body")).unwrap_or_default())
    }

    /// Takes everything out of a queue.
    async fn take(&self, queue: &str) -> Vec<Value> {
        let sqs = aws_sdk_sqs::Client::new(&self.scene.stack.sdk_config());
        let url = self.scene.stack.queue(queue).unwrap();
        let mut taken = Vec::new();
        loop {
            let got = sqs.receive_message().queue_url(url).max_number_of_messages(10).send().await.unwrap();
            if got.messages().is_empty() {
                return taken;
            }
            for message in got.messages() {
                taken.push(serde_json::from_str(message.body().unwrap()).unwrap());
                sqs.delete_message().queue_url(url).receipt_handle(message.receipt_handle().unwrap()).send().await.unwrap();
            }
        }
    }

    /// Puts an item's date of being due into the past.
    async fn is_overdue(&self, sk: &str) {
        let db = aws_sdk_dynamodb::Client::new(&self.scene.stack.sdk_config());
        let update = db.update_item().table_name(self.scene.stack.table("messages").unwrap());
        let update = update.key("pk", AttributeValue::S("123456".to_owned())).key("sk", AttributeValue::S(sk.to_owned()));
        let update = update.update_expression("SET due_at = :past").condition_expression("attribute_exists(due_shard)");
        update.expression_attribute_values(":past", AttributeValue::N("1".to_owned())).send().await.unwrap();
    }

    /// The sort keys of the counts of a partition.
    async fn usage(&self, of: &str) -> Vec<String> {
        let db = aws_sdk_dynamodb::Client::new(&self.scene.stack.sdk_config());
        let asked = db.query().table_name(self.scene.stack.table("usage").unwrap()).key_condition_expression("pk = :pk");
        let found = asked.expression_attribute_values(":pk", AttributeValue::S(of.to_owned())).send().await.unwrap();
        found.items().iter().map(|item| item["sk"].as_s().unwrap().clone()).collect()
    }

    async fn states(&self, school: &School) -> Vec<String> {
        self.scene.absences(school).await.values().map(|absence| text(absence, "/state").to_owned()).collect()
    }
}

#[tokio::test]
async fn every_function_takes_each_of_its_events_as_people_would_notice() {
    let options = Options { parameters: [("WebhookBaseUrl".to_owned(), HOOKS.to_owned())].into(), ..Options::default() };
    let scene = Scene::start_with(options).await;
    // The samples come in the place of what the queues would bring.
    for function in ["ingest-upload", "evaluate-absences", "send-message", "receive-reply", "escalate-absences"] {
        scene.disconnect(function).await;
    }
    let morning = Morning { today: scene.today().to_string(), samples: Samples::find(), scene };
    let school = a_school_is_made(&morning).await;
    extracts_arrive(&morning, &school).await;
    let messages = registers_are_evaluated(&morning, &school).await;
    messages_are_said(&morning, &school, &messages).await;
    parents_answer(&morning, &school).await;
    a_page_of_nobody(&morning).await;
    the_provider_calls(&morning).await;
    items_expire(&morning).await;
    assert_eq!(morning.samples.not_given(), [] as [&str; 0], "give each of them to its function here");
}

async fn a_school_is_made(morning: &Morning) -> School {
    let mut operator = morning.scene.stack.create_user("operator-of-the-samples").await.unwrap();
    OPERATOR.clone_into(&mut operator.subject);
    morning.scene.stack.make_operator(&operator).await.unwrap();
    let another = [("123456", "123458"), ("+447700900980", "+447700900982")];
    assert_eq!(morning.ask("admin-api/make-school.json", &another).await, (201, json!({"urn": "123458"})));
    let (status, health) = morning.ask("admin-api/health.json", &[]).await;
    assert_eq!((status, text(&health, "/status"), &health["paused"]), (200, "ok", &json!(false)));
    let school = morning.scene.school("123456", 80).await;
    let path = format!("/schools/123456/members/{OFFICER}");
    let role = json!({"role": "attendance-officer"});
    let set = morning.scene.stack.ask("PUT", &path, school.token("school-admin"), Some(&role)).await.unwrap();
    assert_eq!(set.status, 204, "{}", set.body);
    school
}

async fn extracts_arrive(morning: &Morning, school: &School) {
    let scene = &morning.scene;
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900123")]),
        child("0002", "Kit", "Jones", vec![mother("Ann", "Jones", "07700900321")]),
    ];
    let (folder, now) = (scene.taken(9), scene.stack.now().to_string());
    scene.put(school, &folder, &whole(&children, scene.today(), &[("0001", "N"), ("0002", "/")])).await;
    let etag = async |folder: &str, name: &str| scene.etag(school, folder, name).await;
    let (pupils, contacts) = (etag(&folder, "pupils.csv").await, etag(&folder, "contacts.csv").await);
    let attendance = etag(&folder, "attendance.csv").await;
    let of_files = [
        (FOLDER, &*folder),
        (TIME, &*now),
        ("90754313ad2f9a9120b25f95fa29531e", &*pupils),
        ("3703066325d5c610ce550bed840f6e0f", &*contacts),
        ("7cf7152805e2a5f7910dbd863fab74d9", &*attendance),
    ];
    morning.work_off("ingest-upload/extract-arrived.json", &of_files).await;
    let applied = scene.upload_in(school, &folder, &["applied"]).await;
    assert_eq!((&applied["counts"]["pupils"], list(&applied, "/problems").len()), (&json!(2), 0), "{applied}");
    // The waiting time of an upload that was applied changes nothing.
    morning.work_off("ingest-upload/upload-waited.json", &[(FOLDER, &folder)]).await;
    morning.work_off("ingest-upload/upload-held.json", &[(FOLDER, &folder)]).await;
    assert_eq!(scene.upload_in(school, &folder, &["applied"]).await, applied);
}

async fn registers_are_evaluated(morning: &Morning, school: &School) -> [String; 2] {
    let scene = &morning.scene;
    let day = [(DAY, &*morning.today)];
    let handed_over = morning.take("evaluations").await;
    assert_eq!(handed_over, [sample_body(&morning.samples.read("evaluate-absences/register-changed.json", &day), 0)]);
    morning.work_off("evaluate-absences/register-changed.json", &day).await;
    assert_eq!(scene.absences(school).await.keys().collect::<Vec<_>>(), ["0001"]);

    // Marks alone, among what nobody can read.
    let (folder, now) = (scene.taken(4), scene.stack.now().to_string());
    scene.put(school, &folder, &marks(scene.today(), "AM", &[("0001", "N"), ("0002", "N")])).await;
    let attendance = scene.etag(school, &folder, "attendance.csv").await;
    let of_file = [(FOLDER, &*folder), (TIME, &*now), ("7cf7152805e2a5f7910dbd863fab74d9", &*attendance)];
    morning.work_off("ingest-upload/mixed.json", &of_file).await;
    scene.parked("uploads", 3).await;
    scene.upload_in(school, &folder, &["applied"]).await;
    morning.work_off("evaluate-absences/mixed.json", &day).await;
    scene.parked("evaluations", 3).await;

    let (status, page) = morning.ask("admin-api/list-absences.json", &day).await;
    let absences = list(&page, "/absences");
    assert_eq!((status, absences.len()), (200, 2), "{page}");
    let id = text(&absences[0], "/id").to_owned();
    let (status, story) = morning.ask("admin-api/look-at-absence.json", &[(&format!("{DAY}.{ID}"), &*id)]).await;
    assert_eq!((status, text(&story, "/absence/id")), (200, &*id), "{story}");
    let absences = scene.absences(school).await;
    ["0001", "0002"].map(|pupil| text(&absences[pupil], "/messages/0/id").to_owned())
}

async fn messages_are_said(morning: &Morning, school: &School, [first, second]: &[String; 2]) {
    let scene = &morning.scene;
    let (of_first, of_second) = ([(DAY, &*morning.today), (ID, first)], [(DAY, &*morning.today), (ID, second)]);
    let body = |of: &[(&str, &str)]| sample_body(&morning.samples.read("send-message/message-planned.json", of), 0);
    let handed_over = morning.take("messages").await;
    assert!([&of_first, &of_second].into_iter().all(|of| handed_over.contains(&body(of))), "{handed_over:?}");
    morning.work_off("send-message/message-planned.json", &of_first).await;
    assert_eq!(scene.texts_to("+447700900123").await.len(), 1);

    // Paused, a message waits; the sweep of the minute brings it back; then it goes, among what nobody can read.
    let paused = morning.ask("admin-api/pause-school.json", &[]).await;
    assert_eq!(paused, (200, json!({"paused": true})));
    morning.work_off("send-message/message-planned.json", &of_second).await;
    assert_eq!(scene.texts_to("+447700900321").await, [] as [&str; 0]);
    morning.is_overdue(&format!("message#{}#{second}", morning.today)).await;
    morning.give("escalate-absences/every-minute.json", &[]).await;
    let shards: BTreeSet<String> = morning.take("sweeps").await.iter().map(Value::to_string).collect();
    let sample = morning.samples.read("escalate-absences/shards.json", &[]);
    let of_sample = (0..16).map(|place| sample_body(&sample, place).to_string()).collect();
    assert_eq!(shards, of_sample, "a tick hands out each shard once");
    morning.work_off("escalate-absences/shards.json", &[]).await;
    morning.work_off("escalate-absences/mixed.json", &[]).await;
    scene.parked("sweeps", 2).await;
    assert!(morning.take("messages").await.contains(&body(&of_second)));
    scene.pause(school, false).await;
    morning.work_off("send-message/mixed.json", &of_second).await;
    scene.parked("messages", 3).await;
    assert_eq!(scene.texts_to("+447700900321").await.len(), 1);
    // Marks that have come, and a message that said all it was to say, change nothing.
    let before = scene.absences(school).await;
    morning.work_off("evaluate-absences/marks-awaited.json", &[]).await;
    morning.work_off("evaluate-absences/message-not-said.json", &of_second).await;
    assert_eq!(scene.absences(school).await, before);
}

async fn parents_answer(morning: &Morning, school: &School) {
    // What comes in on another day says nothing of this one.
    let came = morning.scene.stack.now().to_string();
    let now = [("2026-11-23T09:14:33.482Z", &*came)];
    morning.work_off("receive-reply/inbound-text.json", &now).await;
    assert_eq!(morning.states(school).await, ["explained", "open"]);
    let answered = morning.scene.absences(school).await;
    let reply = text(&answered["0001"], "/replies/0/id").split_once('.').unwrap().1;
    let stored = [(DAY, &*morning.today), ("cae173d2-66b9-564c-8309-21f858e9fb01", reply)];
    morning.work_off("receive-reply/reply-stored.json", &stored).await;
    assert_eq!(morning.scene.absences(school).await, answered);
    // An email that lies in the bucket no more was taken in before.
    let bucket = morning.scene.stack.bucket().unwrap();
    morning.work_off("receive-reply/inbound-mail.json", &[("firstday-test-mail", bucket)]).await;
    assert_eq!(morning.scene.absences(school).await, answered);
    // What becomes of an email whose end nobody has noted yet comes again; that receipts are set up is no receipt.
    let early = morning.give("receive-reply/mail-events.json", &[]).await;
    assert_eq!(list(&early, "/batchItemFailures").len(), 7, "{early}");
    morning.work_off("receive-reply/mixed.json", &now).await;
    morning.scene.parked("replies", 3).await;
    assert_eq!(morning.states(school).await, ["alarm", "explained"]);
}

async fn a_page_of_nobody(morning: &Morning) {
    for sample in ["receive-reply/page.json", "receive-reply/page-answer.json"] {
        let answer = morning.give(sample, &[]).await;
        assert_eq!(answer["statusCode"], 404, "{sample}: {answer}");
        assert!(text(&answer, "/body").contains("<html") && !text(&answer, "/body").contains("School"), "{sample}: {answer}");
    }
}

async fn the_provider_calls(morning: &Morning) {
    let scene = &morning.scene;
    let school = scene.school("123457", 81).await;
    let samples = ["receive-reply/webhook-forged.json", "receive-reply/webhook.json", "receive-reply/webhook-base64.json"];
    for sample in samples {
        let answer = morning.give(sample, &[]).await;
        assert_eq!((&answer["statusCode"], text(&answer, "/body")), (&json!(403), ""), "{sample}: {answer}");
    }
    assert_eq!(list(&scene.ask(&school, "/unmatched").await, "/replies").len(), 0);

    // Once the token is the one that they are signed with, they are the provider's.
    give_provider_token(scene).await;
    scene.stack.kill_function("receive-reply").unwrap();
    // Both are of one parent, who is thanked once.
    for (sample, (status, thanked)) in samples.into_iter().zip([(403, false), (200, true), (200, false)]) {
        let answer = morning.give(sample, &[]).await;
        assert_eq!(answer["statusCode"], json!(status), "{sample}: {answer}");
        assert_eq!(text(&answer, "/body").contains("<Message>"), thanked, "{sample}: {answer}");
    }
    let unmatched = scene.ask(&school, "/unmatched").await;
    let words: Vec<_> = list(&unmatched, "/replies").iter().map(|reply| text(reply, "/words")).collect();
    assert_eq!(words, ["She's poorly & won't be in – sorry"; 2]);
    // A stranger who rings is connected to the office; a call of nobody's ends.
    for (sample, follows) in
        [("receive-reply/call-rung.json", "<Number>+441632960000</Number>"), ("receive-reply/call-step.json", "<Hangup/>")]
    {
        let answer = morning.give(sample, &[]).await;
        assert!(answer["statusCode"] == 200 && text(&answer, "/body").contains(follows), "{sample}: {answer}");
    }
}

async fn items_expire(morning: &Morning) {
    for sample in ["expire-records/messages-expired.json", "expire-records/leaver-expired.json"] {
        morning.work_off(sample, &[]).await;
    }
    let notes = [morning.usage("123456").await, morning.usage("deployment").await].concat();
    let kinds: Vec<_> = notes.iter().filter_map(|note| note.split_once("#expired#")?.1.split('#').next()).collect();
    assert_eq!(kinds, ["message", "pupil", "reply", "conversation"], "{notes:?}");
}

/// The body of one of a batch's messages.
fn sample_body(batch: &Value, index: usize) -> Value {
    serde_json::from_str(text(&batch["Records"][index], "/body")).unwrap()
}

/// Signs the provider's webhooks with the samples' token from now on.
async fn give_provider_token(scene: &Scene) {
    let secret = json!({"account_sid": "AC00000000000000000000000000000000", "auth_token": TOKEN}).to_string();
    let body = json!({"SecretId": scene.stack.variable("receive-reply", "PROVIDER_SECRET").unwrap(), "SecretString": secret});
    let request = reqwest::Client::builder().no_proxy().build().unwrap().post(scene.stack.endpoint());
    let request =
        request.header("x-amz-target", "secretsmanager.PutSecretValue").header("content-type", "application/x-amz-json-1.1");
    let credential =
        "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-2/secretsmanager/aws4_request, SignedHeaders=host, Signature=0";
    let put = request.header("authorization", credential).body(body.to_string()).send().await.unwrap();
    assert!(put.status().is_success(), "{}", put.text().await.unwrap());
}

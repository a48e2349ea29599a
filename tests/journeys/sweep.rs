//! What a minute's sweep costs: calls and capacity, with nothing due, with one school, with many.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use jiff::civil::DateTime;
use local::{Options, Template};
use serde_json::json;

use super::extract_files::{child, mother, whole};
use super::fault_proxy::FaultProxy;
use super::held_faults::zipped;
use super::ledger::Ledger;
use super::scene::Scene;

const SWEEP: &str = "escalate-absences";
const EVALUATE: &str = "evaluate-absences";

/// A minute in which nothing is due asks each of sixteen shards in two tables.
const IDLE_QUERIES: usize = 32;

/// It hands sixteen shards out by tens.
const IDLE_BATCHES: usize = 2;

/// Nobody signs in at these schools.
const ADMIN: &str = "b6f2d2a4-1111-4222-8333-444455556666";

/// How long a thousand schools may take on a machine with one slow core.
const PATIENCE: Duration = Duration::from_secs(1800);

/// A system whose calls are counted and whose minutes pass when the journey says so.
struct Counted {
    scene: Scene,
    proxy: FaultProxy,
    ahead: Duration,
}

/// What a minute cost, and how long its work took.
struct Minute {
    ledger: Ledger,
    took: Duration,
}

impl Counted {
    async fn start() -> Self {
        let proxy = FaultProxy::start().await;
        let function_environment = [("AWS_ENDPOINT_URL".to_owned(), proxy.endpoint())].into();
        // The schedule's own minutes would be counted too.
        let edit = Arc::new(|template: &mut Template| template.text = template.text.replace("rate(1 minute)", "rate(300 days)"));
        let scene = Scene::start_with(Options { movable_clock: true, function_environment, edit, ..Options::default() }).await;
        proxy.stands_before(scene.stack.endpoint());
        Self { scene, proxy, ahead: Duration::ZERO }
    }

    /// Moves the clock to a local date and time that lies ahead, and a second or two beyond.
    fn goes_to(&mut self, local: &str) {
        let local: DateTime = local.parse().unwrap();
        let moment = local.to_zoned_datetime(domain::school::time_zone()).unwrap().timestamp();
        let ahead = moment.duration_since(self.scene.stack.now()).as_secs() + 2;
        self.ahead += Duration::from_secs(u64::try_from(ahead).unwrap_or_else(|_| panic!("{local} is over")));
        self.scene.stack.set_clock(self.ahead).unwrap();
    }

    /// The sweep of a minute, with all that it hands over.
    async fn minute(&self) -> Minute {
        self.at_rest().await;
        self.proxy.take_ledger();
        let begun = Instant::now();
        self.scene.stack.invoke(SWEEP, &json!({})).await.unwrap();
        self.at_rest().await;
        Minute { took: begun.elapsed(), ledger: self.proxy.take_ledger() }
    }

    /// Waits until the queues that are still consumed are empty.
    async fn at_rest(&self) {
        use aws_sdk_sqs::types::QueueAttributeName::{ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible};
        let sqs = aws_sdk_sqs::Client::new(&self.scene.stack.sdk_config());
        let left = async || {
            let mut left = false;
            for queue in ["sweeps", "uploads", "evaluations"].repeat(2) {
                let asked = sqs.get_queue_attributes().queue_url(self.scene.stack.queue(queue).unwrap());
                let asked =
                    asked.attribute_names(ApproximateNumberOfMessages).attribute_names(ApproximateNumberOfMessagesNotVisible);
                left |= asked.send().await.unwrap().attributes.unwrap().values().any(|count| count != "0");
            }
            left
        };
        self.patiently("the queues to be empty", async || !left().await).await;
    }

    async fn patiently(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let begun = Instant::now();
        while !holds().await {
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// How many absences there are in a state.
    async fn absences(&self, state: &str) -> usize {
        let db = aws_sdk_dynamodb::Client::new(&self.scene.stack.sdk_config());
        let scan = db.scan().table_name(self.scene.stack.table("absences").unwrap());
        let scan =
            scan.filter_expression("begins_with(sk, :kind) AND #state = :state").expression_attribute_names("#state", "state");
        let scan = scan.expression_attribute_values(":kind", AttributeValue::S("absence#".to_owned()));
        let scan = scan.expression_attribute_values(":state", AttributeValue::S(state.to_owned()));
        let mut pages = scan.projection_expression("sk").into_paginator().items().send();
        let mut found = 0;
        while let Some(item) = pages.next().await {
            item.unwrap();
            found += 1;
        }
        found
    }

    /// Schools of which each waits to ask about one child at 09:30 of a Monday, that morning at 09:26.
    async fn with_schools(count: usize) -> Self {
        let mut counted = Self::start().await;
        counted.goes_to("2027-01-11T08:00");
        let scene = &counted.scene;
        // What is planned and not said is another function's work.
        scene.disconnect("send-message").await;
        let operator = scene.stack.create_user("operator-of-the-day").await.unwrap();
        scene.stack.make_operator(&operator).await.unwrap();
        let operator = scene.stack.sign_in(&operator).await.unwrap();
        let urns: Vec<String> = (0..count).map(|n| (200_000 + n).to_string()).collect();
        for urn in &urns {
            let body = json!({"urn": urn, "name": "Hillside School", "number": format!("+999000{urn}"), "office_phone": "01632 960000", "first_admin": ADMIN});
            let made = scene.stack.ask("POST", "/schools", &operator, Some(&body)).await.unwrap();
            assert_eq!(made.status, 201, "{}", made.body);
        }
        counted.goes_to("2027-01-11T09:12");
        let (scene, s3) = (&counted.scene, counted.scene.s3());
        let numbers = ["0001", "0002", "0003", "0004", "0005", "0006"];
        let children = numbers.map(|number| child(number, "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]));
        let marks = numbers.map(|number| (number, if number == "0001" { "N" } else { "/" }));
        let files = whole(&children, scene.today(), &marks);
        let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let (packed, upload) = (zipped(&files), scene.taken(0));
        for urn in &urns {
            let put = s3.put_object().bucket(scene.stack.bucket().unwrap()).key(format!("schools/{urn}/{upload}/monday.zip"));
            put.body(packed.clone().into()).send().await.unwrap();
        }
        counted.patiently("every search to wait", async || counted.absences("waiting").await == count).await;
        counted.goes_to("2027-01-11T09:26");
        counted
    }
}

/// The minute after the close in which each school's marks are looked for, and the minute of the first question.
async fn two_minutes(schools: usize) -> (Minute, Minute) {
    let mut counted = Counted::with_schools(schools).await;
    let watched = counted.minute().await;
    counted.goes_to("2027-01-11T09:30");
    let asked = counted.minute().await;
    assert_eq!(counted.absences("open").await, schools);
    (watched, asked)
}

#[tokio::test]
async fn a_minute_costs_so_many_calls_a_school_that_is_due_and_no_more() {
    const SCHOOLS: usize = 4;
    let (watched, asked) = two_minutes(SCHOOLS).await;
    for (minute, writes) in [(&watched, 1), (&asked, 2)] {
        let of = |function, service, operation| minute.ledger.of(function, service, operation).calls;
        assert_eq!(of(SWEEP, "dynamodb", None), IDLE_QUERIES, "{}", minute.ledger);
        // Each school stands in a shard of its own at worst.
        assert!(of(SWEEP, "sqs", Some("SendMessageBatch")) <= IDLE_BATCHES + SCHOOLS, "{}", minute.ledger);
        assert_eq!(of(EVALUATE, "dynamodb", Some("PutItem")), writes * SCHOOLS, "{}", minute.ledger);
        assert!(of(EVALUATE, "dynamodb", None) <= 12 * SCHOOLS, "{}", minute.ledger);
        assert!(of(EVALUATE, "sqs", None) <= 2 * SCHOOLS, "{}", minute.ledger);
        // A purpose of a school's keys is unwrapped once for each process.
        assert!(of(EVALUATE, "kms", None) <= 3 * SCHOOLS, "{}", minute.ledger);
    }
}

#[tokio::test]
#[ignore = "a thousand schools take minutes to make; it prints what docs/architecture.md has"]
async fn a_minute_of_one_school_and_of_a_thousand() {
    for schools in [1, 1000] {
        let (watched, asked) = two_minutes(schools).await;
        for (what, minute) in [("whose marks are looked for", watched), ("with one search due each", asked)] {
            eprintln!("\n{schools} schools {what}: worked after {} ms\n{}", minute.took.as_millis(), minute.ledger);
        }
    }
}

#[tokio::test]
async fn a_thousand_due_things_are_read_a_page_a_shard_and_handed_over_by_tens() {
    let mut counted = Counted::start().await;
    counted.goes_to("2027-01-11T09:30");
    counted.scene.disconnect(EVALUATE).await;
    let idle = counted.minute_of_the_sweep().await;
    assert_eq!(idle.of(SWEEP, "dynamodb", None).calls, IDLE_QUERIES, "{idle}");
    assert_eq!(idle.of(SWEEP, "dynamodb", None).read_units, 0.5 * IDLE_QUERIES as f64, "{idle}");
    assert_eq!(idle.of(SWEEP, "sqs", Some("SendMessageBatch")).calls, IDLE_BATCHES, "{idle}");

    // A thousand schools with a child each, and one with a thousand children.
    let of_schools = (0..1000_usize).map(|n| (200_000 + n, n));
    let of_one = (0..1000_usize).map(|n| (300_000, n));
    counted.write_due(of_schools.chain(of_one)).await;
    let due = counted.minute_of_the_sweep().await;
    assert_eq!(due.of(SWEEP, "dynamodb", None).calls, IDLE_QUERIES, "{due}");
    let batches = due.of(SWEEP, "sqs", Some("SendMessageBatch")).calls;
    assert!(batches <= IDLE_BATCHES + 1001 / 10 + 16, "{due}");
    assert_eq!(counted.waiting_in("evaluations").await, 1001);
}

impl Counted {
    /// The sweep of a minute alone: nobody takes up what it hands over.
    async fn minute_of_the_sweep(&self) -> Ledger {
        self.proxy.take_ledger();
        self.scene.stack.invoke(SWEEP, &json!({})).await.unwrap();
        self.patiently("the shards to be swept", async || self.waiting_in("sweeps").await == 0).await;
        self.proxy.take_ledger()
    }

    /// How many messages stand in a queue or are at work.
    async fn waiting_in(&self, queue: &str) -> usize {
        use aws_sdk_sqs::types::QueueAttributeName::{ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible};
        let sqs = aws_sdk_sqs::Client::new(&self.scene.stack.sdk_config());
        let asked = sqs.get_queue_attributes().queue_url(self.scene.stack.queue(queue).unwrap());
        let asked = asked.attribute_names(ApproximateNumberOfMessages).attribute_names(ApproximateNumberOfMessagesNotVisible);
        asked.send().await.unwrap().attributes.unwrap().values().map(|count| count.parse::<usize>().unwrap()).sum()
    }

    /// Absences that are due, as far as the sweep looks at them: of a school, by its URN, and of a pupil.
    async fn write_due(&self, absences: impl Iterator<Item = (usize, usize)>) {
        let db = aws_sdk_dynamodb::Client::new(&self.scene.stack.sdk_config());
        let (today, now) = (self.scene.today(), self.scene.stack.now().as_second());
        let s = |text: String| AttributeValue::S(text);
        let writes: Vec<WriteRequest> = absences
            .map(|(urn, pupil)| {
                let put =
                    PutRequest::builder().item("pk", s(urn.to_string())).item("sk", s(format!("absence#{today}#{pupil:032x}")));
                let put = put.item("due_shard", s(format!("{:02}", urn % 16))).item("due_at", AttributeValue::N(now.to_string()));
                WriteRequest::builder().put_request(put.build().unwrap()).build()
            })
            .collect();
        for some in writes.chunks(25) {
            db.batch_write_item().request_items(self.scene.stack.table("absences").unwrap(), some.to_vec()).send().await.unwrap();
        }
    }
}

//! A scene whose functions reach AWS through a proxy that fails on demand.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::ToSpan;
use local::{Options, Template};
use serde_json::{Value, json};

use super::extract_files::{Child, child, mother};
use super::fault_proxy::{FaultProxy, Struck};
use super::scene::{Scene, School, always_open, is_settled, list, text, until};

/// For this long no function has called AWS when all of them are at rest: longer than they wait between two tries of a call.
const REST: Duration = Duration::from_millis(1200);

/// A morning at one school, with trouble on its way.
pub(super) struct Troubled {
    pub(super) scene: Scene,
    pub(super) school: School,
    pub(super) proxy: FaultProxy,
    ahead: Cell<Duration>,
}

impl Troubled {
    pub(super) async fn start() -> Self {
        Self::start_with(Arc::new(|_| {})).await
    }

    pub(super) async fn start_with(edit: Arc<dyn Fn(&mut Template) + Send + Sync>) -> Self {
        Self::start_from(Options { edit, ..Options::default() }).await
    }

    /// Where calls are made.
    pub(super) async fn that_calls() -> Self {
        Self::start_from(Options { parameters: [("Calls".to_owned(), "on".to_owned())].into(), ..Options::default() }).await
    }

    async fn start_from(options: Options) -> Self {
        let proxy = FaultProxy::start().await;
        let function_environment = [("AWS_ENDPOINT_URL".to_owned(), proxy.endpoint())].into();
        let mut scene = Scene::start_with(Options { movable_clock: true, function_environment, ..options }).await;
        proxy.stands_before(scene.stack.endpoint());
        let ahead = until_morning(&scene);
        if !ahead.is_zero() {
            scene.stack.set_clock(ahead).unwrap();
            let operator = scene.stack.create_user("operator-of-the-morning").await.unwrap();
            scene.stack.make_operator(&operator).await.unwrap();
            scene.operator = scene.stack.sign_in(&operator).await.unwrap();
        }
        let school = scene.school("100001", 80).await;
        // Most of a small school is absent in these journeys, and nobody is to be held for it.
        let mut policy = always_open();
        policy["hold"] = json!({"class_count": 20, "count": 50});
        scene.set_policy(&school, 1, policy).await;
        Self { scene, school, proxy, ahead: Cell::new(ahead) }
    }

    /// Moves the whole system on, and lets the sweep of that minute run.
    pub(super) async fn later(&self, minutes: u64) {
        self.ahead.set(self.ahead.get() + Duration::from_secs(60 * minutes));
        self.scene.stack.set_clock(self.ahead.get()).unwrap();
        // A sweep that dies is one of the troubles; the next one begins again.
        self.scene.stack.invoke("escalate-absences", &json!({})).await.ok();
    }

    /// Lets time pass until every one of these faults has struck. A process that was killed keeps what it had taken from its queue for
    /// three or six minutes.
    pub(super) async fn in_time_struck(&self, faults: &[Struck]) {
        for _ in 0..12 {
            self.at_rest().await;
            if faults.iter().all(|fault| fault.times() > 0) {
                return;
            }
            self.later(7).await;
        }
        panic!("faults struck {:?} times", faults.iter().map(Struck::times).collect::<Vec<_>>());
    }

    /// Waits until no function is at work and none has anything to begin with.
    pub(super) async fn at_rest(&self) {
        let sqs = aws_sdk_sqs::Client::new(&self.scene.stack.sdk_config());
        until("the functions to rest", || async {
            if self.proxy.quiet_for() < REST {
                return None;
            }
            for queue in ["uploads", "evaluations", "messages", "replies", "sweeps"] {
                let visible = aws_sdk_sqs::types::QueueAttributeName::ApproximateNumberOfMessages;
                let asked = sqs.get_queue_attributes().queue_url(self.scene.stack.queue(queue).unwrap()).attribute_names(visible);
                if asked.send().await.unwrap().attributes.unwrap().values().any(|count| count != "0") {
                    return None;
                }
            }
            Some(())
        })
        .await;
    }

    /// Lets time pass until each of these pupils has an absence, and the first message of each has been said or is for staff.
    pub(super) async fn in_time_settled(&self, pupils: &[&str]) -> BTreeMap<String, Value> {
        for _ in 0..8 {
            self.at_rest().await;
            let absences = self.scene.absences(&self.school).await;
            let there = absences.len() == pupils.len() && pupils.iter().all(|pupil| absences.contains_key(*pupil));
            if there && absences.values().all(is_settled) {
                return absences;
            }
            self.later(4).await;
        }
        panic!("after half an hour somebody has not been told: {:#?}", self.scene.absences(&self.school).await);
    }

    /// How many texts each number had.
    pub(super) async fn texts(&self) -> BTreeMap<String, usize> {
        let mut texts = BTreeMap::new();
        for sent in self.scene.stack.texts().await.unwrap() {
            *texts.entry(sent.to).or_default() += 1;
        }
        texts
    }

    /// Nobody was left out, and whoever heard twice is marked for staff. Gives how many texts were too many.
    pub(super) async fn each_was_told(&self, absences: &BTreeMap<String, Value>) -> usize {
        let texts = self.texts().await;
        let mut too_many = 0;
        for (pupil, absence) in absences {
            let message = &list(absence, "/messages")[0];
            let had = texts.get(text(message, "/to")).copied().unwrap_or_default();
            assert!(had > 0, "nobody was told about {pupil}: {absence:#}");
            assert_eq!(text(message, "/progress"), "sent", "{absence:#}");
            assert!(had == 1 || message["maybe_duplicate"] == true, "{pupil}: {had} texts, and staff are not told: {absence:#}");
            too_many += had - 1;
        }
        too_many
    }

    /// Nothing stands in a dead-letter queue: nobody has to mend anything by hand.
    pub(super) async fn nothing_is_dead(&self) {
        for queue in ["uploads", "evaluations", "messages", "replies", "sweeps"] {
            self.scene.parked(queue, 0).await;
        }
    }
}

/// How far a clock has to go so that the hours of a journey lie on one day at school.
fn until_morning(scene: &Scene) -> Duration {
    let now = scene.stack.now().to_zoned_datetime(domain::school::time_zone());
    if now.hour() < 20 {
        return Duration::ZERO;
    }
    let morning = now.checked_add(1.day()).unwrap().date().at(6, 0, 0, 0).to_zoned_datetime(domain::school::time_zone()).unwrap();
    let seconds = morning.timestamp().duration_since(now.timestamp()).as_secs();
    Duration::from_secs(u64::try_from(seconds).unwrap())
}

/// Children of as many families, each with a mother who has a mobile, and their numbers as the office and as the network write them.
pub(super) fn families<const N: usize>() -> ([&'static str; N], Vec<Child>) {
    const ALL: [(&str, &str, &str); 14] = [
        ("0001", "Ava", "07700900001"),
        ("0002", "Kit", "07700900002"),
        ("0003", "Isla", "07700900003"),
        ("0004", "Noah", "07700900004"),
        ("0005", "Mia", "07700900005"),
        ("0006", "Finn", "07700900006"),
        ("0007", "Zoe", "07700900007"),
        ("0008", "Max", "07700900008"),
        ("0009", "Eva", "07700900009"),
        ("0010", "Leo", "07700900010"),
        ("0011", "Amy", "07700900011"),
        ("0012", "Sam", "07700900012"),
        ("0013", "Joe", "07700900013"),
        ("0014", "Una", "07700900014"),
    ];
    let numbers = std::array::from_fn(|index| ALL[index].0);
    let children =
        ALL[..N].iter().map(|(number, name, mobile)| child(number, name, "Smith", vec![mother(name, "Smith", mobile)]));
    (numbers, children.collect())
}

/// A mark for each.
pub(super) fn marked<'a>(numbers: &[&'a str], mark: &'a str) -> Vec<(&'a str, &'a str)> {
    numbers.iter().map(|number| (*number, mark)).collect()
}

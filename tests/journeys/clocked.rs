//! A school's day with the clock set: the usual policy, a duty list, and time that goes where the journey wants it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::DateTime;
use local::{Options, User};
use serde_json::{Value, json};

use super::scene::{Scene, School, list, text};

/// The duty phones: numbers that no family of a journey has.
pub(super) const OFFICER: &str = "+447700900961";
pub(super) const LEAD: &str = "+447700900962";
pub(super) const HEAD: &str = "+447700900963";

/// A school on a day, with the clock set.
pub(super) struct Clocked {
    pub(super) scene: Scene,
    pub(super) school: School,
    lead: User,
    token: RefCell<String>,
    ahead: Cell<Duration>,
}

impl Clocked {
    /// A school of the usual policy at a local date and time that lies ahead, `2027-01-11T08:00`.
    pub(super) async fn at(local: &str) -> Self {
        Self::with_policy(local, json!({})).await
    }

    /// The same, with a policy that is as usual but for this.
    pub(super) async fn with_policy(local: &str, policy: Value) -> Self {
        let mut scene = Scene::start_with(Options { movable_clock: true, ..Options::default() }).await;
        let ahead = until(&scene, local);
        scene.stack.set_clock(ahead).unwrap();
        let operator = scene.stack.create_user("operator-of-the-day").await.unwrap();
        scene.stack.make_operator(&operator).await.unwrap();
        scene.operator = scene.stack.sign_in(&operator).await.unwrap();
        let school = scene.school("100001", 80).await;
        scene.set_policy(&school, 1, policy).await;
        let on = |duty: &str, number: &str| json!({"duty": duty, "name": duty, "number": number});
        let people = [on("attendance-officer", OFFICER), on("safeguarding-lead", LEAD), on("head", HEAD)];
        let body = json!({"revision": 0, "people": people});
        let set = scene.stack.ask("PUT", "/schools/100001/duty", school.token("school-admin"), Some(&body)).await.unwrap();
        assert_eq!(set.status, 200, "{}", set.body);
        let token = RefCell::new(school.token("attendance-officer").to_owned());
        let lead = scene.colleague(&school, "safeguarding-lead").await;
        Self { scene, school, lead, token, ahead: Cell::new(ahead) }
    }

    /// Moves the whole system to a later local date and time, lets the sweep of that minute run, and waits until all is done.
    pub(super) async fn goes_to(&self, local: &str) {
        self.scene.quiet().await;
        self.ahead.set(self.ahead.get() + until(&self.scene, local));
        self.scene.stack.set_clock(self.ahead.get()).unwrap();
        self.scene.stack.invoke("escalate-absences", &json!({})).await.unwrap();
        self.scene.quiet().await;
        *self.token.borrow_mut() = self.scene.officer_again(&self.school).await;
    }

    /// Uploads an extract that was taken at this moment, and waits until all of it is done.
    pub(super) async fn uploads(&self, files: &[(String, Vec<u8>)]) {
        let upload = self.scene.taken(0);
        self.scene.put_marks_last(&self.school, &upload, files).await;
        super::scene::until("the upload to be applied", || async {
            let read = self.ask(&format!("/uploads/{upload}")).await;
            (text(&read, "/state") == "applied").then_some(())
        })
        .await;
        self.scene.quiet().await;
    }

    /// Somebody writes to the school, and it is taken in.
    pub(super) async fn hears(&self, from: &str, words: &str) {
        let id = format!("{from} {words}");
        self.scene.reply(&self.school, from, words, &id).await;
        self.scene.quiet().await;
    }

    /// Asks the API as the attendance officer.
    pub(super) async fn ask(&self, path: &str) -> Value {
        self.gives("GET", path, None).await
    }

    /// Gives the API something as the attendance officer.
    pub(super) async fn gives(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let token = self.token.borrow().clone();
        self.scene.stack.ask(method, &format!("/schools/100001{path}"), &token, body).await.unwrap().body
    }

    /// Gives the API something as the safeguarding lead.
    pub(super) async fn lead_gives(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let token = self.scene.stack.sign_in(&self.lead).await.unwrap();
        self.scene.stack.ask(method, &format!("/schools/100001{path}"), &token, body).await.unwrap().body
    }

    /// The day's absences, by admission number.
    pub(super) async fn absences(&self) -> BTreeMap<String, Value> {
        let page = self.ask("/absences").await;
        let by_number = |absence: &Value| (text(absence, "/pupil/admission_number").to_owned(), absence.clone());
        list(&page, "/absences").iter().map(by_number).collect()
    }

    /// The state of a pupil's search.
    pub(super) async fn state(&self, pupil: &str) -> String {
        self.absences().await.get(pupil).map_or("none".to_owned(), |absence| text(absence, "/state").to_owned())
    }

    /// What was texted to a number so far.
    pub(super) async fn texts(&self, number: &str) -> Vec<String> {
        self.scene.texts_to(number).await
    }

    /// How many texts all families had.
    pub(super) async fn texts_to_families(&self) -> usize {
        let staff = [OFFICER, LEAD, HEAD];
        self.scene.stack.texts().await.unwrap().iter().filter(|sent| !staff.contains(&sent.to.as_str())).count()
    }
}

/// How far a local date and time lies ahead.
fn until(scene: &Scene, local: &str) -> Duration {
    let local: DateTime = local.parse().unwrap();
    let moment = local.to_zoned_datetime(domain::school::time_zone()).unwrap().timestamp();
    // A little after it: what is due then is due.
    let seconds = moment.duration_since(scene.stack.now()).as_secs() + 2;
    Duration::from_secs(u64::try_from(seconds).unwrap_or_else(|_| panic!("{local} is over: it is {}", scene.stack.now())))
}

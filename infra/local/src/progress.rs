//! Whoever waits longer than two seconds is told what for.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, interval_at};

/// How long a step may take before anything is said.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often a slow step says something new.
const PULSE: Duration = Duration::from_secs(1);

/// Where sentences about slow steps go: a line for a person, without a full stop. By default nowhere.
#[derive(Clone)]
pub struct Progress {
    tell: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Progress {
    /// Gives each sentence to `tell`.
    ///
    /// ```
    /// let quiet = local::Progress::new(|sentence| drop(sentence.to_owned()));
    /// quiet.say("building the functions");
    /// ```
    pub fn new(tell: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { tell: Arc::new(tell) }
    }

    /// Says one sentence now.
    pub fn say(&self, sentence: &str) {
        (self.tell)(sentence);
    }

    /// Runs a step. When it takes longer than two seconds its name, its age and its latest detail are said each second.
    pub(crate) async fn step<T>(&self, name: &str, detail: &Detail, work: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let mut pulse = interval_at(began + PATIENCE, PULSE);
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                _ = pulse.tick() => self.say(&sentence(name, began.elapsed(), &detail.latest())),
            }
        }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// What a step is at just now.
#[derive(Clone, Default)]
pub(crate) struct Detail(Arc<Mutex<String>>);

impl Detail {
    pub(crate) fn set(&self, text: &str) {
        text.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn latest(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn sentence(name: &str, age: Duration, detail: &str) -> String {
    let seconds = age.as_secs();
    if detail.is_empty() { format!("{name}: {seconds} s") } else { format!("{name}: {seconds} s, {detail}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listener() -> (Progress, Arc<Mutex<Vec<String>>>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&heard);
        (Progress::new(move |sentence| ear.lock().unwrap().push(sentence.to_owned())), heard)
    }

    #[tokio::test]
    async fn a_quick_step_says_nothing() {
        let (progress, heard) = listener();
        progress.step("building", &Detail::default(), async {}).await;
        assert!(heard.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_step_of_more_than_two_seconds_says_what_it_is_at() {
        let (progress, heard) = listener();
        let detail = Detail::default();
        detail.set("12 crates so far");
        progress.step("building", &detail, tokio::time::sleep(Duration::from_millis(2_200))).await;
        assert_eq!(*heard.lock().unwrap(), ["building: 2 s, 12 crates so far"]);
    }
}

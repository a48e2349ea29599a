//! What the provider asks of a call: the path of its question, and what is answered to one that is not the next.

use domain::reply::AnswerToken;
use domain::school::Urn;
use store::calls::StoredCall;
use voice::{Answer, PATH, twiml};

/// What stands in place of a token where somebody rang us.
const RUNG_IN: &str = "in";

/// What stands in place of a step where the provider says how a call ended.
const STATUS: &str = "status";

/// What a path asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The message that we rang about; `None` where somebody rang us.
    pub(crate) token: Option<AnswerToken>,
    /// Which step is wanted; `None` where the provider says how the call ended.
    pub(crate) step: Option<u16>,
}

impl Asked {
    /// Whether a call may begin with it.
    pub(crate) fn begins(&self) -> bool {
        self.step.is_none_or(|step| step == 0)
    }

    pub(crate) fn read(path: &str) -> Option<Self> {
        let rest = path.strip_prefix(PATH)?;
        if rest.is_empty() {
            return Some(Self { token: None, step: Some(0) });
        }
        let (whose, step) = rest.strip_prefix('/')?.split_once('/')?;
        let token = if whose == RUNG_IN { None } else { Some(whose.parse().ok()?) };
        Some(Self { token, step: if step == STATUS { None } else { Some(step.parse().ok()?) } })
    }

    /// The address of the call, to which the provider comes back with the step.
    pub(crate) fn address(&self, base_url: &str) -> String {
        let whose = self.token.map_or_else(|| RUNG_IN.to_owned(), |token| token.expose());
        format!("{}{PATH}/{whose}", base_url.trim_end_matches('/'))
    }
}

/// What a question gets that is not the next one about its call, which stands at `step`.
pub(crate) fn answered(asked: Asked, (step, is_over): (u16, bool), stored: &StoredCall, school: &Urn) -> Option<String> {
    match asked.step {
        // The provider asks again: it gets what it was answered.
        Some(wanted) if wanted < step => Some(stored.answer.expose().to_owned()),
        Some(wanted) if wanted > step => Some(out_of_order(school)),
        None if is_over => Some(over()),
        _ => None,
    }
}

/// A step of which nobody knows the one before: the call ends.
pub(crate) fn out_of_order(school: &Urn) -> String {
    tracing::warn!(error_type = "UnknownStep", school = %school, "the provider asks for a step of a call that never came so far");
    over()
}

/// The answer that ends a call without a word.
pub(crate) fn over() -> String {
    twiml(&Answer { step: 0, pause: 0, lines: Vec::new(), then: voice::Then::HangUp, effects: Vec::new() }, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_path_names_a_call_by_its_token_and_a_step_or_is_none() {
        let asked = |path: &str| Asked::read(&format!("{PATH}{path}")).map(|asked| (asked.token.is_some(), asked.step));
        assert_eq!(asked(""), Some((false, Some(0))));
        assert_eq!(asked("/in/3"), Some((false, Some(3))));
        assert_eq!(asked("/in/status"), Some((false, None)));
        assert_eq!(asked(&format!("/{TOKEN}/0")), Some((true, Some(0))));
        assert_eq!(asked(&format!("/{TOKEN}/status")), Some((true, None)));
        for none in ["/", "/in", "/x/0", "/in/x", "/in/-1", "/in/3/4", "x", &format!("/{TOKEN}")] {
            assert_eq!(asked(none), None, "{none}");
        }
        assert_eq!(Asked::read("/webhooks/twilio/sms"), None);
    }

    #[test]
    fn the_next_step_is_asked_for_at_the_same_call() {
        for path in [format!("{PATH}/in/1"), format!("{PATH}/{TOKEN}/1")] {
            let asked = Asked::read(&path).unwrap();
            assert_eq!(format!("{}/1", asked.address("https://hooks.example.com/")), format!("https://hooks.example.com{path}"));
        }
    }
}

//! A call: placed with the provider, which then asks `receive-reply` what to say.

use channels::{Account, Calls, ProviderId, SendError};
use domain::Personal;
use domain::phone::PhoneNumber;
use domain::reply::AnswerToken;
use jiff::civil::Date;
use tokio::sync::Mutex;
use voice::{By, Call, Heard, OfCall, PATH, Placing, duty, placing, step};
use wording::{Alert, Language, School, When};

/// All that placing a call needs.
#[derive(Debug)]
pub(crate) struct Ring {
    pub(crate) calls: Calls,
    pub(crate) secrets: aws_sdk_secretsmanager::Client,
    /// The name of the provider's secret.
    pub(crate) secret: String,
    /// The address of the API as the provider knows it.
    pub(crate) base_url: String,
    /// The secret, once it was asked for.
    pub(crate) account: Mutex<Option<Account>>,
}

impl Ring {
    /// Has a telephone rung. `token` leads the provider's questions to the message, and to nobody by name.
    pub(crate) async fn place(&self, from: &PhoneNumber, to: &PhoneNumber, token: AnswerToken) -> Result<ProviderId, SendError> {
        let account = self.account().await?;
        let call = format!("{}{PATH}/{}", self.base_url.trim_end_matches('/'), token.expose());
        let (url, status) = (format!("{call}/0"), format!("{call}/status"));
        let placed = self.calls.place(&account, to, &placing(&Placing { to, from, url: &url, status: &status })).await;
        if matches!(placed, Err(SendError::Denied { .. })) {
            // The secret may have been changed since.
            *self.account.lock().await = None;
        }
        placed
    }

    async fn account(&self) -> Result<Account, SendError> {
        let mut held = self.account.lock().await;
        if let Some(account) = &*held {
            return Ok(account.clone());
        }
        let got = self.secrets.get_secret_value().secret_id(&self.secret).send().await;
        let text = got.ok().and_then(|secret| secret.secret_string);
        let account: Option<Account> = text.and_then(|text| serde_json::from_str(&text).ok());
        let account = account.ok_or_else(|| {
            tracing::error!(error_type = "SecretUnavailable", "the provider's secret could not be had, or is not of its form");
            SendError::Unreachable
        })?;
        *held = Some(account.clone());
        Ok(account)
    }
}

/// What is asked in a call, for staff who read the story: the greeting, and what follows when the parent says that it is them.
pub(crate) fn asked(
    school: School<'_>,
    ours: &PhoneNumber,
    (children, when): (&[Personal], When),
    language: Language,
    today: Date,
) -> String {
    let of = OfCall {
        school,
        office: None,
        ours,
        children,
        when,
        languages: &[language],
        records: false,
        next_school_day: today,
        elapsed: 0,
    };
    let (greeted, greeting) = step(&Call::placed(&of, language), &Heard::Lifted { by: By::Person }, &of);
    let (_, question) = step(&greeted, &Heard::Digits("1".to_owned()), &of);
    format!("{}\n{}", greeting.words(), question.words())
}

/// What a member of staff is told in a call, for whoever reads the message: the greeting, and the alert that follows when they say that it is them.
pub(crate) fn told(alert: Alert<'_>) -> String {
    let of = duty::OfCall { alert, elapsed: 0 };
    let (greeted, greeting) = duty::step(&duty::Call::placed(), &Heard::Lifted { by: By::Person }, &of);
    let (_, told) = duty::step(&greeted, &Heard::Digits("1".to_owned()), &of);
    format!("{}\n{}", greeting.words(), told.words())
}

#[cfg(test)]
mod tests {
    use domain::phone::Line;

    use super::*;

    #[test]
    fn staff_read_the_greeting_without_a_name_and_the_question_with_it() {
        let ours = PhoneNumber::from_e164("+447700900980", Line::Mobile).unwrap();
        let school = School { name: "Hill Road School", telephone: Some("01632 960000"), reads_email: false };
        let today = jiff::civil::date(2026, 11, 23);
        let asked = asked(school, &ours, (&["Ava".into()], When::Morning), Language::English, today);
        let (greeting, question) = asked.split_once('\n').unwrap();
        assert!(greeting.contains("Hill Road School") && !greeting.contains("Ava"), "{greeting}");
        assert!(question.contains("Ava is not marked in school this morning."), "{question}");
    }
}

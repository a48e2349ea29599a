//! A call: placed with the provider, which then asks `receive-reply` what to say.

use channels::{ProviderId, SendError};
use domain::Personal;
use domain::phone::PhoneNumber;
use domain::reply::AnswerToken;
use jiff::civil::Date;
use voice::{By, Call, Heard, OfCall, PATH, Placing, duty, placing, step};
use wording::{Alert, Language, School, When};

use crate::send::Send;

impl Send {
    /// Has a telephone rung. `token` leads the provider's questions to the message, and to nobody by name.
    pub(crate) async fn ring(&self, from: &PhoneNumber, to: &PhoneNumber, token: AnswerToken) -> Result<ProviderId, SendError> {
        let call = format!("{}{PATH}/{}", self.webhooks, token.expose());
        let (url, status) = (format!("{call}/0"), format!("{call}/status"));
        let parameters = placing(&Placing { to, from, url: &url, status: &status });
        self.provider.call(to, &parameters).await
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

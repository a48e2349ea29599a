//! Numbers and addresses to which nothing is sent, since nothing arrives there.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::contact::Contact;
use domain::known::Known;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::OFFICE;
use super::pupils::{contact_named, named};
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// A number or address to which nothing is sent for this child.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuspendedShown {
    #[schema(example = "eve@example.com")]
    address: String,
    /// Why, as a stable word.
    #[schema(example = "hard_failure:no_such_mailbox")]
    why: String,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl SuspendedShown {
    pub(crate) fn of(known: &Known, contact: &Contact) -> Vec<Self> {
        let theirs = known.suspended.iter().filter(|suspended| has(contact, suspended.address.expose()));
        theirs
            .map(|suspended| Self {
                address: suspended.address.expose().to_owned(),
                why: suspended.why.clone(),
                since: suspended.since,
            })
            .collect()
    }
}

fn has(contact: &Contact, address: &str) -> bool {
    let number = contact.phones.iter().any(|phone| phone.number.expose() == address);
    number || contact.emails.iter().any(|email| email.expose() == address)
}

/// Sends to a contact's numbers and addresses again: the office has made sure that they are right. The same again changes nothing.
#[utoipa::path(delete, path = "/schools/{urn}/pupils/{pupil}/contacts/{contact}/suspensions", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455"),
        ("contact" = String, Path, example = "7a1c5a1e9b7d4c2a8e6f001122334455")),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn lift(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil, contact)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let (id, subject) = named(&pupil);
    let school = app.admit(&caller, &urn, Wish { action: "contact.lift", subject: &subject, roles: OFFICE }).await?;
    let id = id.ok_or(Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    let pupil = app.pupil(&keys, &school, id).await?;
    let contact = contact_named(&keys, &pupil, &contact)?;
    let change = |known: &mut Known| {
        known.suspended.retain(|suspended| !has(contact, suspended.address.expose()));
        Ok(())
    };
    app.change_known(&keys, &school, id, change).await?;
    app.look_at_today(&school).await?;
    Ok(StatusCode::NO_CONTENT)
}

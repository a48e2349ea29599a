//! The routes; and, for the tests alone, the document that describes them: a function need not carry it about.

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post, put};
use followup::FollowUp;
use shell::queue::Queue;
use store::Db;
use store::audit::Audit;
use store::usage::Usage;

use crate::routes::{
    absences, answer_parent, arrived, assign, attention, begin, calendar, columns, contact_health, correction, decide, decision,
    duty, expected, handled, health, holds, languages, latest, log, log_entry, machine, members, pause, policy, preview, pupils,
    readings, reviews, schools, shadow, suspensions, today, undo, unmatched, upload_keys, uploads,
};

/// All that answering needs.
#[derive(Debug)]
pub(crate) struct App {
    /// Counts what a request costs.
    pub(crate) db: Db,
    pub(crate) follow_up: FollowUp,
    pub(crate) data_key: String,
    pub(crate) audit: Audit,
    pub(crate) usage: Usage,
    pub(crate) decided: Queue,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) bucket: String,
}

/// The router of the running API.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/health", get(health::health))
        .route("/schools", post(schools::make))
        .route("/schools/{urn}/second-number", put(schools::set_second_number))
        .route("/pause", put(pause::pause_deployment))
        .route("/schools/{urn}/members/{subject}", put(members::set))
        .route("/schools/{urn}/pause", put(pause::pause_school))
        .route("/schools/{urn}/policy", get(policy::look))
        .route("/schools/{urn}/policy", put(policy::set))
        .route("/schools/{urn}/policy/changes", get(policy::changes))
        .route("/schools/{urn}/calendar", get(calendar::look))
        .route("/schools/{urn}/calendar", put(calendar::set))
        .route("/languages", get(languages::list_for_all))
        .route("/languages/{tag}/review", put(reviews::review_for_all))
        .route("/languages/{tag}/review", delete(reviews::take_back_for_all))
        .route("/schools/{urn}/languages", get(languages::list))
        .route("/schools/{urn}/languages/{tag}", get(languages::look))
        .route("/schools/{urn}/languages/{tag}/review", put(reviews::review))
        .route("/schools/{urn}/languages/{tag}/review", delete(reviews::take_back))
        .route("/schools/{urn}/readings", get(readings::look))
        .route("/schools/{urn}/duty", get(duty::look))
        .route("/schools/{urn}/duty", put(duty::set))
        .route("/schools/{urn}/policy/preview", get(preview::look))
        .route("/schools/{urn}/policy/test", post(preview::test))
        .route("/schools/{urn}/contact-health", get(contact_health::look))
        .route("/schools/{urn}/pupils/{pupil}", get(pupils::look))
        .route("/schools/{urn}/pupils/{pupil}/flag", put(pupils::flag))
        .route("/schools/{urn}/pupils/{pupil}/contacts/{contact}/wishes", put(pupils::wishes))
        .route("/schools/{urn}/pupils/{pupil}/contacts/{contact}/suspensions", delete(suspensions::lift))
        .route("/schools/{urn}/pupils/{pupil}/notes", post(expected::note))
        .route("/schools/{urn}/pupils/{pupil}/expected", post(expected::expect))
        .route("/schools/{urn}/pupils/{pupil}/expected/{id}", delete(expected::take_back))
        .route("/schools/{urn}/pupils/{pupil}/expected/{id}/accept", post(expected::accept))
        .route("/schools/{urn}/holds", get(holds::list))
        .route("/schools/{urn}/holds/{id}/decisions", post(holds::decide))
        .route("/schools/{urn}/shadow/compare", post(shadow::compare))
        .route("/schools/{urn}/today", get(today::look))
        .route("/schools/{urn}/attention", get(attention::list))
        .route("/schools/{urn}/pupils/{pupil}/log", get(log::look))
        .route("/schools/{urn}/absences", get(absences::list))
        .route("/schools/{urn}/absences/{id}", get(absences::look))
        .route("/schools/{urn}/absences/{id}/answer", post(answer_parent::answer))
        .route("/schools/{urn}/absences/{id}/decisions", post(decide::decide))
        .route("/schools/{urn}/absences/{id}/log", post(log_entry::log))
        .route("/schools/{urn}/absences/{id}/replies/{reply}/undo", post(undo::undo))
        .route("/schools/{urn}/arrived", post(arrived::arrived))
        .route("/schools/{urn}/correction", get(correction::preview))
        .route("/schools/{urn}/corrections", post(correction::correct))
        .route("/schools/{urn}/pupils/{pupil}/handled", put(handled::set))
        .route("/schools/{urn}/pupils/{pupil}/handled", delete(handled::end))
        .route("/schools/{urn}/uploads", post(begin::begin))
        .route("/schools/{urn}/uploads/latest", get(latest::look))
        .route("/schools/{urn}/uploads/{id}", get(uploads::look))
        .route("/schools/{urn}/uploads/{id}/decision", post(decision::decide))
        .route("/schools/{urn}/upload-keys", post(upload_keys::make))
        .route("/schools/{urn}/upload-keys", get(upload_keys::list))
        .route("/schools/{urn}/upload-keys/{id}", delete(upload_keys::revoke))
        .route("/schools/{urn}/columns", get(columns::look))
        .route("/schools/{urn}/columns", put(columns::propose))
        .route("/schools/{urn}/columns/confirm", post(columns::confirm))
        .route("/machine/schools/{urn}/uploads", post(machine::begin))
        .route("/machine/schools/{urn}/uploads/latest", get(machine::latest))
        .route("/machine/schools/{urn}/uploads/{id}", get(machine::look))
        .route("/schools/{urn}/unmatched", get(unmatched::list))
        .route("/schools/{urn}/unmatched/{reply}/assign", post(assign::assign))
        .with_state(Arc::new(app))
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::OpenApi as Document;
    use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
    use utoipa::{Modify, OpenApi};

    use super::*;

    #[derive(OpenApi)]
    #[openapi(
        info(
            title = "Firstday",
            description = "What a school's staff may ask and do. Every read of personal data is recorded before it is answered.",
            license(name = "Apache-2.0", identifier = "Apache-2.0")
        ),
        paths(
            health::health,
            schools::make,
            schools::set_second_number,
            members::set,
            pause::pause_deployment,
            pause::pause_school,
            policy::look,
            policy::set,
            policy::changes,
            calendar::look,
            calendar::set,
            languages::list_for_all,
            reviews::review_for_all,
            reviews::take_back_for_all,
            languages::list,
            languages::look,
            reviews::review,
            reviews::take_back,
            readings::look,
            duty::look,
            duty::set,
            preview::look,
            preview::test,
            contact_health::look,
            pupils::look,
            pupils::flag,
            pupils::wishes,
            suspensions::lift,
            expected::note,
            expected::expect,
            expected::take_back,
            expected::accept,
            holds::list,
            holds::decide,
            shadow::compare,
            today::look,
            attention::list,
            log::look,
            absences::list,
            absences::look,
            answer_parent::answer,
            decide::decide,
            log_entry::log,
            undo::undo,
            arrived::arrived,
            correction::preview,
            correction::correct,
            handled::set,
            handled::end,
            begin::begin,
            latest::look,
            uploads::look,
            decision::decide,
            upload_keys::make,
            upload_keys::list,
            upload_keys::revoke,
            columns::look,
            columns::propose,
            columns::confirm,
            machine::begin,
            machine::latest,
            machine::look,
            unmatched::list,
            assign::assign,
        ),
        modifiers(&Token),
    )]
    struct Description;

    struct Token;

    impl Modify for Token {
        fn modify(&self, document: &mut Document) {
            let scheme = SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build());
            let components = document.components.get_or_insert_default();
            components.add_security_scheme("token", scheme);
            let scheme = SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("fdu_…").build());
            components.add_security_scheme("upload_key", scheme);
        }
    }

    #[test]
    fn the_document_in_docs_is_the_one_that_the_code_gives() {
        let document = Description::openapi().to_pretty_json().unwrap() + "\n";
        insta::with_settings!({snapshot_path => "../../../docs/api", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_binary_snapshot!("openapi.json", document.into_bytes());
        });
    }

    #[test]
    fn every_route_is_described_and_every_description_has_its_route() {
        let source = include_str!("api.rs");
        let document = serde_json::to_value(Description::openapi()).unwrap();
        let mut described = 0;
        for (path, methods) in document["paths"].as_object().unwrap() {
            for method in methods.as_object().unwrap().keys() {
                assert!(source.contains(&format!(".route(\"{path}\", {method}(")), "{method} {path} has no route");
                described += 1;
            }
        }
        let router = source.split("pub(crate) fn router").nth(1).unwrap().split("#[cfg(test)]").next().unwrap();
        assert_eq!(router.matches(".route(").count(), described);
    }
}

//! The routes, and the document that describes them.

use std::sync::Arc;

use axum::Router;
use store::Keys;
use store::absences::Absences;
use store::audit::Audit;
use store::messages::Messages;
use store::schools::Schools;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::routes::{absences, health, members, pause, schools, unmatched, uploads};

/// All that answering needs.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) keys: Keys,
    pub(crate) data_key: String,
    pub(crate) schools: Schools,
    pub(crate) absences: Absences,
    pub(crate) messages: Messages,
    pub(crate) audit: Audit,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) bucket: String,
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Firstday", description = "What a school's staff may ask and do. Every read of personal data is recorded before it is answered.", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    modifiers(&Token),
)]
struct Description;

struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut Document) {
        let scheme = SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build());
        document.components.get_or_insert_default().add_security_scheme("token", scheme);
    }
}

fn described() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(health::health))
        .routes(routes!(schools::make))
        .routes(routes!(members::set))
        .routes(routes!(pause::pause_deployment))
        .routes(routes!(pause::pause_school))
        .routes(routes!(absences::list))
        .routes(routes!(absences::look))
        .routes(routes!(uploads::look))
        .routes(routes!(unmatched::list))
}

/// The router of the running API.
pub(crate) fn router(app: App) -> Router {
    let (router, _) = described().split_for_parts();
    router.with_state(Arc::new(app))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_in_docs_is_the_one_that_the_code_gives() {
        let (_, document) = described().split_for_parts();
        let document = document.to_pretty_json().unwrap() + "\n";
        insta::with_settings!({snapshot_path => "../../../docs/api", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_binary_snapshot!("openapi.json", document.into_bytes());
        });
    }
}

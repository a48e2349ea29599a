//! What holds for every answer, whoever gave it.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};

use crate::problem::{PROBLEM, Problem};

/// Nobody keeps an answer: it may be about people. What the router itself refuses, such as a path that is no text, has our form too.
pub(crate) fn finished(router: Router) -> Router {
    router.layer(map_response(async |mut answer: Response| {
        let status = answer.status();
        let is_ours = answer.headers().get(CONTENT_TYPE).is_some_and(|form| form == PROBLEM);
        if !is_ours && (status.is_client_error() || status.is_server_error()) {
            let problem = if status.is_server_error() { Problem::Fault } else { Problem::NotFound };
            return problem.into_response();
        }
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
    }))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Path;
    use axum::http::Request;
    use axum::routing::get;
    use lambda_http::Service;

    use super::*;

    #[tokio::test]
    async fn what_the_router_itself_refuses_is_a_problem_and_no_answer_is_kept_by_anybody() {
        let mut router = finished(Router::new().route("/schools/{urn}", get(async |Path(urn): Path<String>| urn)));
        for (path, status) in [("/schools/123456", 200), ("/schools/%ff", 404), ("/schools/123456/", 404), ("/%00", 404)] {
            let answer = router.call(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{path}");
            assert_eq!(answer.headers()[CACHE_CONTROL], "no-store", "{path}");
            assert_eq!(answer.headers()[CONTENT_TYPE] == PROBLEM, status == 404, "{path}");
        }
    }
}

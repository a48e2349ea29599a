//! Routes: each needs a token or is on a short list; the access log names routes and never paths.

use super::deployment::Deployment;
use super::{files, holds, notices, root};

/// The routes that need no token, with the reason.
const OPEN: [(&str, &str); 10] = [
    ("GET /health", "whoever watches has no token; it says nothing of any school"),
    ("GET /machine/schools/{urn}/uploads/latest", UPLOAD_KEY),
    ("GET /machine/schools/{urn}/uploads/{id}", UPLOAD_KEY),
    ("POST /machine/schools/{urn}/uploads", UPLOAD_KEY),
    ("GET /r/{token}", ANSWER_TOKEN),
    ("POST /r/{token}", ANSWER_TOKEN),
    ("POST /webhooks/twilio/sms", SIGNED),
    ("POST /webhooks/twilio/status", SIGNED),
    ("POST /webhooks/twilio/voice", SIGNED),
    ("POST /webhooks/twilio/voice/{token}/{step}", SIGNED),
];

/// Why the provider's webhooks have no JWT authorizer.
const SIGNED: &str = "the provider has no token; the function verifies its signature before it reads anything";

/// Why a parents' page has no JWT authorizer.
const ANSWER_TOKEN: &str =
    "parents have no sign-in; the page's address holds 128 bits that lead to one message until the day after";

/// Why a machine's routes have no JWT authorizer.
const UPLOAD_KEY: &str = "a school's machine has no sign-in; the function checks its upload key before it does anything";

/// What an access log line may hold: nothing that names a person, a school or an address.
const LOGGED: [&str; 7] = [
    "$context.authorizer.error",
    "$context.error.responseType",
    "$context.integrationStatus",
    "$context.requestId",
    "$context.responseLatency",
    "$context.routeKey",
    "$context.status",
];

fn faults(all: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    let routes: Vec<_> = all.of("AWS::ApiGatewayV2::Route").collect();
    for route in &routes {
        let key = route.text("RouteKey");
        if !key.contains(' ') || key.starts_with("ANY ") || key.contains("{proxy+}") {
            faults.push(format!("{} takes more than one method and path: write each route out", route.name()));
        }
        let authorizer =
            all.referred(route.at("AuthorizerId")).is_some_and(|authorizer| authorizer.text("AuthorizerType") == "JWT");
        let signed_in = route.text("AuthorizationType") == "JWT" && authorizer;
        if !signed_in && !OPEN.iter().any(|(open, _)| *open == key) {
            faults.push(format!(
                "{} lets anybody in to {key}: AuthorizationType: JWT with StaffAuthorizer, or list it in OPEN with the reason",
                route.name()
            ));
        }
        let integration =
            route.at("Target/Fn::Sub").as_str().and_then(|target| target.strip_prefix("integrations/${")?.strip_suffix('}'));
        if !all.of("AWS::ApiGatewayV2::Integration").any(|one| Some(one.id.as_str()) == integration) {
            faults.push(format!("{} leads nowhere: Target: !Sub \"integrations/${{…}}\"", route.name()));
        }
    }
    let in_code = routes_of_admin_api();
    let in_template: Vec<&str> = routes
        .iter()
        .filter(|route| route.at("Target/Fn::Sub") == "integrations/${AdminApiIntegration}")
        .map(|route| route.text("RouteKey"))
        .collect();
    for route in in_code.iter().filter(|route| !in_template.contains(&route.as_str())) {
        faults
            .push(format!("admin-api answers {route}, which nobody can reach: add an AWS::ApiGatewayV2::Route to template.yaml"));
    }
    for route in in_template.iter().filter(|route| !in_code.iter().any(|known| known == **route)) {
        faults.push(format!("{route} leads to admin-api, which does not know it: take it out of template.yaml, or answer it"));
    }
    for (open, _) in OPEN {
        if !routes.iter().any(|route| route.text("RouteKey") == open && route.text("AuthorizationType") == "NONE") {
            faults.push(format!("{open} is no open route any more: take it out of OPEN"));
        }
    }
    for stage in all.of("AWS::ApiGatewayV2::Stage") {
        let format = stage.text("AccessLogSettings/Format");
        if !format.contains("$context.routeKey") {
            faults.push(format!("{} logs no access by route: give it AccessLogSettings with $context.routeKey", stage.name()));
        }
        for variable in format.split('"').filter(|part| part.starts_with('$')) {
            if !LOGGED.contains(&variable) {
                faults.push(format!("{} logs {variable}, which may name a school or an address: only LOGGED", stage.name()));
            }
        }
        if stage.at("DefaultRouteSettings/ThrottlingRateLimit").is_null() {
            faults.push(format!("{} has no rate limit: give it DefaultRouteSettings", stage.name()));
        }
        for (open, _) in OPEN.iter().filter(|(_, reason)| *reason == UPLOAD_KEY) {
            if stage.at("RouteSettings")[*open]["ThrottlingRateLimit"].is_null() {
                faults.push(format!(
                    "{} lets keys be guessed at {open} as fast as anybody likes: give it RouteSettings",
                    stage.name()
                ));
            }
        }
    }
    faults
}

/// The routes that admin-api answers, as it tells its OpenAPI document: `#[utoipa::path(post, path = "/schools", …)]`.
fn routes_of_admin_api() -> Vec<String> {
    let sources = files(&root().join("functions/admin-api/src"), ".rs");
    let mut routes = Vec::new();
    for text in sources.iter().map(|path| std::fs::read_to_string(path).unwrap()) {
        for declared in text.split("#[utoipa::path(").skip(1) {
            let (method, rest) = declared.split_once(',').unwrap();
            let path = rest.split_once("path = \"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(path, _)| path);
            routes.push(format!("{} {path}", method.trim().to_uppercase()));
        }
    }
    routes
}

#[test]
fn each_route_needs_a_token_or_is_on_a_short_list() {
    holds(faults(&Deployment::read()));
}

#[test]
fn an_open_route_and_a_logged_path_are_noticed() {
    let file = "template.yaml";
    notices(faults, file, "AuthorizationType: JWT", "AuthorizationType: NONE", "lets anybody in to POST /schools");
    notices(faults, file, "AuthorizerId: !Ref StaffAuthorizer", "AuthorizerId: x", "lets anybody in");
    notices(faults, file, "RouteKey: GET /health", "RouteKey: GET /status", "GET /health is no open route");
    notices(
        faults,
        file,
        "        POST /machine/schools",
        "        POST /x/schools",
        "lets keys be guessed at POST /machine/schools",
    );
    notices(faults, file, "$context.routeKey", "$context.path", "logs $context.path");
    notices(faults, file, "RouteKey: POST /schools", "RouteKey: $default", "takes more than one method");
    notices(faults, file, "RouteKey: PUT /pause", "RouteKey: PUT /rest", "admin-api answers PUT /pause, which nobody can reach");
    notices(faults, file, "RouteKey: PUT /pause", "RouteKey: PUT /rest", "PUT /rest leads to admin-api, which does not know it");
}

/// The names of a source's shapes that stand in the API's description.
fn shapes(source: &str) -> Vec<&str> {
    let behind = source.split("ToSchema)]").skip(1);
    behind.filter_map(|rest| rest.split_once("struct ")?.1.split([' ', '(', '<']).next()).collect()
}

#[test]
fn no_two_shapes_of_the_api_have_one_name() {
    // The description keeps one of each name: the other would be described as what it is not.
    let sources = files(&root().join("functions/admin-api/src"), ".rs");
    let texts: Vec<String> = sources.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let mut all: Vec<&str> = texts.iter().flat_map(|text| shapes(text)).collect();
    all.sort_unstable();
    assert!(all.contains(&"HoldShown") && all.len() > 50, "{all:?}");
    let twice: Vec<&[&str]> = all.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "give each a name of its own: {twice:?}");
}

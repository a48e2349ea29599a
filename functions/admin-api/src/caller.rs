//! Who asks, what they may do, and the note of it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::school::Urn;
use lambda_http::request::RequestContext;
use shell::clock;
use store::audit::Entry;
use store::schools::Role;

use crate::api::App;
use crate::problem::Problem;

/// Somebody whose token the API's authorizer has checked.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The token's subject: who, for good.
    pub(crate) subject: String,
    /// The request's own id.
    pub(crate) request: String,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        // A request that the authorizer has not seen cannot come through the API; it is refused as one that found nothing.
        let Some(RequestContext::ApiGatewayV2(context)) = parts.extensions.get::<RequestContext>() else {
            return Err(Problem::NotFound);
        };
        let claims = context.authorizer.as_ref().and_then(|authorizer| authorizer.jwt.as_ref()).map(|jwt| &jwt.claims);
        let subject = claims.and_then(|claims| claims.get("sub")).filter(|subject| !subject.is_empty());
        let subject = subject.ok_or(Problem::NotFound)?.clone();
        Ok(Self { subject, request: context.request_id.clone().unwrap_or_default() })
    }
}

/// What a caller wants to do, for the check and for the audit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish<'a> {
    /// A stable word: `absences.list`.
    pub(crate) action: &'static str,
    /// What it is done to: an id, or empty.
    pub(crate) subject: &'a str,
    /// The roles that may.
    pub(crate) roles: &'static [Role],
}

impl App {
    /// Lets a member of the school through whose role may do it. The audit has the entry before this returns, for a refusal too.
    /// A school that is not the caller's looks like one that does not exist.
    pub(crate) async fn admit(&self, caller: &Caller, school: &str, wish: Wish<'_>) -> Result<Urn, Problem> {
        let school: Urn = school.parse().map_err(|_| Problem::SchoolNotFound)?;
        let role = self.schools.role(&school, &caller.subject).await?;
        let allowed = role.is_some_and(|role| wish.roles.contains(&role));
        self.note(caller, school.as_str(), role, wish, allowed).await?;
        match role {
            None => Err(Problem::SchoolNotFound),
            Some(_) if !allowed => Err(Problem::RoleMayNot),
            Some(_) => Ok(school),
        }
    }

    /// Lets an operator of the deployment through.
    pub(crate) async fn admit_operator(&self, caller: &Caller, action: &'static str, subject: &str) -> Result<(), Problem> {
        let is_operator = self.schools.is_operator(&caller.subject).await?;
        let role = is_operator.then_some(Role::Operator);
        self.note(caller, "deployment", role, Wish { action, subject, roles: &[Role::Operator] }, is_operator).await?;
        if is_operator { Ok(()) } else { Err(Problem::RoleMayNot) }
    }

    async fn note(
        &self,
        caller: &Caller,
        school: &str,
        role: Option<Role>,
        wish: Wish<'_>,
        allowed: bool,
    ) -> Result<(), Problem> {
        let entry = Entry {
            at: clock::now(),
            who: caller.subject.clone(),
            role: role.map_or("none", Role::as_str).to_owned(),
            action: wish.action.to_owned(),
            subject: wish.subject.to_owned(),
            outcome: if allowed { "allowed" } else { "refused" }.to_owned(),
            request: caller.request.clone(),
        };
        Ok(self.audit.write(school, &entry).await?)
    }
}

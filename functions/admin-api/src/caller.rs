//! Who asks, what they may do, and the note of it.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use domain::school::Urn;
use lambda_http::request::RequestContext;
use shell::clock;
use store::StoreError;
use store::audit::Entry;
use store::schools::Role;
use vault::Keyring;

use crate::api::App;
use crate::problem::Problem;
use crate::secret::Secret;

/// Somebody whose token the API's authorizer has checked.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The token's subject: who, for good.
    pub(crate) subject: String,
    /// The request's own id.
    pub(crate) request: String,
    /// The `Idempotency-Key` of the request: whoever repeats it with the same key means the same request. Without one each is its own.
    key: Option<String>,
}

impl Caller {
    /// By what the same request of the same person is known again: it says nothing itself, and may be kept.
    pub(crate) fn request_key(&self, keys: &Keyring) -> Result<String, StoreError> {
        let key = self.key.as_ref().unwrap_or(&self.request);
        let blind = keys.blind("request", format!("{}|{key}", self.subject).as_bytes())?;
        Ok(format!("{:032x}", u128::from_be_bytes(blind)))
    }
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
        let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
        Ok(Self { subject, request: context.request_id.clone().unwrap_or_default(), key })
    }
}

/// A machine that shows an upload key, as `Authorization: Bearer fdu_…`. The key is not checked yet.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    secret: Option<Secret>,
    request: String,
}

impl<S: Sync> FromRequestParts<S> for Machine {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let shown = parts.headers.get(AUTHORIZATION).and_then(|shown| shown.to_str().ok());
        let secret = shown.and_then(|shown| shown.strip_prefix("Bearer ")).and_then(|shown| Secret::read(shown.trim()));
        let request = match parts.extensions.get::<RequestContext>() {
            Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone().unwrap_or_default(),
            _ => return Err(Problem::KeyRefused),
        };
        Ok(Self { secret, request })
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
        self.admit_as(caller, school, wish).await.map(|(school, _)| school)
    }

    /// The same, and says in which role.
    pub(crate) async fn admit_as(&self, caller: &Caller, school: &str, wish: Wish<'_>) -> Result<(Urn, Role), Problem> {
        let school: Urn = school.parse().map_err(|_| Problem::SchoolNotFound)?;
        let role = self.follow_up.schools.role(&school, &caller.subject).await?;
        let allowed = role.is_some_and(|role| wish.roles.contains(&role));
        self.note(caller, school.as_str(), role, wish, allowed).await?;
        match role {
            None => Err(Problem::SchoolNotFound),
            Some(_) if !allowed => Err(Problem::RoleMayNot),
            Some(role) => Ok((school, role)),
        }
    }

    /// Lets a machine through that shows an upload key of the school which is not revoked. Whatever is wrong with it, and whether there is
    /// such a school, the refusal is the same. The audit has the entry before this returns; a refusal has none, since nobody is known
    /// who could be named in it.
    pub(crate) async fn admit_machine(
        &self,
        machine: &Machine,
        school: &str,
        action: &'static str,
        subject: &str,
    ) -> Result<(Urn, String), Problem> {
        let school: Urn = school.parse().map_err(|_| Problem::KeyRefused)?;
        let secret = machine.secret.as_ref().ok_or(Problem::KeyRefused)?;
        let key = self.follow_up.schools.upload_key(&school, &secret.id).await?.ok_or(Problem::KeyRefused)?;
        if key.revoked.is_some() || !secret.is_of(&key.hash) {
            tracing::warn!(school = %school, "an upload key was refused");
            return Err(Problem::KeyRefused);
        }
        let who = format!("upload-key {}", key.id);
        let entry = Entry {
            at: clock::now(),
            who: who.clone(),
            role: "upload-key".to_owned(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            outcome: "allowed".to_owned(),
            request: machine.request.clone(),
        };
        self.audit.write(school.as_str(), &entry).await?;
        self.follow_up.schools.used_upload_key(&school, &key).await?;
        Ok((school, who))
    }

    /// Lets an operator of the deployment through.
    pub(crate) async fn admit_operator(&self, caller: &Caller, action: &'static str, subject: &str) -> Result<(), Problem> {
        let is_operator = self.follow_up.schools.is_operator(&caller.subject).await?;
        let role = is_operator.then_some(Role::Operator);
        self.note(caller, "deployment", role, Wish { action, subject, roles: &[Role::Operator] }, is_operator).await?;
        if is_operator { Ok(()) } else { Err(Problem::RoleMayNot) }
    }

    /// Notes something more that a caller who was let through has done.
    pub(crate) async fn note_also(&self, caller: &Caller, school: &Urn, role: Role, wish: Wish<'_>) -> Result<(), Problem> {
        self.note(caller, school.as_str(), Some(role), wish, true).await
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

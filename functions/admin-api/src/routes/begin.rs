//! Beginning an upload: addresses to put its files to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;
use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::school::{Urn, time_zone};
use domain::upload::{UploadId, UploadState};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use shell::clock;
use store::StoreError;
use store::uploads::{Counts, Upload};
use utoipa::{IntoParams, ToSchema};

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};
use crate::secret::{hex, sha256};

/// How long an address is good. Less than a function's own credentials, which sign it, are.
const GOOD_FOR: Duration = Duration::from_secs(15 * 60);

/// How many files an upload may have.
const FILES: usize = 50;

/// How many bytes a file may have: what is read of one.
const BYTES: u64 = 512 * 1024 * 1024;

/// How far ahead a clock may be that says when data was taken: what is taken later is never overwritten by what was taken before.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// A file to upload.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFile {
    /// Its name: letters, digits, spaces and `.-_()`, at most 100. What is in it counts, never its name.
    #[schema(example = "pupils.csv")]
    name: String,
    /// How long it is.
    #[schema(example = 20480)]
    bytes: u64,
    /// SHA-256 of its content in 64 hexadecimal digits.
    #[schema(example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    sha256: String,
}

/// An upload to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUpload {
    /// 1 to 50.
    files: Vec<NewFile>,
    /// When the data was taken out of the MIS: with an offset, or local time without one. Now, where it is left out.
    #[schema(example = "2026-11-23T09:05")]
    taken: Option<String>,
    /// A word for the upload's id: letters, digits and `-`, at most 30.
    #[schema(example = "morning")]
    label: Option<String>,
}

/// How an upload is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// Whether it is read and compared alone: nothing is applied or sent.
    #[serde(default)]
    dry_run: bool,
}

/// Where to put a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Address {
    #[schema(example = "pupils.csv")]
    name: String,
    /// Put the file here. Whoever has the address may, so keep it out of logs.
    url: String,
    /// The headers that must be sent with it, as they stand.
    headers: BTreeMap<String, String>,
}

/// An upload that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BegunUpload {
    /// What to ask after it by. The same request again within the same minute is the same upload.
    #[schema(example = "2026-11-23T0905-morning-3f9a1c")]
    id: String,
    /// The addresses are good until then.
    #[schema(value_type = String, format = DateTime)]
    good_until: Timestamp,
    /// One address a file, to be used with PUT.
    files: Vec<Address>,
}

/// Begins an upload: says which files come, and is given an address for each, good for 15 minutes. When all have come, they are read.
#[utoipa::path(post, path = "/schools/{urn}/uploads", tag = "uploads", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), How), request_body = NewUpload,
    responses((status = 201, body = BegunUpload), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`upload_exists`.")))]
pub(crate) async fn begin(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    how: Result<Query<How>, QueryRejection>,
    body: Result<Json<NewUpload>, JsonRejection>,
) -> Result<(StatusCode, Json<BegunUpload>), Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "upload.begin", subject: "", roles: OFFICE }).await?;
    begun(&app, &school, how, body).await
}

/// Begins an upload for whoever was let in.
pub(super) async fn begun(
    app: &App,
    school: &Urn,
    how: Result<Query<How>, QueryRejection>,
    body: Result<Json<NewUpload>, JsonRejection>,
) -> Result<(StatusCode, Json<BegunUpload>), Problem> {
    let Query(how) = how.map_err(|_| Problem::BadRequest("Ask with dry_run=true or without; nothing else."))?;
    let Json(new) = body
        .map_err(|_| Problem::BadRequest("Give files as JSON, each with name, bytes and sha256; taken and label if need be."))?;
    let now = clock::now();
    let (id, taken) = named(&new, how.dry_run, now)?;
    let expected: Vec<String> = new.files.iter().map(|file| file.name.clone()).collect();
    let mut upload = Upload {
        id: id.clone(),
        state: UploadState::Expected,
        sentence: "Waiting for the files.".to_owned(),
        taken,
        first_file: now,
        files: Vec::new(),
        own_columns: false,
        expected: expected.clone(),
        closed: false,
        applied: std::collections::BTreeSet::new(),
        differences: Vec::new(),
        decision: None,
        flagged_absent: Vec::new(),
        counts: Counts::default(),
        revision: 0,
    };
    match app.follow_up.absences.put_upload(school, &mut upload).await {
        // The same request again: the addresses are made anew, whatever has come so far.
        Err(StoreError::Conflict) => {
            let known = app.follow_up.absences.upload(school, &id).await?;
            if known.is_none_or(|known| known.expected != expected) {
                return Err(Problem::UploadExists);
            }
        }
        other => other?,
    }
    let mut files = Vec::new();
    for file in &new.files {
        files.push(address(&app.s3, &app.bucket, format!("schools/{school}/{id}/{}", file.name), file).await?);
    }
    let good_until = now.saturating_add(SignedDuration::try_from(GOOD_FOR).unwrap_or_default()).unwrap_or(now);
    Ok((StatusCode::CREATED, Json(BegunUpload { id: id.to_string(), good_until, files })))
}

/// An address that takes this very file and no other: its length and checksum are signed with it.
async fn address(s3: &aws_sdk_s3::Client, bucket: &str, key: String, file: &NewFile) -> Result<Address, Problem> {
    let good = PresigningConfig::expires_in(GOOD_FOR).map_err(|_| Problem::Fault)?;
    let put = s3.put_object().bucket(bucket).key(key);
    let put = put.content_length(i64::try_from(file.bytes).map_err(|_| Problem::Fault)?);
    let put = put.checksum_sha256(BASE64_STANDARD.encode(unhex(&file.sha256).ok_or(Problem::Fault)?));
    let signed = put.presigned(good).await.map_err(|_| {
        tracing::error!(error_type = "AddressNotSigned", "an upload's address could not be signed");
        Problem::Fault
    })?;
    let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Ok(Address { name: file.name.clone(), url: signed.uri().to_owned(), headers })
}

/// The upload's id and when its data was taken; or what is wrong with the request. The id ends in digits of what it brings, so the same
/// request is the same upload.
fn named(new: &NewUpload, dry_run: bool, now: Timestamp) -> Result<(UploadId, Timestamp), Problem> {
    if !(1..=FILES).contains(&new.files.len()) {
        return Err(Problem::BadRequest("An upload has 1 to 50 files."));
    }
    let mut content = String::new();
    for (index, file) in new.files.iter().enumerate() {
        let is_good = |c: char| c.is_ascii_alphanumeric() || " .-_()".contains(c);
        if !(1..=100).contains(&file.name.len()) || !file.name.chars().all(is_good) || file.name.starts_with(['.', ' ']) {
            return Err(Problem::BadRequest(
                "A file's name is 1 to 100 letters, digits, spaces and .-_() and begins with no dot.",
            ));
        }
        if file.name.eq_ignore_ascii_case("complete") || new.files.iter().skip(index + 1).any(|other| other.name == file.name) {
            return Err(Problem::BadRequest("Each file has a name of its own, and none is called complete."));
        }
        if !(1..=BYTES).contains(&file.bytes) {
            return Err(Problem::BadRequest("A file has 1 byte to 512 MB."));
        }
        if unhex(&file.sha256).is_none() {
            return Err(Problem::BadRequest("A file's sha256 is 64 hexadecimal digits."));
        }
        content.push_str(&format!("{}\n{}\n{}\n", file.name, file.bytes, file.sha256.to_ascii_lowercase()));
    }
    let taken = match &new.taken {
        None => now,
        Some(text) => moment(text).ok_or(Problem::BadRequest("The taken is a moment such as 2026-11-23T09:05."))?,
    };
    if taken > now.saturating_add(AHEAD).unwrap_or(now) {
        return Err(Problem::BadRequest("The taken lies in the future. Look at the clock of the machine that uploads."));
    }
    let label = new.label.as_deref().unwrap_or_default();
    if label.len() > 30 || !label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') || label.starts_with('-') {
        return Err(Problem::BadRequest("A label is at most 30 letters, digits and -."));
    }
    if !dry_run && label.to_ascii_lowercase().starts_with("dry-run") {
        return Err(Problem::BadRequest("A label that begins with dry-run is a dry run's: ask with dry_run=true."));
    }
    let stamp = taken.to_zoned_datetime(time_zone()).strftime("%Y-%m-%dT%H%M").to_string();
    let short = hex(sha256(content.as_bytes()).get(..4).unwrap_or_default());
    let parts = [&*stamp, if dry_run { "dry-run" } else { "" }, label, &*short];
    let id = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let id: UploadId = id.parse().map_err(|_| Problem::Fault)?;
    // To the minute, as the id says it: who reads the id alone knows the same.
    Ok((id.clone(), id.taken(&time_zone()).unwrap_or(taken)))
}

fn moment(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let local: DateTime = text.parse().ok()?;
    time_zone().to_ambiguous_timestamp(local).compatible().ok()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().as_chunks::<2>().0) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(name: &str, label: Option<&str>, taken: Option<&str>) -> NewUpload {
        NewUpload {
            files: vec![NewFile { name: name.to_owned(), bytes: 3, sha256: "ab".repeat(32) }],
            taken: taken.map(str::to_owned),
            label: label.map(str::to_owned),
        }
    }

    fn id(new: &NewUpload, dry_run: bool) -> Result<String, Problem> {
        named(new, dry_run, "2026-11-23T09:05:40Z".parse().unwrap()).map(|(id, _)| id.to_string())
    }

    #[test]
    fn an_upload_is_named_by_its_moment_and_what_it_brings() {
        let one = id(&new("a.csv", None, None), false).unwrap();
        assert_eq!(&one[..16], "2026-11-23T0905-");
        assert_eq!(one, id(&new("a.csv", None, Some("2026-11-23T09:05")), false).unwrap());
        assert_ne!(one, id(&new("b.csv", None, None), false).unwrap());
        let dry = id(&new("a.csv", Some("morning"), Some("2026-06-23T08:05:00Z")), true).unwrap();
        assert_eq!(&dry[..32], "2026-06-23T0905-dry-run-morning-");
        assert!(dry.parse::<UploadId>().unwrap().is_dry_run());
    }

    #[tokio::test]
    async fn an_address_is_signed_over_the_files_length_and_checksum() {
        use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-2"))
            .credentials_provider(Credentials::new("key", "secret", Some("token".to_owned()), None, "test"));
        let s3 = aws_sdk_s3::Client::from_conf(config.build());
        let file = &new("my pupils.csv", None, None).files[0];
        let given = address(&s3, "bucket", "schools/123456/x/my pupils.csv".to_owned(), file).await.unwrap();
        let signed = given.url.split('&').find_map(|part| part.split_once("X-Amz-SignedHeaders=")).unwrap().1;
        let signed: Vec<&str> = signed.split("%3B").collect();
        assert!(signed.contains(&"content-length") && signed.contains(&"x-amz-checksum-sha256"), "{signed:?}");
        assert!(
            given.url.contains("X-Amz-Expires=900") && given.url.contains("/schools/123456/x/my%20pupils.csv?"),
            "{}",
            given.url
        );
        let headers: Vec<(&str, &str)> = given.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(headers, [("content-length", "3"), ("x-amz-checksum-sha256", "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=")]);
    }

    #[test]
    fn what_cannot_be_an_upload_is_refused_with_what_to_mend() {
        for wrong in [
            new("", None, None),
            new("a/b.csv", None, None),
            new(".hidden", None, None),
            new("complete", None, None),
            new("a.csv", Some("dry-run-x"), None),
            new("a.csv", Some("a b"), None),
            new("a.csv", None, Some("23/11/2026")),
            new("a.csv", None, Some("2026-11-23T09:30")),
            NewUpload { files: Vec::new(), taken: None, label: None },
        ] {
            assert!(matches!(id(&wrong, false), Err(Problem::BadRequest(_))), "{wrong:?}");
        }
    }
}

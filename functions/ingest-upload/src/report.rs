//! What the school is told of its upload: sentences, and the problem report beside it. Pupils stand in it by admission number alone.

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use domain::sanity::Found;
use domain::school::Urn;
use domain::upload::{Part, UploadId, UploadState};
use extract::Problem;
use serde_json::{Value, json};
use store::uploads::{Difference, Upload};

use crate::task::IngestError;

/// What an upload in waiting waits for.
pub(crate) fn waiting_for(upload: &Upload, missing: &[Part]) -> String {
    let refused = refused(upload);
    format!("{refused}Waiting for {}.", in_words(missing))
}

/// An upload whose waiting time has passed without what it needs.
pub(crate) fn close(upload: &mut Upload, missing: &[Part]) {
    let refused = refused(upload);
    let usable = upload.files.iter().any(|file| !file.parts.is_empty());
    upload.state = if usable { UploadState::Incomplete } else { UploadState::Failed };
    upload.sentence = if usable {
        format!("{refused}No file with {} came in time. Upload the whole extract again.", in_words(missing))
    } else {
        format!(
            "{refused}Nothing of this upload could be used; roll and registers are as they were. Upload the report's files again."
        )
    };
}

/// How an upload that was read ended, and the sentence for it.
pub(crate) fn outcome(upload: &Upload, used: bool, too_old: bool, has_a_roll: bool, problems: usize) -> (UploadState, String) {
    let missing = domain::upload::missing(&upload.parts(), has_a_roll);
    if !used || !missing.is_empty() {
        let mut closed = upload.clone();
        if missing.is_empty() {
            closed.sentence =
                format!("{}The files hold no row that could be used; roll and registers are as they were.", refused(upload));
            closed.state = UploadState::Failed;
        } else {
            close(&mut closed, &missing);
        }
        if too_old {
            return (UploadState::Applied, "A newer extract is in use already: nothing of this one was needed.".to_owned());
        }
        return (closed.state, closed.sentence);
    }
    let mut sentence = refused(upload);
    if too_old {
        sentence.push_str("A newer roll is in use already, so only the marks were read. ");
    }
    match problems {
        0 => {}
        1 => sentence.push_str("One row needs a look: see the problem."),
        more => sentence.push_str(&format!("{more} rows need a look: see the problems.")),
    }
    (UploadState::Applied, sentence.trim_end().to_owned())
}

/// Asks for a decision on a held upload once more.
pub(crate) fn decide_soon(sentence: &str, last_day: &str) -> String {
    format!("Decide before {last_day}: then its files are deleted and it is discarded. {sentence}")
}

fn refused(upload: &Upload) -> String {
    let files = upload.files.iter().filter(|file| !file.refused.is_empty());
    files
        .map(|file| {
            let name = file.key.rsplit('/').next().unwrap_or_default();
            format!("{name} cannot be used: {} ", file.refused)
        })
        .collect()
}

fn in_words(parts: &[Part]) -> String {
    let words: Vec<&str> = parts
        .iter()
        .map(|part| match part {
            Part::Roll => "the pupils",
            Part::Contacts => "the contacts",
            Part::Marks => "the marks",
            Part::Calendar => "the calendar",
        })
        .collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What a report tells.
pub(crate) struct Report<'a> {
    pub(crate) upload: &'a UploadId,
    pub(crate) state: UploadState,
    pub(crate) sentence: &'a str,
    pub(crate) problems: &'a [Problem],
    pub(crate) differences: &'a [Difference],
    /// What a dry run would do.
    pub(crate) would: Option<Value>,
}

/// A difference for the upload's record.
pub(crate) fn difference(found: &Found) -> Difference {
    Difference {
        code: found.difference.as_str().to_owned(),
        sentence: found.sentence(),
        before: found.before.into(),
        now: found.now.into(),
    }
}

/// Writes the problem report, as JSON and as a text to read.
pub(crate) async fn write(s3: &aws_sdk_s3::Client, bucket: &str, school: &Urn, report: Report<'_>) -> Result<(), IngestError> {
    let Report { upload: id, state, sentence, problems, differences, would } = report;
    let listed: Vec<_> = problems
        .iter()
        .map(|problem| {
            json!({
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "code": problem.code.as_str(),
                "severity": problem.severity().as_str(),
                "pupil": problem.pupil,
                "sentence": problem.sentence(),
            })
        })
        .collect();
    let differing: Vec<_> = differences
        .iter()
        .map(
            |differs| json!({ "code": differs.code, "sentence": differs.sentence, "before": differs.before, "now": differs.now }),
        )
        .collect();
    let document = json!({
        "upload": id.as_str(),
        "state": state.as_str(),
        "sentence": sentence,
        "differences": differing,
        "would": would,
        "problems": listed,
    });
    let mut text = format!("Upload {id}: {}\n{sentence}\n\n", state.as_str());
    for problem in problems {
        let column = problem.column.as_deref().map(|column| format!(", column {column}")).unwrap_or_default();
        let pupil = problem.pupil.as_deref().map(|pupil| format!(", pupil {pupil}")).unwrap_or_default();
        let line = problem.line.map(|line| format!(", line {line}")).unwrap_or_default();
        text.push_str(&format!("{}{line}{column}{pupil}: {}\n", problem.file, problem.sentence()));
    }
    for (name, kind, body) in
        [("problems.json", "application/json", document.to_string()), ("problems.txt", "text/plain; charset=utf-8", text)]
    {
        let put = s3.put_object().bucket(bucket).key(format!("reports/{school}/{id}/{name}")).content_type(kind);
        put.body(ByteStream::from(body.into_bytes())).send().await.map_err(|error| bucket_error(id, &error))?;
    }
    Ok(())
}

/// The error for a call that S3 refused.
pub(crate) fn bucket_error<E: ProvideErrorMetadata, R>(upload: &UploadId, error: &SdkError<E, R>) -> IngestError {
    let code = match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("unknown"),
        _ => "no_answer",
    };
    IngestError::Bucket { upload: upload.clone(), code: code.to_owned() }
}

/// The error for a file whose transfer broke.
pub(crate) fn no_answer(upload: &UploadId) -> IngestError {
    IngestError::Bucket { upload: upload.clone(), code: "no_answer".to_owned() }
}

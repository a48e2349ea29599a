//! Cursors: where the next page begins, sealed, so that a cursor is opaque and useless at another school or for another question.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::school::Urn;
use store::StoreError;
use vault::{Keyring, Place, Purpose};

use crate::problem::Problem;

const REFUSED: Problem = Problem::BadRequest("The cursor is not one that this question gave out. Ask again without it.");

fn place<'a>(school: &'a Urn, question: &'a str) -> Place<'a> {
    Place { table: "cursor", pk: school.as_str(), sk: question, attribute: "cursor" }
}

/// Seals where the next page begins.
pub(crate) fn seal(keys: &Keyring, school: &Urn, question: &str, after: &str) -> Result<String, Problem> {
    let sealed = keys.seal(Purpose::Bodies, &place(school, question), after.as_bytes()).map_err(StoreError::from)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
}

/// Opens a cursor that this question at this school gave out.
pub(crate) fn open(keys: &Keyring, school: &Urn, question: &str, cursor: &str) -> Result<String, Problem> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| REFUSED)?;
    let after = keys.open(Purpose::Bodies, &place(school, question), &sealed).map_err(|_| REFUSED)?;
    String::from_utf8(after).map_err(|_| REFUSED)
}

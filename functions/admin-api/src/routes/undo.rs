//! Taking back what was understood of a reply.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use domain::absence::AbsenceId;
use domain::search::{Decision, Event, State as AbsenceState};
use followup::Happening;
use shell::clock;
use store::StoreError;
use store::absences::{Happened, StoredAbsence};
use store::replies::Reply;
use wording::Kind;

use super::OFFICE;
use super::absences::StoryShown;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::given;
use crate::problem::{Problem, ProblemBody};

/// The reading of a reply of which staff have said that it was a mistake.
const UNDONE: &str = "undone";

/// What a reading does to a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// It raises an alarm.
    Alarm,
    /// It ends the search.
    Reason,
    /// It ends nothing: words, a child who is late, and what staff have taken back.
    Words,
}

impl Weight {
    /// Of a stored reading: what the rules read, or what staff said in place of it.
    pub(crate) fn of(reading: &str) -> Self {
        let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == reading);
        match kind {
            Some(Kind::Alarm) => Self::Alarm,
            Some(kind) if kind.is_reason() => Self::Reason,
            None if reading == "reason" => Self::Reason,
            _ => Self::Words,
        }
    }
}

/// The replies of an absence that nobody has taken back.
pub(crate) fn standing(stored: &StoredAbsence) -> BTreeSet<&str> {
    let mut replies = BTreeSet::new();
    for moment in &stored.story {
        match &moment.what {
            Happened::Replied(reply) => {
                replies.insert(reply.as_str());
            }
            Happened::Staff { what, note, .. } if what == "undo_reading" => {
                replies.remove(note.as_str());
            }
            _ => {}
        }
    }
    replies
}

/// Whether a member of staff has ended the search by a decision that nobody has taken back: it does not rest on the reply.
fn is_decided(stored: &StoredAbsence) -> bool {
    let decided = stored.story.iter().fold(false, |decided, moment| match &moment.what {
        Happened::Staff { what, .. } => match what.as_str() {
            "known" | "arrived" | "correct" => true,
            "undo" | "call_now" => false,
            _ => decided,
        },
        _ => decided,
    });
    decided && stored.search.state.is_over()
}

/// What the search hears when this reading is taken back, the others that stand being these.
fn event(stored: &StoredAbsence, reading: Weight, others: &[Weight]) -> Option<Event> {
    let rests_on_it = match reading {
        Weight::Alarm => !others.contains(&Weight::Alarm),
        Weight::Reason => stored.search.state != AbsenceState::Alarm && !others.contains(&Weight::Reason),
        Weight::Words => stored.search.state.asks_contacts(),
    };
    let decision = Decision::Undo { alarm: reading == Weight::Alarm };
    (rests_on_it && !is_decided(stored)).then_some(Event::Staff(decision))
}

/// Takes back what was understood of a reply: what it ended is open again, what it proposed for the register is gone, and it does not
/// count again. What another reply, or a member of staff, has said stands. Doing it again changes nothing.
#[utoipa::path(post, path = "/schools/{urn}/absences/{id}/replies/{reply}/undo", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455"), ("reply" = String, Path, example = "2026-11-23.9b7d4c2a8e6f0011223344550f3c5a1e")),
    responses((status = 200, body = StoryShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`left_the_roll`.")))]
pub(crate) async fn undo(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id, reply)): Path<(String, String, String)>,
) -> Result<Json<StoryShown>, Problem> {
    let parsed: Result<AbsenceId, _> = id.parse();
    let subject = parsed.as_ref().map(AbsenceId::to_string).unwrap_or_default();
    let wish = Wish { action: "reply.undo", subject: &subject, roles: OFFICE };
    let (school, role) = app.admit_as(&caller, &urn, wish).await?;
    let id = parsed.map_err(|_| Problem::NotFound)?;
    let (date, reply_id) = given::reply(&reply)?;
    let keys = app.follow_up.keys.school(&school).await?;
    let stored = app.follow_up.absences.absence(&keys, &school, id).await?.ok_or(Problem::NotFound)?;
    if !stored.story.iter().any(|moment| moment.what == Happened::Replied(reply.clone())) {
        return Err(Problem::NotFound);
    }
    let mut known = app.follow_up.messages.reply(&keys, &school, date, &reply_id).await?.ok_or(Problem::NotFound)?;
    app.still_on_the_roll(&school, id.pupil).await?;
    let now = clock::now();
    app.change_known(&keys, &school, id.pupil, |known| {
        known.expected.retain(|expected| expected.reply.as_deref() != Some(&*reply));
        known.arriving.retain(|arriving| arriving.reply != reply);
        Ok(())
    })
    .await?;
    let standing = standing(&stored);
    if standing.contains(&*reply) {
        let others: Vec<(jiff::civil::Date, String)> =
            standing.iter().filter(|other| **other != reply).filter_map(|other| given::reply(other).ok()).collect();
        let others = app.follow_up.messages.replies(&keys, &school, &others).await?;
        let others: Vec<Weight> = others.iter().map(|other| Weight::of(other.reading.expose())).collect();
        let happening = Happening {
            pupil: id.pupil,
            event: event(&stored, Weight::of(known.reading.expose()), &others),
            moment: Happened::Staff {
                what: "undo_reading".to_owned(),
                by: caller.subject.clone(),
                note: reply.clone(),
                request: String::new(),
            },
            at: now,
            proposal: None,
            statement: None,
        };
        app.follow_up.work(&school, id.date, &[happening], now).await?;
    }
    // For the count it was read wrongly, be it of one child of several.
    app.usage.reply_decided(&school, known.date, &known.id, UNDONE).await?;
    // Of brothers and sisters each is taken back by itself: the reading stays for those of whom it was right.
    if known.pupils.len() <= 1 && known.reading.expose() != UNDONE {
        app.note_reread(&caller, &school, role, &known, UNDONE).await?;
        known.reading = domain::Personal::new(UNDONE);
        known.handled = true;
        match app.follow_up.messages.put_reply(&keys, &school, &mut known).await {
            Ok(()) => {}
            Err(StoreError::Conflict) => return Err(Problem::TryAgain),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Json(app.story(&school, role, id).await?))
}

impl App {
    /// Notes in the audit that staff read a reply otherwise than the rules: which, and how each read it, without a word of it. So the
    /// rules can be mended.
    pub(crate) async fn note_reread(
        &self,
        caller: &Caller,
        school: &domain::school::Urn,
        role: store::schools::Role,
        reply: &Reply,
        read: &str,
    ) -> Result<(), Problem> {
        let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == reply.reading.expose());
        let before: &str = match kind {
            Some(kind) => kind.counted_as(),
            None => reply.reading.expose(),
        };
        if before == read {
            return Ok(());
        }
        let subject = format!("reply {}.{} {before} {read}", reply.date, reply.id);
        self.note_also(caller, school, role, Wish { action: "reply.reread", subject: &subject, roles: OFFICE }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_weighs_as_the_rules_or_the_staff_read_it() {
        for (reading, weight) in [
            ("alarm", Weight::Alarm),
            ("illness", Weight::Reason),
            ("reason", Weight::Reason),
            ("late", Weight::Words),
            ("words", Weight::Words),
            ("unclear", Weight::Words),
            (UNDONE, Weight::Words),
        ] {
            assert_eq!(Weight::of(reading), weight, "{reading}");
        }
    }
}

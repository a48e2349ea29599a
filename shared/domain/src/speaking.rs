//! Looking again before speaking: whether a planned message may still be said, and of whom.
//!
//! Example: a mark that was corrected at 09:31 stops the text of 09:32, whether or not anybody has evaluated it.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::code::Cell;
use crate::contact::Destination;
use crate::duty::Why;
use crate::message::Opening;
use crate::planning::{is_reached_at, read_by_nobody_restricted};
use crate::pupil::PupilId;
use crate::search::{Child, Day, Search, State, Words, hears_why};

/// Why a planned message is not sent after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drop {
    /// No absence behind it is open any more, or what it mends is open again.
    NothingToAsk,
    /// The contact may not be told any more, or is none any more.
    MayNotBeTold,
    /// The day is over: a text about it would frighten and help nobody.
    TooLate,
    /// It is no time to speak.
    OutsideWindow,
    /// The next rung has been said, or is as near.
    Overtaken,
    /// The child is held until somebody has looked, or a person deals with the family.
    Held,
    /// Nobody told this contact anything that has to be mended.
    WasNotTold,
    /// Somebody has taken it, or the child was found.
    NothingToTell,
    /// The school runs beside its old system: everything is decided and nothing is sent.
    Shadow,
    /// What a member of staff asked to be stopped.
    Stopped,
}

impl Drop {
    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NothingToAsk => "nothing_to_ask",
            Self::MayNotBeTold => "may_not_be_told",
            Self::TooLate => "too_late",
            Self::OutsideWindow => "outside_window",
            Self::Overtaken => "overtaken",
            Self::Held => "held",
            Self::WasNotTold => "was_not_told",
            Self::NothingToTell => "nothing_to_tell",
            Self::Shadow => "shadow",
            Self::Stopped => "stopped",
        }
    }
}

/// A message to a contact, as far as it is looked at again.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// What it says.
    pub words: Words,
    /// Which rung it is, counted from 0; `None` for what mends.
    pub rung: Option<usize>,
    /// The contact, by the name that makes them one person.
    pub contact: &'a str,
    /// Where to.
    pub destination: &'a Destination,
    /// When it was planned.
    pub planned: Timestamp,
    /// Whether anything was said to this contact, or is being said, that a message of now could mend. Of which of the children that was,
    /// [`heard_of`] asks.
    pub heard_before: bool,
}

/// What is known of one covered opening at the moment of sending.
#[derive(Clone, Copy)]
pub struct Behind<'a> {
    /// The opening that the message was planned for.
    pub opening: Opening,
    /// The search as it is stored.
    pub search: &'a Search,
    /// What the registers say **now**, morning and afternoon: evaluation may not have seen it yet.
    pub cells: [Cell; 2],
    /// The child as the roll has them now; `None` when they have left.
    pub child: Option<&'a Child<'a>>,
}

/// For how long staff are still told of what an alert was planned for.
const OLD_NEWS: SignedDuration = SignedDuration::from_hours(24);

/// To whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// A contact.
    Contact,
    /// Somebody at the school.
    Staff,
}

/// Whether it is too late for a message of a day. What is about a day gone by would frighten a contact and help nobody; staff hear in the
/// night of a child whom nobody has found, whatever day the search was of.
pub fn is_too_late(audience: Audience, date: Date, planned: Timestamp, now: Timestamp) -> bool {
    match audience {
        Audience::Contact => date != crate::school::day(now),
        Audience::Staff => now.duration_since(planned) > OLD_NEWS,
    }
}

/// Whether staff are still told, for a reason, of a child whom an alert covers: as long as nobody has taken it and the child may be missing. What
/// a reply says is to be read whatever has become of the search.
pub fn is_still_told(why: Why, opening: Opening, search: &Search) -> bool {
    let taken = search.raised.get(&why).is_some_and(|raised| raised.taken);
    why == Why::Distress || (search.openings == opening.number && !search.state.is_over() && !taken)
}

/// For how long a question whose rung is over may still be on its way.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_secs(60);

/// The pupils whom the message may still name.
///
/// # Errors
/// [`Drop`] when none stays in: nothing is sent.
pub fn look_again(day: &Day<'_>, behind: &[Behind<'_>], said: &Said<'_>, now: Timestamp) -> Result<Vec<PupilId>, Drop> {
    if day.policy.shadow {
        return Err(Drop::Shadow);
    }
    if !(day.may_speak)(now, said.words) {
        return Err(Drop::OutsideWindow);
    }
    if said.words.corrects() && !said.heard_before {
        return Err(Drop::WasNotTold);
    }
    let looked: Vec<(PupilId, Result<(), Drop>)> =
        behind.iter().map(|child| (child.opening.pupil, one(day, child, said, now))).collect();
    let told: Vec<PupilId> = looked.iter().filter(|(_, looked)| looked.is_ok()).map(|(pupil, _)| *pupil).collect();
    if !told.is_empty() {
        return Ok(told);
    }
    // Of many reasons the one counts that staff have to act on.
    let reasons: Vec<Drop> = looked.into_iter().filter_map(|(_, looked)| looked.err()).collect();
    Err(if reasons.contains(&Drop::MayNotBeTold) {
        Drop::MayNotBeTold
    } else {
        reasons.first().copied().unwrap_or(Drop::NothingToAsk)
    })
}

/// Of a family's children those of whom the contact has heard what a message of now may mend: of a brother about whom nobody asked them
/// they hear nothing. A question is about all of them.
pub fn heard_of<'a>(behind: &[Behind<'a>], words: Words, heard: impl Fn(Opening) -> bool) -> Vec<Behind<'a>> {
    behind.iter().copied().filter(|child| !words.corrects() || heard(child.opening)).collect()
}

fn one(day: &Day<'_>, behind: &Behind<'_>, said: &Said<'_>, now: Timestamp) -> Result<(), Drop> {
    let mut search = behind.search.clone();
    search.look_at(behind.cells, now);
    if search.openings != behind.opening.number {
        return Err(Drop::NothingToAsk);
    }
    if said.words.corrects() {
        let still_true = match said.words {
            Words::InSchool => search.state.is_over() && (search.arrived || search.is_accounted_for()),
            _ => search.state.is_over(),
        };
        if !still_true {
            return Err(Drop::NothingToAsk);
        }
    } else {
        if search.held || search.state == State::Held || search.handled_by_staff {
            return Err(Drop::Held);
        }
        // The last rung's question may be on its way when the ladder ends.
        let asks = matches!(search.state, State::Open | State::Answered)
            || (search.state == State::Unanswered && now.duration_since(said.planned) < ON_ITS_WAY);
        if !asks || search.on_the_way_until.is_some() {
            return Err(Drop::NothingToAsk);
        }
        if is_overtaken(day, &search, said, now) {
            return Err(Drop::Overtaken);
        }
    }
    let child = behind.child.ok_or(Drop::MayNotBeTold)?;
    let hears = hears_why(day, child, said.contact).is_some_and(|hears| hears || said.words == Words::PleaseRing);
    if hears && is_reached(day, child, said.contact, said.destination, now) { Ok(()) } else { Err(Drop::MayNotBeTold) }
}

/// Whether the contact is one of the child's own, is reached there and by nobody who may not be told, and wants to be spoken to now.
fn is_reached(day: &Day<'_>, child: &Child<'_>, contact: &str, destination: &Destination, now: Timestamp) -> bool {
    let known = child.contacts.iter().any(|known| known.name_key() == contact && is_reached_at(known, destination));
    let way = destination.channel().way();
    known
        // What this deployment cannot do any more is asked otherwise.
        && day.ways.contains(&way)
        && read_by_nobody_restricted(child.contacts, destination)
        && child.wishes.get(contact).is_none_or(|wishes| wishes.allows(way, now))
}

/// The pupils about whom a member of staff may write to a contact: whatever has become of the search, as long as the contact hears why.
///
/// # Errors
/// [`Drop`] when there is none: nothing is sent.
pub fn may_write(
    day: &Day<'_>,
    behind: &[Behind<'_>],
    (contact, destination): (&str, &Destination),
    now: Timestamp,
) -> Result<Vec<PupilId>, Drop> {
    if day.policy.shadow {
        return Err(Drop::Shadow);
    }
    if !(day.may_speak)(now, Words::Correction) {
        return Err(Drop::OutsideWindow);
    }
    let may =
        |child: &Child<'_>| hears_why(day, child, contact) == Some(true) && is_reached(day, child, contact, destination, now);
    let told: Vec<PupilId> =
        behind.iter().filter(|behind| behind.child.is_some_and(may)).map(|behind| behind.opening.pupil).collect();
    if told.is_empty() { Err(Drop::MayNotBeTold) } else { Ok(told) }
}

fn is_overtaken(day: &Day<'_>, search: &Search, said: &Said<'_>, now: Timestamp) -> bool {
    let Some(rung) = said.rung else { return false };
    let later = day
        .policy
        .ladder
        .rungs()
        .iter()
        .enumerate()
        .skip(rung.saturating_add(1))
        .take_while(|(number, _)| *number < search.behind);
    now.duration_since(said.planned) >= ON_ITS_WAY && later.into_iter().any(|(_, rung)| rung.ask.is_some())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn of_two_siblings_a_contact_hears_that_the_one_is_in_school_whom_they_were_asked_about() {
        let search = Search::open([crate::code::read_cell("N"), Cell::NotTaken], false, at("2027-01-11T09:10:00Z")).unwrap();
        let [ava, noah] = [1, 2].map(|id| Opening { pupil: PupilId::new([id; 16]), number: 1 });
        let both = [ava, noah].map(|opening| Behind { opening, search: &search, cells: search.cells, child: None });
        let of = |words| -> Vec<Opening> {
            heard_of(&both, words, |opening| opening == noah).iter().map(|child| child.opening).collect()
        };
        assert_eq!((of(Words::InSchool), of(Words::FirstDay)), (vec![noah], vec![ava, noah]));
    }

    #[test]
    fn past_midnight_no_contact_hears_of_the_day_before_and_staff_still_do() {
        let day = date(2027, 1, 11);
        let (planned, before, after) = (at("2027-01-11T23:58:00Z"), at("2027-01-11T23:59:00Z"), at("2027-01-12T00:03:00Z"));
        assert!(!is_too_late(Audience::Contact, day, planned, before) && is_too_late(Audience::Contact, day, planned, after));
        assert!(!is_too_late(Audience::Staff, day, planned, after));
        // What fell due after midnight belongs to the day of its search all the same.
        assert!(!is_too_late(Audience::Staff, day, after, after));
        assert!(is_too_late(Audience::Staff, day, planned, at("2027-01-13T00:00:00Z")), "a day later it is no news");
    }
}

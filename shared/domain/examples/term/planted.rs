//! What every term of some weeks contains, whatever the dice say, so that no rule goes untried: the first pupils of the school have
//! families and days of their own, and some days go wrong in a way of their own.

use std::collections::BTreeMap;

use domain::contact::Restriction;
use domain::wishes::Wishes;
use jiff::Timestamp;
use jiff::civil::Date;

use super::dice::at;
use super::school::{Family, contact, email};
use super::story::{Away, Says, Story};

/// Whom it is about, by the place on the roll.
const ILL: usize = 0;
const AWAY_FOR_WEEKS: usize = 1;
const SHARED_NUMBER: usize = 2;
const WITH_GRANDMOTHER: usize = 3;
const ON_THE_WAY: usize = 4;
const AT_THE_DESK: usize = 5;
const WITH_A_PERSON: usize = 6;

/// How many pupils these are.
pub(crate) const COUNT: u64 = 7;

/// After how many school days it all comes again: the next time may not be held by the interlock.
const AGAIN: u64 = 25;

/// Whether the safeguarding lead has named the pupil.
pub(crate) fn is_named(pupil: u64) -> bool {
    usize::try_from(pupil) == Ok(WITH_GRANDMOTHER)
}

/// Who belongs to the family.
pub(crate) fn family(pupil: u64) -> Family {
    let of = |place: u64| pupil.saturating_mul(4).saturating_add(place);
    let (mut mother, mut father) = (contact(of(0), "Mother", 1), contact(of(1), "Father", 2));
    let contacts = match usize::try_from(pupil) {
        Ok(SHARED_NUMBER) => {
            father.restriction = Restriction::DoNotContact;
            mother.phones = father.phones.clone();
            mother.emails.extend(email(pupil));
            vec![mother, father]
        }
        Ok(WITH_GRANDMOTHER) => {
            mother.restriction = Restriction::DoNotContact;
            vec![mother, contact(of(2), "Grandmother", 2)]
        }
        _ => vec![mother, father],
    };
    (contacts, BTreeMap::<String, Wishes>::new())
}

/// Days of absence that begin on a school day.
pub(crate) fn away(pupil: usize, number: u64) -> Option<Away> {
    let away = |days_left, silent, handled, coded| Some(Away { days_left, silent, handled, coded });
    match (pupil, number) {
        (ILL, 5) => away(17, false, false, Some((0, "I"))),
        (AWAY_FOR_WEEKS, 5) => away(12, true, false, None),
        (WITH_A_PERSON, _) if number % AGAIN == 9 => away(2, true, true, None),
        _ => None,
    }
}

/// What happens to a pupil on a school day.
pub(crate) fn story(pupil: usize, number: u64, day: Date) -> Option<Story> {
    let mut story = Story::absent(day);
    match (pupil, number % AGAIN) {
        (SHARED_NUMBER, 9 | 12) | (WITH_GRANDMOTHER, 9) => {}
        (WITH_GRANDMOTHER, 12) => (story.report, story.accepted) = (Some(None), false),
        (ON_THE_WAY, 10 | 15) => story.answers.push((3, Says::OnTheWay(20))),
        (AT_THE_DESK, 9 | 12) => story.at_the_desk = true,
        _ => return None,
    }
    Some(story)
}

/// When the sweep is away: while one who was on the way would be asked about twice.
pub(crate) fn sweep_away(number: u64, day: Date) -> Option<(Timestamp, Timestamp)> {
    matches!(number % AGAIN, 10 | 15).then(|| (at(day, 9, 50), at(day, 10, 50)))
}

/// Whether the schedule of exports stands still until ten.
pub(crate) const fn stands_still(number: u64) -> bool {
    number % AGAIN == 13
}

/// What staff do about a hold that is a mistake: whether they discard it, where the dice do not decide.
pub(crate) fn discards(number: u64) -> Option<bool> {
    match number % 24 {
        4 | 19 => Some(true),
        8 | 14 => Some(false),
        _ => None,
    }
}

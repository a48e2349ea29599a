//! From what a reply says to what the rules hear of each child, and what the sender reads of it. Pure.

use domain::Personal;
use domain::code::{Cell, Code, read_cell};
use domain::pupil::{Pupil, PupilId};
use domain::school::time_zone;
use domain::search::Said;
use domain::statement::What;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use wording::{Category, Kind, Reading, Understood, Whom};

/// What was understood of one child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OfChild {
    pub(crate) pupil: PupilId,
    pub(crate) said: Said,
    /// What it proposes for the register.
    pub(crate) code: Option<Code>,
    pub(crate) back: Option<Date>,
    /// What another contact's word may contradict; `None` where that is nothing.
    pub(crate) what: Option<What>,
    /// What the sender is told that we understood; `None` where that is nothing.
    confirmed: Option<Confirmed>,
}

/// What the sender is told that we understood of one child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confirmed {
    /// The first name; `None` where it goes for all.
    pub(crate) child: Option<Personal>,
    pub(crate) category: Category,
    pub(crate) back: Option<Date>,
    pub(crate) by: Option<Time>,
}

impl OfChild {
    /// A reading in doubt is words: staff see it, and the search goes on.
    pub(crate) fn of(pupil: PupilId, forename: &Personal, reading: Option<&Reading>, came: Timestamp) -> Self {
        let Some(reading) = reading else {
            return Self { pupil, said: Said::Words, code: None, back: None, what: None, confirmed: None };
        };
        let said = match reading.kind {
            Kind::Alarm => Said::Alarm,
            _ if reading.is_reason() => Said::Reason,
            _ => arrival(reading, came).map_or(Said::Words, Said::OnTheWay),
        };
        let by = match said {
            Said::OnTheWay(until) => Some(until.to_zoned_datetime(time_zone()).time()),
            Said::Alarm | Said::Reason | Said::Words => None,
        };
        let told = matches!(said, Said::Reason | Said::OnTheWay(_));
        let category = Category::of(reading.kind).filter(|_| told);
        let confirmed = category.map(|category| Confirmed { child: Some(forename.clone()), category, back: reading.back, by });
        let what = match said {
            Said::Alarm => Some(What::Alarm),
            Said::Reason => Some(What::Away(code_of(reading))),
            Said::OnTheWay(_) => Some(What::OnTheWay),
            Said::Words => None,
        };
        Self { pupil, said, code: proposed(reading).filter(|_| said == Said::Reason), back: reading.back, what, confirmed }
    }
}

/// What the sender is told; the same of all the children in one sentence, without their names.
pub(crate) fn confirmed(said: Vec<OfChild>) -> Vec<Confirmed> {
    let all: Vec<Confirmed> = said.into_iter().filter_map(|of_child| of_child.confirmed).collect();
    let Some(first) = all.first() else { return all };
    let same = all.iter().all(|one| (one.category, one.back, one.by) == (first.category, first.back, first.by));
    if same { vec![Confirmed { child: None, ..first.clone() }] } else { all }
}

/// What a text says of the children whom the sender was asked about, and of those siblings whom it names: a letter or "she" means one who was
/// asked about.
pub(crate) fn with_siblings(
    words: &str,
    day: Date,
    asked: Vec<(PupilId, Pupil)>,
    siblings: Vec<(PupilId, Pupil)>,
) -> (Vec<(PupilId, Pupil)>, Understood) {
    let read = |pupils: &[(PupilId, Pupil)]| {
        let forenames: Vec<&str> = pupils.iter().map(|(_, record)| record.forename.expose()).collect();
        wording::understand(words, day, &forenames)
    };
    if siblings.is_empty() {
        let understood = read(&asked);
        return (asked, understood);
    }
    let all: Vec<(PupilId, Pupil)> = asked.iter().cloned().chain(siblings).collect();
    let of_all = read(&all);
    let names_another = of_all.readings.iter().any(|reading| match reading.whom {
        Whom::One(place) => place >= asked.len(),
        // "Both" of one child who was asked about means another.
        Whom::All => asked.len() == 1,
        Whom::NotSaid => false,
    });
    if names_another {
        (all, of_all)
    } else {
        let understood = read(&asked);
        (asked, understood)
    }
}

/// Whether a reason was given and not of which child.
pub(crate) fn which_child(understood: &Understood, children: usize) -> bool {
    children > 1 && understood.readings.iter().any(|reading| reading.is_reason() && reading.whom == Whom::NotSaid)
}

/// How a reply was read, as it is counted: a reason in doubt has ended nothing, so it counts as words.
pub(crate) fn counted(understood: &Understood) -> &'static str {
    let loudest = understood.loudest().filter(|reading| !reading.kind.is_reason() || reading.is_reason());
    loudest.map_or(Kind::Unclear, |reading| reading.kind).counted_as()
}

/// The code that a reason proposes for the register; the school decides.
fn proposed(reading: &Reading) -> Option<Code> {
    code_of(reading).filter(|code| code.a_parent_may_propose())
}

/// The code of a reason, whoever may decide on it.
fn code_of(reading: &Reading) -> Option<Code> {
    match read_cell(reading.kind.proposes()?) {
        Cell::Known(code) => Some(code),
        _ => None,
    }
}

/// The moment at which a child who is late will be there.
fn arrival(reading: &Reading, came: Timestamp) -> Option<Timestamp> {
    match reading.expected? {
        wording::Expected::In(minutes) => came.checked_add(SignedDuration::from_mins(i64::from(minutes))).ok(),
        wording::Expected::At(hour) => {
            let day = domain::school::day(came);
            Some(day.to_datetime(hour).to_zoned_datetime(time_zone()).ok()?.timestamp())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AVA: PupilId = PupilId::new([1; 16]);
    const LEO: PupilId = PupilId::new([2; 16]);

    fn heard(text: &str, names: &[&str]) -> Vec<(PupilId, Said, Option<String>)> {
        let came: Timestamp = "2026-11-23T09:05:00Z".parse().unwrap();
        let understood = wording::understand(text, domain::school::day(came), names);
        let of = |(place, pupil): (usize, PupilId)| {
            let forename = Personal::new(names[place]);
            OfChild::of(pupil, &forename, understood.of_child(place, names.len()), came)
        };
        let of_all = [AVA, LEO].into_iter().take(names.len()).enumerate().map(of);
        of_all.map(|of| (of.pupil, of.said, of.code.map(|code| code.as_str().to_owned()))).collect()
    }

    #[test]
    fn a_reason_explains_the_only_child_and_proposes_its_code() {
        assert_eq!(heard("she's poorly", &["Ava"]), [(AVA, Said::Reason, Some("I".to_owned()))]);
        assert_eq!(heard("2", &["Ava"]), [(AVA, Said::Reason, Some("M".to_owned()))]);
        assert_eq!(heard("4", &["Ava"]), [(AVA, Said::Words, None)], "the reason is still to come");
    }

    #[test]
    fn each_of_two_children_hears_what_is_said_of_it() {
        let ill = Some("I".to_owned());
        assert_eq!(heard("ava is poorly", &["Ava", "Leo"]), [(AVA, Said::Reason, ill.clone()), (LEO, Said::Words, None)]);
        assert_eq!(heard("she's poorly", &["Ava", "Leo"]), [(AVA, Said::Words, None), (LEO, Said::Words, None)]);
        assert_eq!(
            heard("both have a cold", &["Ava", "Leo"]),
            [(AVA, Said::Reason, ill.clone()), (LEO, Said::Reason, ill.clone())]
        );
        assert_eq!(heard("A1 B9", &["Ava", "Leo"]), [(AVA, Said::Reason, ill), (LEO, Said::Alarm, None)]);
        assert_eq!(heard("they left at 8", &["Ava", "Leo"]), [(AVA, Said::Alarm, None), (LEO, Said::Alarm, None)]);
        assert_eq!(heard("LEO left at 8", &["Ava", "Leo"]), [(AVA, Said::Words, None), (LEO, Said::Alarm, None)]);
    }

    #[test]
    fn a_reply_is_counted_by_what_it_did() {
        let counts = |text: &str| counted(&wording::understand(text, jiff::civil::date(2026, 11, 23), &["Ava", "Leo"]));
        assert_eq!(["A1 B9", "both have a cold", "4", "who is this?"].map(counts), ["alarm", "reason", "words", "words"]);
    }

    #[test]
    fn a_child_who_is_late_is_waited_for_until_the_hour_that_was_named() {
        let said = heard("overslept, in by quarter to ten", &["Ava"]);
        assert_eq!(said, [(AVA, Said::OnTheWay("2026-11-23T09:45:00Z".parse().unwrap()), None)]);
    }
}

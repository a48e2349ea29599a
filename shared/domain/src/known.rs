//! What is known of a pupil beyond a day: absences that somebody said before, a family that a person handles, what contacts have asked
//! for, and notes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::code::Code;
use crate::contact::Contact;
use crate::personal::Personal;
use crate::school::day;
use crate::search::ContactKey;
use crate::wishes::Wishes;

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// A contact.
    Contact,
    /// A member of staff.
    Staff,
}

impl By {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Contact, Self::Staff];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Staff => "staff",
        }
    }
}

/// A word that names nobody who could have said something.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("it was said by contact or staff")]
pub struct NotABy;

impl FromStr for By {
    type Err = NotABy;

    fn from_str(text: &str) -> Result<Self, NotABy> {
        Self::ALL.into_iter().find(|by| by.as_str() == text).ok_or(NotABy)
    }
}

/// An absence that somebody said before the register, or for several days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The first day.
    pub from: Date,
    /// The last day. Illness without a date covers the day it was said for alone: then it is the first one too.
    pub until: Date,
    /// Who said so.
    pub by: By,
    /// The contact's name, or the subject of the member of staff.
    pub who: Personal,
    /// Whether a member of staff has accepted what a contact said: it is the school's own word then.
    pub accepted: bool,
    /// The code that it proposes.
    pub code: Option<Code>,
    /// The reply that said so, by its id.
    pub reply: Option<String>,
    /// When it was said.
    pub said: Timestamp,
}

impl Expected {
    /// Whether the school itself stands behind it.
    pub fn is_the_schools_word(&self) -> bool {
        self.accepted || self.by == By::Staff
    }

    /// Whether it speaks of a day, whether it is enough for that day or not.
    pub fn speaks_of(&self, date: Date) -> bool {
        (self.from..=self.until).contains(&date)
    }
}

/// A child who is on the way, as a contact said before anybody asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arriving {
    /// Who said so.
    pub contact: ContactKey,
    /// When the child will be there.
    pub until: Timestamp,
    /// The reply that said so, by its id.
    pub reply: String,
}

/// A family that a member of staff deals with, so that nothing goes out from here: a bereavement, a case that a person follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled {
    /// The last day; `None` until somebody ends it.
    pub until: Option<Date>,
    /// Who decided so, by the subject of their sign-in.
    pub by: String,
    /// Why.
    pub reason: Personal,
    /// Since when.
    pub since: Timestamp,
}

/// What a member of staff wrote about a pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Timestamp,
    /// Who, by the subject of their sign-in.
    pub by: String,
    /// What.
    pub text: Personal,
}

/// A number or address to which nothing is sent for a child, since nothing arrives there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspended {
    /// Which.
    pub address: Personal,
    /// Why, as a stable word: `hard_failure:no_such_mailbox`.
    pub why: String,
    /// Since when.
    pub since: Timestamp,
}

/// What is known of a pupil beyond a day.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Absences that were said, in the order in which they came.
    pub expected: Vec<Expected>,
    /// When a contact said that the child comes later on a day, in the order in which it was said.
    pub arriving: Vec<Arriving>,
    /// Who deals with the family in place of what is here.
    pub handled: Option<Handled>,
    /// Whether the safeguarding lead named the pupil.
    pub flagged_by_lead: bool,
    /// What contacts have asked for or refused.
    pub wishes: BTreeMap<ContactKey, Wishes>,
    /// What staff wrote, in order.
    pub notes: Vec<Note>,
    /// The numbers and addresses to which nothing is sent until the office says so, in the order in which they failed.
    pub suspended: Vec<Suspended>,
    /// The days on which a contact was asked until the end and nobody answered, since the contact wrote last.
    pub in_vain: BTreeMap<ContactKey, BTreeSet<Date>>,
}

/// For so many days before today it counts that a contact was asked in vain.
pub const IN_VAIN_COUNTS: i32 = 60;

/// On so many of them a contact is one who never answers.
pub const NEVER_ANSWERS: usize = 3;

/// The keys of the wishes are made of names, so only their number is printed.
impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known")
            .field("expected", &self.expected)
            .field("arriving", &self.arriving.len())
            .field("handled", &self.handled)
            .field("flagged_by_lead", &self.flagged_by_lead)
            .field("wishes", &self.wishes.len())
            .field("notes", &self.notes)
            .field("suspended", &self.suspended)
            .field("in_vain", &self.in_vain.len())
            .finish()
    }
}

impl Known {
    /// Whether nothing is sent to a number or address.
    pub fn is_suspended(&self, address: &str) -> bool {
        self.suspended.iter().any(|suspended| suspended.address.expose() == address)
    }

    /// Takes in that a contact was asked in vain on a day. The same again is the same.
    pub fn was_asked_in_vain(&mut self, contact: &str, date: Date) {
        let days = self.in_vain.entry(contact.to_owned()).or_default();
        days.insert(date);
        days.retain(|day| *day > date.saturating_sub(IN_VAIN_COUNTS.days()));
    }

    /// Takes in that a contact wrote: what was in vain before counts no more.
    pub fn has_written(&mut self, contact: &str) {
        self.in_vain.remove(contact);
    }

    /// Whether a contact never answers: asked in vain on three of the last sixty days, and not a word since.
    ///
    /// ```
    /// use domain::known::Known;
    /// use jiff::civil::date;
    /// let mut known = Known::default();
    /// for day in [2, 9, 16] {
    ///     known.was_asked_in_vain("evesmith", date(2026, 11, day));
    /// }
    /// assert!(known.never_answers("evesmith", date(2026, 11, 23)));
    /// assert!(!known.never_answers("evesmith", date(2027, 1, 8)), "that of 9 November was sixty days ago");
    /// known.has_written("evesmith");
    /// assert!(!known.never_answers("evesmith", date(2026, 11, 23)));
    /// ```
    pub fn never_answers(&self, contact: &str, today: Date) -> bool {
        let counts = |day: &&Date| **day > today.saturating_sub(IN_VAIN_COUNTS.days());
        self.in_vain.get(contact).is_some_and(|days| days.iter().filter(counts).count() >= NEVER_ANSWERS)
    }

    /// The contacts as they can be reached: without the numbers and addresses to which nothing is sent.
    pub fn reachable(&self, contacts: &[Contact]) -> Vec<Contact> {
        let mut contacts = contacts.to_vec();
        for contact in &mut contacts {
            contact.phones.retain(|phone| !self.is_suspended(phone.number.expose()));
            contact.emails.retain(|email| !self.is_suspended(email.expose()));
        }
        contacts
    }

    /// Why nobody is asked about the child on a day: the school's word before a contact's, else the one that was said last. `None` where
    /// the search goes its way.
    ///
    /// A contact's word alone covers `return_days` school days counted from its first day, and nothing of a pupil who is `flagged`. The
    /// school's word covers all that it says. `school_days_between` counts the school days from one day to another, both counted.
    pub fn covers(
        &self,
        date: Date,
        flagged: bool,
        return_days: u32,
        school_days_between: &dyn Fn(Date, Date) -> u32,
    ) -> Option<&Expected> {
        let is_enough = |expected: &&Expected| {
            expected.speaks_of(date)
                && (expected.is_the_schools_word() || (!flagged && school_days_between(expected.from, date) <= return_days))
        };
        self.expected.iter().filter(is_enough).max_by_key(|expected| (expected.is_the_schools_word(), expected.said))
    }

    /// When the child is to come later on a day, as it was said last.
    pub fn arrives(&self, date: Date) -> Option<&Arriving> {
        self.arriving.iter().rev().find(|arriving| day(arriving.until) == date)
    }

    /// Whether the child is to be back on a day: an absence that was said ended on the school day before, or between that day and this
    /// one, and nothing that was said goes on. Without a school day before nothing can have ended.
    pub fn is_day_of_return(&self, date: Date, previous_school_day: Option<Date>) -> bool {
        let ended = |before| self.expected.iter().any(|expected| expected.speaks_of(before) && expected.until < date);
        previous_school_day.is_some_and(ended) && !self.expected.iter().any(|expected| expected.speaks_of(date))
    }

    /// Whether a member of staff deals with the family on a day, so that nothing goes out from here.
    pub fn is_handled(&self, date: Date) -> bool {
        self.handled.as_ref().is_some_and(|handled| day(handled.since) <= date && handled.until.is_none_or(|until| date <= until))
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    use super::*;

    /// Half-term in the autumn of 2026.
    const HALF_TERM: (Date, Date) = (date(2026, 10, 26), date(2026, 10, 30));

    fn is_school_day(day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !(HALF_TERM.0..=HALF_TERM.1).contains(&day)
    }

    fn school_days_between(first: Date, last: Date) -> u32 {
        let days = first.series(1.day()).take_while(|day| *day <= last);
        u32::try_from(days.filter(|day| is_school_day(*day)).count()).unwrap()
    }

    fn previous_school_day(before: Date) -> Option<Date> {
        before.series((-1).day()).skip(1).find(|day| is_school_day(*day))
    }

    fn said(from: Date, until: Date, by: By) -> Expected {
        let said = Timestamp::UNIX_EPOCH;
        Expected { from, until, by, who: "Eve Smith".into(), accepted: false, code: None, reply: None, said }
    }

    fn knowing(expected: Vec<Expected>) -> Known {
        Known { expected, ..Known::default() }
    }

    fn covers(known: &Known, day: Date, flagged: bool) -> bool {
        known.covers(day, flagged, 3, &school_days_between).is_some()
    }

    #[test]
    fn a_parents_word_covers_three_school_days_and_neither_the_day_before_nor_the_day_after() {
        let (october, november) = (|day| date(2026, 10, day), |day| date(2026, 11, day));
        for (from, until, covered, not) in [
            (october(5), october(5), vec![october(5)], vec![october(4), october(6)]),
            (october(5), october(6), vec![october(5), october(6)], vec![october(7)]),
            // Two weeks at a time are three school days until somebody has said yes.
            (october(5), october(16), vec![october(5), october(7)], vec![october(8), october(12), october(16)]),
            // Over a weekend, and over half-term.
            (october(15), october(23), vec![october(15), october(16), october(19)], vec![october(20)]),
            (october(23), november(6), vec![october(23), november(2), november(3)], vec![november(4)]),
            // Said from the Sunday on: the Sunday is no school day.
            (october(11), october(20), vec![october(12), october(14)], vec![october(15)]),
        ] {
            let known = knowing(vec![said(from, until, By::Contact)]);
            assert!(covered.iter().all(|day| covers(&known, *day, false)), "{from} to {until}");
            assert!(!not.iter().any(|day| covers(&known, *day, false)), "{from} to {until}");
        }
    }

    #[test]
    fn a_flagged_pupils_absence_is_accepted_by_staff_or_is_looked_into() {
        let day = date(2026, 10, 5);
        let word = said(day, date(2026, 10, 16), By::Contact);
        assert!(!covers(&knowing(vec![word.clone()]), day, true));
        let accepted = knowing(vec![Expected { accepted: true, ..word }]);
        assert!(covers(&accepted, day, true) && covers(&accepted, date(2026, 10, 16), true));
        assert!(covers(&knowing(vec![said(day, day, By::Staff)]), day, true));
    }

    #[test]
    fn of_two_words_for_a_day_the_schools_is_given_else_the_last() {
        let day = date(2026, 10, 5);
        let second = |second| Timestamp::from_second(second).unwrap();
        let first = Expected { said: second(1), reply: Some("first".to_owned()), ..said(day, day, By::Contact) };
        let last = Expected { said: second(2), reply: Some("last".to_owned()), ..first.clone() };
        let staffs = Expected { reply: None, by: By::Staff, ..first.clone() };
        let given = |known: Known| known.covers(day, false, 3, &school_days_between).unwrap().reply.clone();
        assert_eq!(given(knowing(vec![last.clone(), first.clone()])).as_deref(), Some("last"));
        assert_eq!(given(knowing(vec![last, staffs, first])), None);
    }

    #[test]
    fn the_day_of_return_is_the_next_school_day_and_no_other() {
        let day = |day| date(2026, 10, day);
        let november = date(2026, 11, 2);
        for (from, until, back) in [
            (day(5), day(6), Some(day(7))),
            // To the Friday, to the Sunday, and to the last day before half-term.
            (day(8), day(9), Some(day(12))),
            (day(8), day(11), Some(day(12))),
            (day(20), day(23), Some(november)),
            // At the weekend nobody was missed.
            (day(10), day(11), None),
        ] {
            let known = knowing(vec![said(from, until, By::Contact)]);
            let days = day(1).series(1.day()).take(40).filter(|day| is_school_day(*day));
            let returns: Vec<Date> = days.filter(|day| known.is_day_of_return(*day, previous_school_day(*day))).collect();
            assert_eq!(returns, Vec::from_iter(back), "{from} to {until}");
        }
        assert!(!knowing(vec![said(day(5), day(6), By::Contact)]).is_day_of_return(day(7), None));
    }

    #[test]
    fn nobody_is_expected_back_while_another_word_goes_on() {
        let day = |day| date(2026, 10, day);
        let known = knowing(vec![said(day(5), day(6), By::Contact), said(day(7), day(9), By::Contact)]);
        assert!(!known.is_day_of_return(day(7), Some(day(6))));
        assert!(known.is_day_of_return(day(12), Some(day(9))));
    }

    #[test]
    fn a_family_is_handled_from_the_day_on_which_somebody_said_so_to_the_last_day() {
        let day = |day| date(2026, 10, day);
        // Half past midnight in summer time: the day before in UTC.
        let since = "2026-10-05T23:30:00Z".parse().unwrap();
        let handled = |until| Handled { until, by: "subject".to_owned(), reason: "a bereavement".into(), since };
        let known = |until| Known { handled: Some(handled(until)), ..Known::default() };
        assert!(!Known::default().is_handled(day(6)));
        assert_eq!([5, 6, 9, 10].map(|on| known(Some(day(9))).is_handled(day(on))), [false, true, true, false]);
        assert!(known(None).is_handled(date(2027, 7, 1)));
    }

    #[test]
    fn what_is_known_prints_nobodys_name() {
        let wishes = BTreeMap::from([("evesmith".to_owned(), Wishes::default())]);
        let known = Known { wishes, ..knowing(vec![said(date(2026, 10, 5), date(2026, 10, 5), By::Contact)]) };
        let printed = format!("{known:?}").to_lowercase();
        assert!(!printed.contains("smith") && printed.contains("wishes: 1"), "{printed}");
    }

    #[test]
    fn who_said_it_is_read_as_it_is_written() {
        assert!(By::ALL.into_iter().all(|by| by.as_str().parse() == Ok(by)));
    }

    fn days() -> impl Strategy<Value = Date> {
        (0i64..60).prop_map(|days| date(2026, 10, 1) + days.days())
    }

    fn words() -> impl Strategy<Value = Expected> {
        (days(), 0i64..30, any::<bool>(), any::<bool>()).prop_map(|(from, long, by_staff, accepted)| {
            let by = if by_staff { By::Staff } else { By::Contact };
            Expected { accepted: accepted && !by_staff, ..said(from, from + long.days(), by) }
        })
    }

    proptest! {
        #[test]
        fn a_parents_word_never_covers_a_fourth_school_day_and_the_schools_covers_all_it_says(word in words(), flagged: bool) {
            let known = knowing(vec![word.clone()]);
            let all: Vec<Date> = date(2026, 9, 1).series(1.day()).take(150).collect();
            let covered: Vec<Date> = all.iter().copied().filter(|day| covers(&known, *day, flagged)).collect();
            let spoken_of: Vec<Date> = all.iter().copied().filter(|day| (word.from..=word.until).contains(day)).collect();
            if word.by == By::Staff || word.accepted {
                prop_assert_eq!(covered, spoken_of);
            } else if flagged {
                prop_assert_eq!(covered, vec![]);
            } else {
                prop_assert!(covered.iter().filter(|day| is_school_day(**day)).count() <= 3);
                let first: Vec<Date> = spoken_of.into_iter().filter(|day| is_school_day(*day)).take(3).collect();
                prop_assert!(first.iter().all(|day| covered.contains(day)), "{:?} of {:?}", covered, first);
            }
        }

        #[test]
        fn one_word_more_never_has_anybody_asked(words in prop::collection::vec(words(), 0..5), more in words(), day in days()) {
            let mut known = knowing(words);
            let before = covers(&known, day, false);
            known.expected.push(more);
            prop_assert!(covers(&known, day, false) || !before);
        }

        #[test]
        fn nobody_is_both_away_and_back(words in prop::collection::vec(words(), 0..5), day in days(), flagged: bool) {
            let known = knowing(words);
            prop_assert!(!(covers(&known, day, flagged) && known.is_day_of_return(day, previous_school_day(day))));
        }
    }
}

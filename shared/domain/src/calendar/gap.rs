//! What a school's calendar does not say, and the office is asked for.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Calendar;

/// So many days before a calendar ends the school is asked for the next one: the longest holiday lies between.
const ASK_BEFORE: i32 = 56;

/// What is missing of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// There is none.
    Missing,
    /// It ends soon, on this day.
    EndsSoon(Date),
    /// It has ended, on this day.
    Ended(Date),
}

impl Gap {
    /// The stable word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "calendar_missing",
            Self::EndsSoon(_) => "calendar_ends_soon",
            Self::Ended(_) => "calendar_ended",
        }
    }

    /// What it means and what to do.
    pub fn sentence(self) -> String {
        match self {
            Self::Missing => "The school has given no calendar, so every day from Monday to Friday counts as a school day, holidays too. Write the calendar.".to_owned(),
            Self::EndsSoon(last) => format!("The school's calendar ends on {last}. Add the terms that follow."),
            Self::Ended(last) => format!("The school's calendar ended on {last}. Add the terms that follow, or its days count wrongly."),
        }
    }
}

impl Calendar {
    /// What the school is asked for today; `None` where the calendar says enough.
    pub fn gap(&self, today: Date) -> Option<Gap> {
        let Some(last) = self.last_day() else { return Some(Gap::Missing) };
        if last < today {
            return Some(Gap::Ended(last));
        }
        (last <= today.saturating_add(ASK_BEFORE.days())).then_some(Gap::EndsSoon(last))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_school_is_asked_for_a_calendar_that_is_missing_ends_soon_or_has_ended() {
        let calendar = Calendar::from_days(&BTreeMap::from([(date(2027, 7, 21), true)]));
        for (calendar, today, gap) in [
            (Calendar::usual(), date(2026, 11, 23), Some(Gap::Missing)),
            (calendar.clone(), date(2026, 11, 23), None),
            (calendar.clone(), date(2027, 5, 25), None),
            (calendar.clone(), date(2027, 5, 26), Some(Gap::EndsSoon(date(2027, 7, 21)))),
            (calendar.clone(), date(2027, 7, 21), Some(Gap::EndsSoon(date(2027, 7, 21)))),
            (calendar, date(2027, 7, 22), Some(Gap::Ended(date(2027, 7, 21)))),
        ] {
            assert_eq!(calendar.gap(today), gap, "{today}");
        }
    }
}

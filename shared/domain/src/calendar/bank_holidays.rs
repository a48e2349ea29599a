//! England's bank holidays, by rule.
//!
//! General knowledge, not taken from a source: the eight days of the Act of 1971 and of the proclamations that come with it each
//! year, and the usual reckoning of Easter. What is proclaimed once, for a coronation or a jubilee, is not here: a school says so
//! with a closure.

use jiff::civil::{Date, Weekday};

/// Whether a day is a bank holiday in England. One that falls on a weekend is kept on the weekday that stands in for it.
pub(super) fn is_bank_holiday(date: Date) -> bool {
    let (day, weekday) = (date.day(), date.weekday());
    let is_monday = weekday == Weekday::Monday;
    let is_weekend = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
    let stands = match date.month() {
        1 => (day == 1 && !is_weekend) || (matches!(day, 2 | 3) && is_monday),
        5 => is_monday && (day <= 7 || day >= 25),
        8 => is_monday && day >= 25,
        // Of Christmas Day and Boxing Day each that falls on a weekend is kept two days later.
        12 => {
            (matches!(day, 25 | 26) && !is_weekend)
                || (matches!(day, 27 | 28) && matches!(weekday, Weekday::Monday | Weekday::Tuesday))
        }
        _ => false,
    };
    stands || is_at_easter(date)
}

/// Whether a day is Good Friday or Easter Monday.
fn is_at_easter(date: Date) -> bool {
    let day_of_march = match date.month() {
        3 => i32::from(date.day()),
        4 => i32::from(date.day()) + 31,
        _ => return false,
    };
    matches!(day_of_march - easter(date.year()), -2 | 1)
}

/// Easter Sunday of a year, as a day of March: 32 is the first of April. By the reckoning known as the anonymous Gregorian one.
fn easter(year: i16) -> i32 {
    let year = i32::from(year);
    let (of_moon, century, of_century) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let moon_drift = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let full_moon = (19 * of_moon + century - century.div_euclid(4) - moon_drift + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * century.rem_euclid(4) + 2 * (of_century / 4) - full_moon - of_century % 4).rem_euclid(7);
    let too_late = (of_moon + 11 * full_moon + 22 * to_sunday).div_euclid(451);
    22 + full_moon + to_sunday - 7 * too_late
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::*;

    fn of(year: i16) -> Vec<String> {
        let days = std::iter::successors(Some(date(year, 1, 1)), |day| day.tomorrow().ok()).take_while(|day| day.year() == year);
        days.filter(|day| is_bank_holiday(*day)).map(|day| day.strftime("%-d %b").to_string()).collect()
    }

    #[test]
    fn the_bank_holidays_of_five_years_are_those_that_everybody_knows() {
        for (year, days) in [
            (2024, ["1 Jan", "29 Mar", "1 Apr", "6 May", "27 May", "26 Aug", "25 Dec", "26 Dec"]),
            (2025, ["1 Jan", "18 Apr", "21 Apr", "5 May", "26 May", "25 Aug", "25 Dec", "26 Dec"]),
            (2026, ["1 Jan", "3 Apr", "6 Apr", "4 May", "25 May", "31 Aug", "25 Dec", "28 Dec"]),
            (2027, ["1 Jan", "26 Mar", "29 Mar", "3 May", "31 May", "30 Aug", "27 Dec", "28 Dec"]),
            (2028, ["3 Jan", "14 Apr", "17 Apr", "1 May", "29 May", "28 Aug", "25 Dec", "26 Dec"]),
        ] {
            assert_eq!(of(year), days, "{year}");
        }
    }

    #[test]
    fn easter_is_where_it_is_known_to_be_early_and_late() {
        let sundays =
            BTreeMap::from([(1818, 22), (2008, 23), (1943, 56), (2038, 56), (1954, 49), (1981, 50), (2000, 54), (2049, 49)]);
        for (year, day_of_march) in sundays {
            assert_eq!(easter(year), day_of_march, "{year}");
        }
    }

    #[test]
    fn every_year_has_eight_and_none_on_a_weekend() {
        for year in 1990..2100 {
            assert_eq!(of(year).len(), 8, "{year}");
        }
        let days = std::iter::successors(Some(date(1990, 1, 1)), |day| day.tomorrow().ok()).take_while(|day| day.year() < 2100);
        for day in days.filter(|day| is_bank_holiday(*day)) {
            assert!(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
        }
    }
}

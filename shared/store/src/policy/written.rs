//! How a policy's values are written in its document: hours as `09:15`, durations as `15m`, `20s` or `1m 30s`, everything with a name by
//! its word.

use std::fmt::Display;
use std::str::FromStr;

use domain::duty::{Duty, Why};
use domain::ladder::{Way, Whom};
use jiff::SignedDuration;
use jiff::civil::Time;
use serde::de::{Deserialize, Deserializer, Error};

/// What is written as its word.
pub(super) trait Word: FromStr<Err: Display> + Copy + 'static {
    fn word(self) -> &'static str;
}

macro_rules! written_as_its_word {
    ($($kind:ty),*) => { $(impl Word for $kind {
        fn word(self) -> &'static str {
            self.as_str()
        }
    })* };
}

written_as_its_word!(Duty, Way, Whom, Why);

pub(super) fn read<'de, T: Word, D: Deserializer<'de>>(text: &str) -> Result<T, D::Error> {
    text.parse().map_err(|not: T::Err| D::Error::custom(format!("{text:?} is not known here: {not}")))
}

pub(super) mod word {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Word, read};

    pub(in super::super) fn serialize<T: Word, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(value.word())
    }

    pub(in super::super) fn deserialize<'de, T: Word, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        read::<T, D>(&String::deserialize(from)?)
    }
}

pub(super) mod words {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Word, read};

    pub(in super::super) fn serialize<T, C, S>(values: &C, to: S) -> Result<S::Ok, S::Error>
    where
        T: Word,
        for<'a> &'a C: IntoIterator<Item = &'a T>,
        S: Serializer,
    {
        to.collect_seq(values.into_iter().map(|value| value.word()))
    }

    pub(in super::super) fn deserialize<'de, T, C, D>(from: D) -> Result<C, D::Error>
    where
        T: Word,
        C: FromIterator<T>,
        D: Deserializer<'de>,
    {
        Vec::<String>::deserialize(from)?.iter().map(|text| read::<T, D>(text)).collect()
    }
}

/// An hour of the day to the minute.
pub(super) mod hour {
    use jiff::civil::Time;
    use serde::{Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(hour: &Time, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&hour.strftime("%H:%M"))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
        super::parsed(from, super::read_hour, "an hour of the day is written like \"09:15\"")
    }
}

/// A duration to the second, never before its beginning.
pub(super) mod lasting {
    use jiff::SignedDuration;
    use serde::{Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(duration: &SignedDuration, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{duration:#}"))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
        super::parsed(from, super::read_lasting, "a duration is written like \"15m\", \"20s\", \"1m 30s\" or \"2h\"")
    }
}

fn parsed<'de, T, D: Deserializer<'de>>(from: D, read: fn(&str) -> Option<T>, form: &str) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    read(&text).ok_or_else(|| D::Error::custom(format!("{form}, not {text:?}")))
}

fn read_hour(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    (two_digits(hour) && two_digits(minute)).then(|| Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()).flatten()
}

fn read_lasting(text: &str) -> Option<SignedDuration> {
    // Of the many forms that the parser knows one is enough.
    let in_this_form = text.bytes().all(|b| b.is_ascii_digit() || b"hms ".contains(&b));
    let duration: SignedDuration = text.parse().ok().filter(|_| in_this_form)?;
    (duration.subsec_nanos() == 0).then_some(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_one_form_to_the_second() {
        for (text, seconds) in
            [("15m", 900), ("20s", 20), ("1m30s", 90), ("1m 30s", 90), ("0s", 0), ("0m", 0), ("2h", 7200), ("1h 5m", 3900)]
        {
            assert_eq!(read_lasting(text), Some(SignedDuration::from_secs(seconds)), "{text}");
        }
        for text in ["15", "", "-15m", "1.5m", "PT15M", "15 minutes", "15ms", "1d", "m", "30s 1m", "15M", "1h, 5m", "15m ago"] {
            assert_eq!(read_lasting(text), None, "{text}");
        }
    }

    #[test]
    fn hours_are_read_in_one_form_to_the_minute() {
        assert_eq!(read_hour("09:15"), Some(jiff::civil::time(9, 15, 0, 0)));
        for text in ["9:15", "09:15:00", "24:00", "12:60", "0915", "", "+9:15", "09:-1"] {
            assert_eq!(read_hour(text), None, "{text}");
        }
    }
}

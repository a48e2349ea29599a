//! Numbers as if by chance, and moments of a day.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

/// Numbers as if by chance, the same for the same seed (`SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to one below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// In so many of a thousand throws.
    pub(crate) fn permille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    /// From `from` to one below `to`.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        from.saturating_add(i64::try_from(self.below(u64::try_from(to.saturating_sub(from)).unwrap_or(0))).unwrap_or(0))
    }
}

/// The moment of a time on the wall.
pub(crate) fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    let local = Time::new(hour, minute, 0, 0).unwrap_or_default();
    day.to_datetime(local).to_zoned_datetime(domain::school::time_zone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

pub(crate) fn later(moment: Timestamp, minutes: i64) -> Timestamp {
    later_by(moment, minutes.saturating_mul(60))
}

pub(crate) fn later_by(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// The moment itself where it is a whole minute, else the next that is one: when a sweep comes by.
pub(crate) fn whole_minute(moment: Timestamp) -> Timestamp {
    let second = moment.as_second();
    let over = second.rem_euclid(60);
    if over == 0 { Timestamp::from_second(second).unwrap_or(moment) } else { later_by(moment, 60_i64.saturating_sub(over)) }
}

//! A made-up school: its pupils, and what truly happens to each of them on each day.

use domain::Personal;
use domain::contact::{Contact, Phone, PhonePlace, Restriction};
use domain::phone::{Line, PhoneNumber};
use domain::search::{Decision, Said, Words};
use jiff::civil::{Date, Time, Weekday, date, time};
use jiff::{SignedDuration, Timestamp, ToSpan};

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

    pub(crate) fn minutes(&mut self, from: i64, to: i64) -> i64 {
        let span = u64::try_from(to.saturating_sub(from)).unwrap_or(0);
        from.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }
}

/// The moment of a time on the wall.
pub(crate) fn at(day: Date, local: Time) -> Timestamp {
    day.to_datetime(local).to_zoned_datetime(domain::school::time_zone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

pub(crate) fn later(moment: Timestamp, minutes: i64) -> Timestamp {
    moment.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX)
}

/// The school days from September 2026 on, without weekends and the autumn's half-term.
pub(crate) fn school_days(count: usize) -> Vec<Date> {
    let half_term = date(2026, 10, 26)..=date(2026, 10, 30);
    date(2026, 9, 2)
        .series(1.day())
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !half_term.contains(day))
        .take(count)
        .collect()
}

/// A pupil and their family.
pub(crate) struct Pupil {
    pub(crate) contacts: Vec<Contact>,
    pub(crate) flagged: bool,
    pub(crate) looked_after: bool,
    /// Days of absence that began before, and what they are.
    pub(crate) away: Option<Away>,
}

/// An absence of several days.
#[derive(Clone, Copy)]
pub(crate) struct Away {
    pub(crate) days_left: u64,
    /// How many of the coming days a parent's word covers.
    pub(crate) covered: u64,
    pub(crate) silent: bool,
}

fn contact(name: u64, priority: u16, relationship: &str) -> Contact {
    let number = 900_000_u64.saturating_add(name.checked_rem(1000).unwrap_or(0));
    let mobile = PhoneNumber::from_e164(&format!("+447700{number}"), Line::Mobile);
    Contact {
        mis_id: None,
        title: String::new(),
        forename: Personal::new(format!("Contact{name}x{priority}")),
        surname: Personal::new("Smith".to_owned()),
        relationship: relationship.to_owned(),
        priority: Some(priority),
        parental_responsibility: true,
        lives_with_pupil: None,
        preferred_language: String::new(),
        restriction: Restriction::None,
        phones: mobile.into_iter().map(|number| Phone { number, place: PhonePlace::Mobile, note: Personal::default() }).collect(),
        emails: Vec::new(),
    }
}

/// As many pupils, each with one to three contacts; some flagged, some with a contact who must not be told.
pub(crate) fn pupils(dice: &mut Dice, count: u64) -> Vec<Pupil> {
    (0..count)
        .map(|number| {
            let looked_after = dice.permille(15);
            let flagged = looked_after || dice.permille(20);
            let of = 1_u64.saturating_add(dice.below(3)).max(if looked_after { 2 } else { 1 });
            let mut contacts: Vec<Contact> = (1_u16..=3)
                .zip(0..of)
                .map(|(priority, _)| {
                    let relationship = match (looked_after, priority) {
                        (true, 2) => "Foster carer",
                        (_, 1) => "Mother",
                        _ => "Father",
                    };
                    contact(number.saturating_mul(3).saturating_add(u64::from(priority)), priority, relationship)
                })
                .collect();
            if dice.permille(40)
                && let Some(first) = contacts.first_mut()
            {
                first.restriction = if dice.permille(500) { Restriction::CourtOrder } else { Restriction::DoNotContact };
            }
            Pupil { contacts, flagged, looked_after, away: None }
        })
        .collect()
}

/// What a contact who is asked does.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    /// Says nothing.
    Never,
    /// Says this, so many minutes after having been asked.
    After(i64, Said),
    /// Says that the child comes so many minutes after that, so many minutes after having been asked.
    OnTheWay(i64, i64),
}

/// What truly happens to one pupil on one day.
pub(crate) struct Story {
    /// What the MIS says from when on, morning and afternoon.
    pub(crate) mis: Vec<(Timestamp, [&'static str; 2])>,
    /// What whoever is asked does.
    pub(crate) answer: Answer,
    /// A parent said so before the register.
    pub(crate) reported: bool,
    /// What staff do.
    pub(crate) staff: Vec<(Timestamp, Decision)>,
    /// From when to when the interlock holds it.
    pub(crate) held: Option<(Timestamp, Timestamp)>,
    /// What a first question has to say today.
    pub(crate) first_words: Words,
}

/// The story of a pupil on a day; `wave` is how many of a thousand fall ill, `drill` is a fire drill: nobody of that year is marked
/// before it is over.
pub(crate) fn story(dice: &mut Dice, pupil: &mut Pupil, day: Date, wave: u64, drill: bool) -> Option<Story> {
    let morning = at(day, time(8, 50, 0, 0));
    let noon = at(day, time(13, 5, 0, 0));
    let mut story = Story {
        mis: vec![(morning, ["N", "-"]), (noon, ["N", "N"])],
        answer: Answer::Never,
        reported: false,
        staff: Vec::new(),
        held: None,
        first_words: Words::FirstDay,
    };
    if let Some(away) = pupil.away.take() {
        story.first_words = if away.covered == 0 && !away.silent { Words::ReturnDay } else { Words::SecondDay };
        story.reported = away.covered > 0;
        story.answer =
            if away.silent || dice.permille(300) { Answer::Never } else { Answer::After(dice.minutes(2, 50), Said::Reason) };
        if away.days_left > 1 {
            let covered = away.covered.saturating_sub(1);
            pupil.away = Some(Away { days_left: away.days_left.saturating_sub(1), covered, silent: away.silent });
        }
        staff(dice, &mut story, day);
        return Some(story);
    }
    let throw = dice.below(1000);
    if drill {
        let over = at(day, time(9, 0, 0, 0).saturating_add(dice.minutes(40, 80).minutes()));
        story.mis = vec![(morning, ["N", "-"]), (over, ["/", "-"]), (noon, ["/", "\\"])];
        story.held = Some((at(day, time(9, 11, 0, 0)), later(over, 30)));
    } else if throw < wave {
        let days_left = dice.below(5);
        let says_how_long = dice.permille(500);
        let covered = if says_how_long { days_left.min(2) } else { 0 };
        if days_left > 0 {
            pupil.away = Some(Away { days_left, covered, silent: !says_how_long });
        }
        if dice.permille(350) {
            story.reported = true;
        } else {
            story.answer = Answer::After(dice.minutes(1, 90), Said::Reason);
        }
    } else if throw < wave.saturating_add(20) {
        // Signs in at the desk, some before anybody is asked and some after.
        let in_at = at(day, time(9, 0, 0, 0).saturating_add(dice.minutes(12, 110).minutes()));
        story.mis = vec![(morning, ["N", "-"]), (in_at, ["L", "-"]), (noon, ["L", "\\"])];
        let way = dice.minutes(5, 70);
        story.answer = if dice.permille(400) { Answer::OnTheWay(dice.minutes(1, 10), way) } else { Answer::Never };
    } else if throw < wave.saturating_add(24) {
        let mended = at(day, time(9, 0, 0, 0).saturating_add(dice.minutes(15, 200).minutes()));
        let right = if dice.permille(700) { "/" } else { "V" };
        story.mis = vec![(morning, ["N", "-"]), (mended, [right, "-"]), (noon, [right, "\\"])];
        story.answer = if dice.permille(500) { Answer::After(dice.minutes(1, 15), Said::Alarm) } else { Answer::Never };
    } else if throw < wave.saturating_add(28) {
        // A truant: the parent does not know; some are found.
        story.answer = Answer::After(dice.minutes(1, 40), Said::Alarm);
        if dice.permille(600) {
            story.mis = vec![(morning, ["N", "-"]), (noon, ["N", "\\"])];
        }
    } else if throw < wave.saturating_add(32) {
        story.answer = if dice.permille(500) { Answer::Never } else { Answer::After(dice.minutes(1, 30), Said::Words) };
        if dice.permille(300) {
            pupil.away = Some(Away { days_left: 2, covered: 0, silent: true });
        }
    } else if throw < wave.saturating_add(34) {
        story.mis = vec![(morning, ["/", "-"]), (noon, ["/", "N"])];
        story.answer = Answer::After(dice.minutes(3, 60), if dice.permille(500) { Said::Reason } else { Said::Alarm });
    } else if throw < wave.saturating_add(37) {
        // The office finds out by itself.
        let coded = at(day, time(9, 0, 0, 0).saturating_add(dice.minutes(20, 180).minutes()));
        story.mis = vec![(morning, ["N", "-"]), (coded, ["I", "-"]), (noon, ["I", "I"])];
    } else {
        return None;
    }
    if story.held.is_none() && dice.permille(40) {
        story.held =
            Some((at(day, time(9, 12, 0, 0)), at(day, time(9, 30, 0, 0).saturating_add(dice.minutes(5, 300).minutes()))));
    }
    staff(dice, &mut story, day);
    Some(story)
}

fn staff(dice: &mut Dice, story: &mut Story, day: Date) {
    let moment = |dice: &mut Dice| at(day, time(9, 0, 0, 0).saturating_add(dice.minutes(20, 300).minutes()));
    if dice.permille(60) {
        let decision = if dice.permille(500) { Decision::Handle } else { Decision::Known };
        story.staff.push((moment(dice), decision));
    }
    if dice.permille(30) {
        story.staff.push((moment(dice), Decision::Arrived));
    }
    if dice.permille(30) {
        // Somebody looks once more before going home.
        story.staff.push((at(day, time(17, 40, 0, 0).saturating_add(dice.minutes(0, 19).minutes())), Decision::Restart));
    }
}

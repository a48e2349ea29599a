//! What truly happens to each child on each day.

use domain::search::Decision;
use jiff::Timestamp;
use jiff::civil::Date;

use super::dice::{Dice, at, later, later_by};
use super::school::Pupil;

/// What somebody says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Says {
    Alarm,
    Reason,
    Words,
    /// The child comes so many minutes later.
    OnTheWay(i64),
}

/// Days of absence that began before.
#[derive(Clone, Copy)]
pub(crate) struct Away {
    pub(crate) days_left: u64,
    /// Whether nobody at home answers.
    pub(crate) silent: bool,
    /// Whether a person deals with the family.
    pub(crate) handled: bool,
    /// What the office writes in the end, and after how many school days; never where it forgets.
    pub(crate) coded: Option<(u64, &'static str)>,
}

/// What goes wrong at the whole school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Incident {
    Nothing,
    /// Nobody of a year is marked before it is over.
    Drill(&'static str),
    /// A class is out, and nobody coded it before noon.
    Trip(String),
    /// A coach comes back late, with children of many classes.
    Coach,
    /// One class's register was taken with `N` for everybody, in the afternoon.
    Register(String),
    /// At two, everybody is uploaded as absent; somebody may force it through.
    WrongButton {
        forced: bool,
    },
}

/// What truly happens to one child on one day.
pub(crate) struct Story {
    /// What the MIS says from when on, morning and afternoon.
    pub(crate) mis: Vec<(Timestamp, [&'static str; 2])>,
    /// What whoever is asked says, and how many minutes later.
    pub(crate) answers: Vec<(i64, Says)>,
    /// What somebody says whom nobody asked: the place of the contact on the record.
    pub(crate) unasked: Vec<(Timestamp, usize, Says)>,
    /// Before the register a parent said so: for today alone, or with the number of school days until the return.
    pub(crate) report: Option<Option<u64>>,
    /// Whether staff accept it, which they have to for a flagged child.
    pub(crate) accepted: bool,
    /// What staff decide.
    pub(crate) staff: Vec<(Timestamp, Decision)>,
    /// When the roll has a new court order against the contact at that place.
    pub(crate) barred: Option<(Timestamp, usize)>,
    /// Whether a person deals with the family, from days before.
    pub(crate) handled: bool,
    /// See [`Away`].
    pub(crate) coded: Option<(u64, &'static str)>,
    /// Whether the mark is wrong and the child where it should be.
    pub(crate) mistaken: bool,
    /// Whether the child stands at the desk when the first question is written, and is signed in before it is sent.
    pub(crate) at_the_desk: bool,
}

impl Story {
    fn of(mis: Vec<(Timestamp, [&'static str; 2])>) -> Self {
        Self {
            mis,
            answers: Vec::new(),
            unasked: Vec::new(),
            report: None,
            accepted: true,
            staff: Vec::new(),
            barred: None,
            handled: false,
            coded: None,
            mistaken: false,
            at_the_desk: false,
        }
    }

    /// Not here all day, and nobody says a word.
    pub(crate) fn absent(day: Date) -> Self {
        Self::of(vec![(at(day, 8, 50), ["N", "-"]), (at(day, 13, 5), ["N", "N"])])
    }

    /// What the MIS says at a moment.
    pub(crate) fn marks(&self, moment: Timestamp) -> [&'static str; 2] {
        self.mis.iter().rev().find(|(from, _)| *from <= moment).map_or(["-", "-"], |(_, marks)| *marks)
    }
}

/// What is marked for a child to whom nothing happens.
pub(crate) fn usual_marks(day: Date, moment: Timestamp) -> [&'static str; 2] {
    if moment < at(day, 8, 50) {
        ["-", "-"]
    } else if moment < at(day, 13, 5) {
        ["/", "-"]
    } else {
        ["/", "\\"]
    }
}

/// A mark by mistake on a day without school.
pub(crate) fn stray(day: Date) -> Story {
    Story::absent(day)
}

pub(crate) fn story(
    dice: &mut Dice,
    (pupil, away): (&Pupil, &mut Option<Away>),
    day: Date,
    wave: u64,
    incident: &Incident,
) -> Option<Story> {
    let (morning, noon) = (at(day, 8, 50), at(day, 13, 5));
    let within = |dice: &mut Dice, from: i64, to: i64| later(at(day, 9, 0), dice.between(from, to));
    let mut story = Story::absent(day);
    if let Some(before) = away.take() {
        *away = (before.days_left > 1).then(|| Away { days_left: before.days_left.saturating_sub(1), ..before });
        story.handled = before.handled;
        story.coded = before.coded;
        if !before.silent && dice.permille(700) {
            story.answers.push((dice.between(2, 50), Says::Reason));
        }
        interfere(dice, pupil, &mut story, day);
        return Some(story);
    }
    match incident {
        Incident::Drill(year) if *year == pupil.year => {
            let over = within(dice, 40, 80);
            story.mis = vec![(morning, ["N", "-"]), (over, ["/", "-"]), (noon, ["/", "\\"])];
            story.mistaken = true;
            return Some(story);
        }
        Incident::Trip(class) if *class == pupil.class && dice.permille(930) => {
            story.mis.push((at(day, 14, 40), ["V", "V"]));
            story.mis.sort_unstable_by_key(|(from, _)| *from);
            story.mistaken = true;
            return Some(story);
        }
        // Fewer than a hold of the whole school takes, and many more than on any afternoon.
        Incident::Coach if dice.permille(65) => {
            story.mis = vec![(morning, ["/", "-"]), (noon, ["/", "N"]), (at(day, 14, 50), ["/", "\\"])];
            story.mistaken = true;
            return Some(story);
        }
        Incident::Register(class) if *class == pupil.class && dice.permille(930) => {
            story.mis = vec![(morning, ["/", "-"]), (noon, ["/", "N"]), (at(day, 14, 50), ["/", "\\"])];
            story.mistaken = true;
            return Some(story);
        }
        _ => {}
    }
    match dice.below(1900).checked_sub(wave) {
        None => ill(dice, away, &mut story),
        // Signs in at the desk, some before anybody is asked and some after; the office writes a code of its own for some.
        Some(0..20) => {
            let in_at = within(dice, 12, 110);
            let mark = if dice.permille(200) { "L_1" } else { "L" };
            story.mis = vec![(morning, ["N", "-"]), (in_at, [mark, "-"]), (noon, [mark, "\\"])];
            if dice.permille(400) {
                let way = dice.between(5, 70);
                story.answers.push((dice.between(1, 10), Says::OnTheWay(way)));
            }
        }
        // A wrong mark, found out late.
        Some(20..24) => {
            let mended = within(dice, 15, 200);
            let right = if dice.permille(700) { "/" } else { "V" };
            story.mis = vec![(morning, ["N", "-"]), (mended, [right, "-"]), (noon, [right, "\\"])];
            if dice.permille(500) {
                story.answers.push((dice.between(1, 15), Says::Alarm));
            }
        }
        // A truant: the parent does not know. Some are found, and some go again after a while.
        Some(24..29) => {
            story.answers.push((dice.between(1, 40), Says::Alarm));
            match dice.below(10) {
                0..5 => story.mis = vec![(morning, ["N", "-"]), (noon, ["N", "\\"])],
                5..7 => {
                    story.mis = vec![
                        (morning, ["N", "-"]),
                        (at(day, 9, 40), ["L", "-"]),
                        (at(day, 11, 20), ["N", "-"]),
                        (noon, ["N", "N"]),
                    ];
                    story.answers.clear();
                }
                _ => {}
            }
        }
        // Nobody hears anything that would help.
        Some(29..34) => {
            if dice.permille(500) {
                story.answers.push((dice.between(1, 30), Says::Words));
            }
            if dice.permille(400) {
                let most = if dice.permille(300) { 14 } else { 3 };
                let days_left = 1_u64.saturating_add(dice.below(most));
                *away = Some(Away { days_left, silent: true, handled: dice.permille(200), coded: None });
            }
        }
        // Leaves at noon.
        Some(34..37) => {
            story.mis = vec![(morning, ["/", "-"]), (noon, ["/", "N"])];
            story.answers.push((dice.between(3, 60), if dice.permille(500) { Says::Reason } else { Says::Alarm }));
        }
        // The office finds out by itself, and writes a code of its own for some.
        Some(37..41) => {
            let coded = within(dice, 20, 180);
            let code = if dice.permille(400) { "I_F" } else { "I" };
            // The afternoon's teacher knows of nothing.
            let afternoon = if dice.permille(300) { "N" } else { code };
            story.mis = vec![(morning, ["N", "-"]), (coded, [code, "-"]), (noon, [code, afternoon])];
            if dice.permille(400) {
                story.answers.push((dice.between(1, 15), Says::Reason));
            }
        }
        // On the way, and never comes.
        Some(41..44) => {
            let way = dice.between(15, 60);
            story.answers.push((dice.between(1, 10), Says::OnTheWay(way)));
            if dice.permille(500) {
                story.answers.push((dice.between(100, 160), Says::Reason));
            }
        }
        // A reason, and then the child comes after all.
        Some(44..47) => {
            story.answers.push((dice.between(1, 20), Says::Reason));
            let in_at = within(dice, 70, 200);
            story.mis = if dice.permille(500) {
                vec![(morning, ["N", "-"]), (in_at, ["L", "-"]), (noon, ["L", "\\"])]
            } else {
                vec![(morning, ["N", "-"]), (noon, ["N", "\\"])]
            };
        }
        // The office has written O without a word to anybody.
        Some(47..50) => story.mis = vec![(morning, ["O", "-"]), (noon, ["O", "O"])],
        // A mark that no table knows.
        Some(50..52) => story.mis = vec![(morning, ["ZZ9", "-"]), (noon, ["ZZ9", "ZZ9"])],
        Some(_) => return None,
    }
    interfere(dice, pupil, &mut story, day);
    Some(story)
}

fn ill(dice: &mut Dice, away: &mut Option<Away>, story: &mut Story) {
    let days = if dice.permille(20) { dice.below(22) } else { dice.below(6) };
    story.coded = dice.permille(900).then(|| (dice.below(9), "I"));
    if days > 0 {
        *away = Some(Away { days_left: days, silent: dice.permille(300), handled: false, coded: story.coded });
    }
    if dice.permille(400) {
        let back = days.saturating_add(1).saturating_sub(u64::from(dice.permille(200))).max(1);
        story.report = Some(dice.permille(600).then_some(back));
    } else {
        story.answers.push((dice.between(1, 90), Says::Reason));
        if dice.permille(100) {
            story.answers.push((dice.between(91, 120), Says::Words));
        }
    }
    story.accepted = dice.permille(500);
}

/// Those who act or speak without having been asked to.
fn interfere(dice: &mut Dice, pupil: &Pupil, story: &mut Story, day: Date) {
    let moment = |dice: &mut Dice| later(at(day, 9, 20), dice.between(0, 280));
    for (share, decision) in
        [(30, Decision::Handle), (30, Decision::Known), (25, Decision::Arrived), (40, Decision::Take), (10, Decision::Correct)]
    {
        if dice.permille(share) {
            story.staff.push((moment(dice), decision));
        }
    }
    if dice.permille(30) {
        // Somebody looks once more before going home.
        story.staff.push((later(at(day, 17, 40), dice.between(0, 19)), Decision::Restart));
    }
    if dice.permille(60) {
        let place = usize::try_from(dice.below(3)).unwrap_or(0);
        let says = if dice.permille(800) { Says::Reason } else { Says::Alarm };
        story.unasked.push((moment(dice), place, says));
    }
    if pupil.contacts.len() > 1 && dice.permille(25) {
        // While the second text is on its way, or at another time.
        let after = if dice.permille(700) { 2 } else { dice.between(3, 7200) };
        story.barred = Some((later_by(at(day, 9, 48), after), 0));
    }
}

//! A day as a table: one row a child.

use jiff::Timestamp;

use super::children::Children;
use super::shown::{AccountedShown, ChildShown};
use crate::csv::Table;
use crate::shown::PupilShown;

const HEAD: [&str; 16] = [
    "state",
    "level",
    "admission number",
    "surname",
    "forename",
    "year",
    "registration group",
    "sessions",
    "since",
    "said last",
    "answers",
    "next",
    "taken by",
    "proposed code",
    "who said so",
    "reasons",
];

impl Children {
    /// The table, in the order of the answer; the reasons for the safeguarding lead alone.
    pub(super) fn table(&self, lead: bool) -> Table {
        let columns = if lead { HEAD.len() } else { HEAD.len() - 1 };
        let mut table = Table::new(HEAD.get(..columns).unwrap_or(&HEAD));
        let mut row = |cells: [String; 16]| table.row(cells.get(..columns).unwrap_or(&cells));
        self.looked_for.iter().for_each(|child| row(looked_for(child)));
        self.not_expected.iter().for_each(|child| row(accounted("not_expected", child)));
        self.explained.iter().for_each(|child| row(accounted("explained", child)));
        self.in_school.pupils.iter().for_each(|pupil| row(over("resolved", pupil)));
        self.corrected.pupils.iter().for_each(|pupil| row(over("withdrawn", pupil)));
        table
    }
}

fn at(moment: Timestamp) -> String {
    moment.to_zoned_datetime(domain::school::time_zone()).strftime("%H:%M").to_string()
}

fn looked_for(child: &ChildShown) -> [String; 16] {
    let [number, surname, forename, year, group] = of_pupil(&child.pupil);
    let said = child
        .said
        .as_ref()
        .map(|said| format!("{} {} to {} ({}) at {}", said.channel, said.progress, said.contact, said.relationship, at(said.at)));
    [
        child.state.to_owned(),
        child.level.to_owned(),
        number,
        surname,
        forename,
        year,
        group,
        child.sessions.join(" "),
        at(child.since),
        said.unwrap_or_default(),
        child.answers.join("\n"),
        child.next.as_ref().map(|next| next.sentence.clone()).unwrap_or_default(),
        child.taken_by.clone().unwrap_or_default(),
        String::new(),
        String::new(),
        child.reasons.as_ref().map(|reasons| reasons.join(" ")).unwrap_or_default(),
    ]
}

fn accounted(state: &str, child: &AccountedShown) -> [String; 16] {
    let mut cells = over(state, &child.pupil);
    let [.., since, _, answers, _, _, code, who, _] = &mut cells;
    *since = at(child.since);
    *answers = child.words.join("\n");
    *code = child.proposed_code.unwrap_or_default().to_owned();
    *who = child.by.clone();
    cells
}

fn over(state: &str, pupil: &PupilShown) -> [String; 16] {
    let [number, surname, forename, year, group] = of_pupil(pupil);
    let none = String::new;
    [
        state.to_owned(),
        none(),
        number,
        surname,
        forename,
        year,
        group,
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
    ]
}

fn of_pupil(pupil: &PupilShown) -> [String; 5] {
    [&pupil.admission_number, &pupil.surname, &pupil.forename, &pupil.year, &pupil.registration_group].map(Clone::clone)
}

//! What we would have done about an absence, told from its story: for the comparison with another system.

use domain::register::Session;
use domain::shadow::{Outcome, WhyNot, Would};
use domain::speaking::Drop;
use jiff::Timestamp;
use store::absences::{Happened, StoredAbsence};

/// What we would have done about each session of an absence that was marked without a reason.
///
/// The first message of a story is a question. The afternoon is the morning's absence, unless the search opened anew for it.
pub(crate) fn would(stored: &StoredAbsence) -> Vec<Would> {
    let moments = |is: &dyn Fn(&Happened) -> bool| -> Vec<Timestamp> {
        stored.story.iter().filter(|moment| is(&moment.what)).map(|moment| moment.at).collect()
    };
    let planned = moments(&|what| matches!(what, Happened::Planned(_)));
    let opened = moments(&|what| matches!(what, Happened::Opened));
    let marked = |session: Session| {
        let asks = |code: &str| code == "N" || (code == "O" && stored.search.asks_about_o);
        moments(&|what| matches!(what, Happened::Marked { session: of, code } if *of == session && asks(code))).first().copied()
    };
    let outside_window =
        stored.story.iter().any(|moment| moment.what == Happened::NotSaid(Drop::OutsideWindow.as_str().to_owned()));
    let by_staff = stored.story.iter().any(
        |moment| matches!(&moment.what, Happened::Staff { what, .. } if ["known", "arrived", "handle"].contains(&what.as_str())),
    );
    let why_not = Outcome::NotContacted(WhyNot::of(&stored.search, outside_window, by_staff));
    let would = |session, outcome| Would { pupil: stored.id.pupil, date: stored.id.date, session, outcome };
    let (morning, afternoon) = (marked(Session::Am), marked(Session::Pm));
    let anew = afternoon.and_then(|marked| opened.iter().copied().find(|at| *at >= marked));
    let first = |from: Timestamp, before: Timestamp| planned.iter().copied().find(|at| (from..before).contains(at));
    let mut all = Vec::new();
    let mut asked_in_the_morning = false;
    if let Some(marked) = morning {
        let asked = first(marked, anew.filter(|anew| *anew > marked).unwrap_or(Timestamp::MAX));
        asked_in_the_morning = asked.is_some();
        // A search that opened anew had ended before.
        let not = if anew.is_some_and(|anew| anew > marked) { Outcome::NotContacted(WhyNot::CorrectedBefore) } else { why_not };
        all.push(would(Session::Am, asked.map_or(not, Outcome::Contacted)));
    }
    if let Some(marked) = afternoon {
        let asked = if morning.is_none() || anew.is_some() { first(anew.unwrap_or(marked), Timestamp::MAX) } else { None };
        let not = if asked_in_the_morning && anew.is_none() { Outcome::NotContacted(WhyNot::AskedInTheMorning) } else { why_not };
        all.push(would(Session::Pm, asked.map_or(not, Outcome::Contacted)));
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::absence::AbsenceId;
    use domain::code::read_cell;
    use domain::message::MessageId;
    use domain::pupil::PupilId;
    use domain::search::{Search, State, Words};
    use jiff::SignedDuration;
    use store::absences::Snapshot;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        "2026-11-23T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
    }

    fn absence(state: State, story: &[(i64, Happened)]) -> StoredAbsence {
        let mut search = Search::open([read_cell("N"), read_cell("-")], false, at(0)).unwrap();
        search.state = state;
        let mut stored = StoredAbsence {
            id: AbsenceId { date: jiff::civil::date(2026, 11, 23), pupil: PupilId::new([1; 16]) },
            search,
            pupil: Snapshot {
                known_as: "1".to_owned(),
                forename: domain::Personal::default(),
                surname: domain::Personal::default(),
                year: String::new(),
                registration_group: String::new(),
            },
            flagged: false,
            reachable: 1,
            first_words: Words::FirstDay,
            proposal: None,
            statements: Vec::new(),
            next: None,
            unsaid: BTreeSet::new(),
            policy: 0,
            story: Vec::new(),
            revision: 0,
        };
        for (minute, what) in story {
            stored.happened(at(*minute), what.clone());
        }
        stored
    }

    fn marked(session: Session, code: &str) -> Happened {
        Happened::Marked { session, code: code.to_owned() }
    }

    fn asked() -> Happened {
        Happened::Planned(MessageId::new([1; 16]))
    }

    fn outcomes(state: State, story: &[(i64, Happened)]) -> Vec<(Session, Outcome)> {
        would(&absence(state, story)).into_iter().map(|would| (would.session, would.outcome)).collect()
    }

    #[test]
    fn the_first_question_counts_and_the_afternoon_is_the_same_absence() {
        let (am, pm) = (marked(Session::Am, "N"), marked(Session::Pm, "N"));
        let story = [(0, am), (0, Happened::Opened), (30, asked()), (45, asked()), (270, pm)];
        assert_eq!(
            outcomes(State::Open, &story),
            [(Session::Am, Outcome::Contacted(at(30))), (Session::Pm, Outcome::NotContacted(WhyNot::AskedInTheMorning))]
        );
    }

    #[test]
    fn a_morning_that_was_corrected_leaves_the_afternoon_to_itself() {
        let story = [
            (0, marked(Session::Am, "N")),
            (0, Happened::Opened),
            (10, marked(Session::Am, "/")),
            (270, marked(Session::Pm, "N")),
            (270, Happened::Opened),
            (280, asked()),
        ];
        assert_eq!(
            outcomes(State::Open, &story),
            [(Session::Am, Outcome::NotContacted(WhyNot::CorrectedBefore)), (Session::Pm, Outcome::Contacted(at(280)))]
        );
    }

    #[test]
    fn who_was_not_asked_has_the_reason_of_how_it_stands() {
        for (state, why) in [
            (State::Held, WhyNot::Held),
            (State::NotExpected, WhyNot::ReportedBefore),
            (State::Withdrawn, WhyNot::CorrectedBefore),
            (State::Unreachable, WhyNot::NobodyToContact),
            (State::Waiting, WhyNot::OutsideWindow),
        ] {
            let story = [(0, marked(Session::Am, "N")), (0, Happened::Opened)];
            assert_eq!(outcomes(state, &story), [(Session::Am, Outcome::NotContacted(why))], "{state:?}");
        }
    }
}

use jiff::civil::{Weekday, date};
use proptest::prelude::*;

use super::*;
use crate::code::{Cell, read_cell};

/// A fortnight without school, in the middle of the weeks that the tests look at.
const HOLIDAY: [Date; 2] = [date(2026, 10, 19), date(2026, 11, 1)];

fn meets(day: Date) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let holiday = HOLIDAY[0] <= day && day <= HOLIDAY[1];
    !weekend && !holiday
}

fn plus(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap()
}

fn school_days_after(day: Date, n: u32) -> Option<Date> {
    day.series(jiff::Span::new().days(1)).skip(1).filter(|day| meets(*day)).nth(n as usize - 1)
}

fn weeks_back(day: Date, n: u32) -> Date {
    let monday = plus(day, -i64::from(day.weekday().to_monday_zero_offset()));
    let weeks = (0..).map(|back| plus(monday, -7 * back));
    weeks.filter(|monday| (0..7).any(|offset| meets(plus(*monday, offset)))).nth(n as usize - 1).unwrap()
}

fn days() -> Days<'static> {
    Days { school_days_after: &school_days_after, weeks_back: &weeks_back, is_school_day: &meets }
}

fn code(cell: &str) -> Code {
    match read_cell(cell) {
        Cell::Known(code) => code,
        Cell::NotTaken | Cell::Unknown => panic!("{cell} is no code"),
    }
}

fn past(cell: &str) -> Past {
    Past { code: code(cell), answered: false }
}

/// Both sessions of so many school days from a day on, that day included.
fn days_of(cell: &str, since: Date, school_days: usize) -> Vec<(Date, Session, Past)> {
    let dates = since.series(jiff::Span::new().days(1)).filter(|day| meets(*day)).take(school_days);
    dates.flat_map(|date| Session::BOTH.map(|session| (date, session, past(cell)))).collect()
}

fn usual() -> Pupil {
    Pupil { age: CompulsoryAge::Yes, workers: BTreeSet::new(), workers_told: None, ill_until: None }
}

fn told(marks: impl IntoIterator<Item = (Date, Session, Past)>, pupil: &Pupil, today: Date) -> Vec<Notice> {
    notices(&marks.into_iter().collect(), pupil, &Law::on(today), today, &days())
}

fn words(notices: &[Notice]) -> Vec<&'static str> {
    notices.iter().map(Notice::as_str).collect()
}

#[test]
fn a_reason_is_due_on_the_fifth_school_day_after_the_absence_across_a_holiday() {
    let thursday = date(2026, 10, 15);
    assert_eq!(reason_deadline(thursday, 5, &days()), Some(date(2026, 11, 5)));
    for (today, expected) in [
        (date(2026, 11, 3), vec![]),
        (date(2026, 11, 4), vec!["reason_due_soon"]),
        (date(2026, 11, 5), vec!["reason_due_soon"]),
        (date(2026, 11, 6), vec!["reason_overdue"]),
    ] {
        assert_eq!(words(&told([(thursday, Session::Am, past("N"))], &usual(), today)), expected, "{today}");
    }
}

#[test]
fn a_coded_absence_has_its_reason() {
    for cell in ["I", "O", "G", "/", "U"] {
        assert_eq!(words(&told([(date(2026, 9, 14), Session::Am, past(cell))], &usual(), date(2026, 9, 28))), Vec::<&str>::new());
    }
}

#[test]
fn the_reasons_that_were_given_and_not_coded_stand_first_in_the_list_of_many_pupils_too() {
    let (monday, tuesday) = (date(2026, 9, 14), date(2026, 9, 15));
    let answered = Past { answered: true, ..past("N") };
    let today = date(2026, 9, 23);
    let mut list: Vec<Notice> = [(monday, past("N")), (tuesday, answered), (monday, answered), (tuesday, past("N"))]
        .into_iter()
        .flat_map(|(date, past)| told(Session::BOTH.map(|session| (date, session, past)), &usual(), today))
        .collect();
    list.sort();
    let sentences: Vec<String> = list.iter().map(Notice::sentence).collect();
    assert_eq!(
        sentences,
        [
            "A contact gave a reason for 2026-09-14 AM and PM, and the mark is still N. It was due on 2026-09-21: code it now.",
            "A contact gave a reason for 2026-09-15 AM and PM, and the mark is still N. It was due on 2026-09-22: code it now.",
            "The reason for 2026-09-14 AM and PM was due on 2026-09-21, and the mark is still N. Ask once more, then decide on the code.",
            "The reason for 2026-09-15 AM and PM was due on 2026-09-22, and the mark is still N. Ask once more, then decide on the code.",
        ]
    );
}

#[test]
fn ten_sessions_without_leave_in_ten_school_weeks_are_the_threshold_and_nine_are_not() {
    // The week of 23 November and nine school weeks before it begin on 7 September: the holiday's two weeks are none.
    let today = date(2026, 11, 27);
    assert_eq!(weeks_back(today, 10), date(2026, 9, 7));
    let scattered = |first: Date| {
        let mixed = ["G", "N", "O", "U", "G", "O", "U", "G", "O"].into_iter().enumerate();
        let rest = mixed.map(|(number, cell)| (date(2026, 11, 9 + i8::try_from(number).unwrap()), Session::Am, past(cell)));
        [(first, Session::Pm, past("O"))].into_iter().chain(rest).collect::<Vec<_>>()
    };
    let found = |marks: Vec<(Date, Session, Past)>| {
        let of_penalty = |notice: Notice| match notice {
            Notice::PenaltyThreshold { sessions, pending, .. } => Some((sessions, pending)),
            _ => None,
        };
        told(marks, &usual(), today).into_iter().find_map(of_penalty)
    };
    assert_eq!(found(scattered(date(2026, 9, 7))), Some((10, 1)));
    assert_eq!(found(scattered(date(2026, 9, 4))), None);
    assert_eq!(found(days_of("O", date(2026, 10, 14), 5)), Some((10, 0)), "in a row, across the holiday");
    assert_eq!(found(days_of("I", date(2026, 10, 14), 5)), None);
}

#[test]
fn the_count_shows_what_is_pending_and_whether_it_is_reached_without() {
    let today = date(2026, 10, 2);
    let mut marks = days_of("O", date(2026, 9, 21), 4);
    marks.extend(days_of("N", date(2026, 10, 1), 1));
    let history: History = marks.iter().copied().collect();
    let count = without_leave(&history, &Law::on(today), today, &days());
    assert_eq!(count.map(|(_, count)| count), Some(WithoutLeave { sessions: 10, pending: 2 }));
    let notices = told(marks, &usual(), today);
    let sentence = notices.iter().find(|notice| notice.as_str() == "penalty_threshold").map(Notice::sentence).unwrap();
    assert_eq!(
        sentence,
        "10 sessions without leave since 2026-07-27: from 10 on a penalty notice has to be considered. 2 of them are still N. Without them it is 8, which is below 10: settle them first."
    );
}

#[test]
fn whoever_is_not_of_compulsory_school_age_is_neither_fined_nor_reported_and_an_unknown_age_is_looked_at() {
    let marks = days_of("O", date(2026, 9, 7), 12);
    let at_age = |age| told(marks.clone(), &Pupil { age, ..usual() }, date(2026, 9, 24));
    assert_eq!(words(&at_age(CompulsoryAge::No)), Vec::<&str>::new());
    let three = ["continuous_unauthorised", "irregular_attendance", "penalty_threshold"];
    assert_eq!(words(&at_age(CompulsoryAge::Yes)), three);
    let unknown = at_age(CompulsoryAge::Unknown);
    assert_eq!(words(&unknown), three);
    assert!(unknown.iter().all(|notice| notice.sentence().contains("Make sure first")));
}

#[test]
fn ten_school_days_without_leave_in_a_row_go_to_the_local_authority_and_one_day_there_breaks_them() {
    let monday = date(2026, 10, 5);
    let run = |marks: Vec<(Date, Session, Past)>, today| {
        let of_run = |notice: Notice| match notice {
            Notice::ContinuousUnauthorised { since, until, days, .. } => Some((since, until, days)),
            _ => None,
        };
        told(marks, &usual(), today).into_iter().find_map(of_run)
    };
    let ten = days_of("O", monday, 10);
    assert_eq!(run(ten.clone(), date(2026, 10, 16)), Some((monday, date(2026, 10, 16), 10)));
    assert_eq!(run(days_of("O", monday, 9), date(2026, 10, 16)), None);
    let half_of_the_last: Vec<_> = ten[..19].to_vec();
    assert_eq!(run(half_of_the_last, date(2026, 10, 16)), None, "the last day is not over");
    for (cell, broken) in [("/", true), ("I", true), ("Y4", false), ("#", false)] {
        let mut marks = days_of("O", monday, 11);
        marks[10].2 = past(cell);
        marks[11].2 = past(cell);
        assert_eq!(run(marks, date(2026, 11, 2)).is_none(), broken, "{cell}");
    }
    let across: Vec<_> = days_of("G", date(2026, 10, 14), 10);
    assert_eq!(run(across.clone(), date(2026, 11, 11)), Some((date(2026, 10, 14), date(2026, 11, 10), 10)));
    assert!(run(across.clone(), date(2026, 12, 11)).is_some(), "the child is back, and it is still to be told");
    assert_eq!(run(across, date(2026, 12, 12)), None);
}

#[test]
fn fifteen_days_of_sickness_count_when_they_are_reached_or_to_be_expected() {
    let ill = |school_days: usize, ill_until: Option<Date>| {
        let notices = told(days_of("I", date(2026, 9, 7), school_days), &Pupil { ill_until, ..usual() }, date(2026, 9, 25));
        notices.iter().find(|notice| notice.as_str() == "sickness").map(Notice::sentence)
    };
    assert_eq!(ill(15, None).unwrap(), "15 school days of sickness in this school year: tell the local authority.");
    assert_eq!(ill(14, None), None);
    // The 25th has no mark yet.
    assert!(ill(14, Some(date(2026, 9, 25))).is_some());
    assert_eq!(ill(10, Some(date(2026, 9, 30))), None);
    let expected = ill(10, Some(date(2026, 10, 1))).unwrap();
    assert_eq!(expected, "10 school days of sickness in this school year and 5 more to be expected: tell the local authority.");
}

#[test]
fn sickness_of_the_school_year_before_does_not_count() {
    let marks = days_of("I", date(2026, 7, 13), 10).into_iter().chain(days_of("I", date(2026, 9, 7), 5));
    assert_eq!(words(&told(marks, &usual(), date(2026, 9, 25))), Vec::<&str>::new());
}

#[test]
fn a_worker_hears_of_each_unexplained_day_until_told() {
    let (monday, tuesday, wednesday) = (date(2026, 9, 14), date(2026, 9, 15), date(2026, 9, 16));
    let marks = [
        (monday, Session::Am, past("N")),
        (tuesday, Session::Am, past("O")),
        (tuesday, Session::Pm, past("\\")),
        (wednesday, Session::Am, Past { answered: true, ..past("N") }),
        (wednesday, Session::Pm, past("I")),
    ];
    let with_worker = |workers_told| Pupil { workers: BTreeSet::from([Worker::SocialWorker]), workers_told, ..usual() };
    let sentences = |pupil: &Pupil| told(marks, pupil, wednesday).iter().map(Notice::sentence).collect::<Vec<_>>();
    assert_eq!(
        sentences(&with_worker(None)),
        ["Tell the social worker of the absence without a known reason on 2026-09-14, 2026-09-15."]
    );
    assert_eq!(
        sentences(&with_worker(Some(monday))),
        ["Tell the social worker of the absence without a known reason on 2026-09-15."]
    );
    assert!(sentences(&with_worker(Some(tuesday))).is_empty());
}

#[test]
fn before_the_law_of_2024_no_reason_was_overdue_and_no_common_threshold_stood() {
    let marks = days_of("N", date(2024, 6, 3), 6);
    assert_eq!(words(&told(marks, &usual(), date(2024, 7, 5))), Vec::<&str>::new());
}

#[test]
fn a_notice_does_not_print_that_a_child_is_ill() {
    let notice = Notice::Sickness { sessions: 30, expected_sessions: 1, age: CompulsoryAge::Yes };
    assert_eq!(format!("{notice:?}"), "Notice(…)");
    assert!(notice.sentence().contains("and ½ more"), "{}", notice.sentence());
}

#[test]
fn no_sentence_asks_for_the_code_o() {
    let marks = days_of("N", date(2026, 9, 7), 12);
    let pupil = Pupil { workers: BTreeSet::from([Worker::YouthWorker]), ..usual() };
    for notice in told(marks, &pupil, date(2026, 9, 24)) {
        let sentence = notice.sentence();
        assert!(sentence.split(|c: char| !c.is_alphanumeric()).all(|word| word != "O"), "{sentence}");
    }
}

const FIRST: Date = date(2026, 9, 1);

fn marks() -> impl Strategy<Value = Vec<(Date, Session, Past)>> {
    let cell = prop::sample::select(vec!["N", "O", "O", "G", "U", "I", "I", "/", "Y4", "V"]);
    let one = (0i64..90, prop::sample::select(Session::BOTH.to_vec()), cell, any::<bool>());
    // Long stretches of one code, so that runs and thresholds are met.
    let stretch = (0i64..60, 1usize..20, prop::sample::select(vec!["O", "N", "I"]));
    (prop::collection::vec(one, 0..40), prop::collection::vec(stretch, 0..3)).prop_map(|(ones, stretches)| {
        let ones =
            ones.into_iter().map(|(day, session, cell, answered)| (plus(FIRST, day), session, Past { answered, ..past(cell) }));
        let stretches = stretches.into_iter().flat_map(|(day, length, cell)| days_of(cell, plus(FIRST, day), length));
        let distinct: BTreeMap<_, _> = stretches.chain(ones).map(|(date, session, past)| ((date, session), past)).collect();
        distinct.into_iter().map(|((date, session), past)| (date, session, past)).collect()
    })
}

fn pupils() -> impl Strategy<Value = Pupil> {
    let age = prop::sample::select(vec![CompulsoryAge::Yes, CompulsoryAge::No, CompulsoryAge::Unknown]);
    (age, any::<bool>(), prop::option::of(0i64..90), prop::option::of(0i64..120)).prop_map(|(age, worker, told, ill)| Pupil {
        age,
        workers: worker.then_some(Worker::SocialWorker).into_iter().collect(),
        workers_told: told.map(|day| plus(FIRST, day)),
        ill_until: ill.map(|day| plus(FIRST, day)),
    })
}

/// What may not appear anew: the kind, and for reasons the day.
fn kinds(notices: &[Notice]) -> BTreeSet<(&'static str, Option<Date>)> {
    let of = |notice: &Notice| match notice {
        Notice::ReasonOverdue { date, .. } | Notice::ReasonDueSoon { date, .. } => (notice.as_str(), Some(*date)),
        _ => (notice.as_str(), None),
    };
    notices.iter().map(of).collect()
}

proptest! {
    #[test]
    fn a_history_in_any_order_gives_the_same_notices(
        (marks, shuffled) in marks().prop_flat_map(|marks| (Just(marks.clone()), Just(marks).prop_shuffle())),
        pupil in pupils(),
        today in 0i64..100,
    ) {
        let today = plus(FIRST, today);
        prop_assert!(told(marks, &pupil, today) == told(shuffled, &pupil, today));
    }

    #[test]
    fn being_in_school_more_often_never_raises_a_notice(
        marks in marks(),
        present in prop::collection::vec((0i64..100, prop::sample::select(Session::BOTH.to_vec())), 1..30),
        pupil in pupils(),
        today in 0i64..100,
    ) {
        let today = plus(FIRST, today);
        let before = kinds(&told(marks.clone(), &pupil, today));
        let present = present.into_iter().map(|(day, session)| (plus(FIRST, day), session, past("/")));
        let after = kinds(&told(marks.into_iter().chain(present), &pupil, today));
        prop_assert!(after.is_subset(&before), "{:?}", after.difference(&before));
    }

    #[test]
    fn what_is_marked_ahead_is_not_told_before_its_day(marks in marks(), pupil in pupils(), today in 0i64..100) {
        let today = plus(FIRST, today);
        let so_far: Vec<_> = marks.iter().filter(|(date, ..)| *date <= today).copied().collect();
        prop_assert!(told(marks, &pupil, today) == told(so_far, &pupil, today));
    }

    #[test]
    fn each_missing_reason_is_overdue_due_soon_or_not_yet_due_and_told_once(marks in marks(), today in 0i64..100) {
        let today = plus(FIRST, today);
        let mut seen: Vec<(Date, Session)> = Vec::new();
        for notice in told(marks.clone(), &usual(), today) {
            if let Notice::ReasonOverdue { date, sessions, .. } | Notice::ReasonDueSoon { date, sessions, .. } = notice {
                seen.extend(sessions.into_iter().map(|session| (date, session)));
            }
        }
        seen.sort_unstable();
        let school_days_since = |date: Date| date.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= today).filter(|day| meets(*day)).count();
        let expected: Vec<(Date, Session)> = marks.iter()
            .filter(|(date, _, past)| past.code == code("N") && school_days_since(*date) >= 4)
            .map(|(date, session, _)| (*date, *session)).collect();
        prop_assert_eq!(seen, expected);
    }
}

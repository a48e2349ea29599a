//! The calendar as an office would read it.

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn term(first: Date, last: Date) -> Term {
    Term { first, last }
}

/// The autumn, in two halves, and the spring of a school year.
fn terms() -> Plan {
    let autumn = [term(date(2026, 9, 2), date(2026, 10, 23)), term(date(2026, 11, 2), date(2026, 12, 18))];
    let spring = [term(date(2027, 1, 4), date(2027, 2, 12)), term(date(2027, 2, 22), date(2027, 3, 25))];
    Plan { terms: autumn.into_iter().chain(spring).collect(), ..Plan::default() }
}

fn closure(first: Date, last: Date, session: Option<Session>, years: &[&str]) -> Closure {
    let years = years.iter().map(|year| (*year).to_owned()).collect();
    Closure { first, last, session, years, reason: "polling day".to_owned() }
}

fn staggered(year: &str, first_day: Date) -> Staggered {
    Staggered { year: year.to_owned(), first_day }
}

fn planned(plan: &Plan) -> Calendar {
    Calendar::from_plan(plan).unwrap()
}

/// Who of two years is expected on a day: the morning, then the afternoon.
fn expected(calendar: &Calendar, day: Date) -> [[bool; 2]; 2] {
    ["7", "8"].map(|year| Session::BOTH.map(|session| calendar.is_in_session(day, session, year)))
}

const NOBODY: [[bool; 2]; 2] = [[false; 2]; 2];
const EVERYBODY: [[bool; 2]; 2] = [[true; 2]; 2];

#[test]
fn a_school_that_gave_no_calendar_is_open_from_monday_to_friday_without_bank_holidays() {
    let usual = Calendar::usual();
    assert!(!usual.is_stated());
    assert!(!Calendar::from_days(&BTreeMap::new()).is_stated(), "a file without a day states nothing");
    for (day, open) in [
        (date(2026, 11, 20), true),
        (date(2026, 11, 21), false),
        (date(2026, 11, 22), false),
        (date(2026, 11, 23), true),
        (date(2026, 4, 3), false),
        (date(2026, 4, 6), false),
        (date(2026, 12, 28), false),
        (date(2028, 1, 3), false),
    ] {
        assert_eq!(usual.is_school_day(day), open, "{day}");
        assert_eq!(expected(&usual, day), if open { EVERYBODY } else { NOBODY }, "{day}");
    }
}

#[test]
fn a_file_is_believed_day_by_day_and_what_it_does_not_speak_of_is_as_usual() {
    let days = BTreeMap::from([(date(2026, 11, 23), false), (date(2026, 11, 28), true), (date(2026, 12, 25), true)]);
    let calendar = Calendar::from_days(&days);
    assert_eq!((calendar.is_stated(), calendar.last_day()), (true, Some(date(2026, 12, 25))));
    for (day, open) in [
        (date(2026, 11, 23), false),
        (date(2026, 11, 24), true),
        (date(2026, 11, 28), true),
        (date(2026, 11, 29), false),
        (date(2026, 12, 25), true),
        (date(2026, 12, 28), false),
    ] {
        assert_eq!(calendar.is_school_day(day), open, "{day}");
    }
}

#[test]
fn outside_its_terms_a_planned_school_is_closed_and_its_bank_holidays_are_too() {
    let plan = Plan { terms: vec![term(date(2026, 4, 13), date(2026, 5, 22))], ..Plan::default() };
    let calendar = planned(&plan);
    for (day, open) in [
        (date(2026, 4, 10), false),
        (date(2026, 4, 13), true),
        (date(2026, 4, 18), false),
        (date(2026, 5, 4), false),
        (date(2026, 5, 5), true),
        (date(2026, 5, 22), true),
        (date(2026, 6, 1), false),
    ] {
        assert_eq!(calendar.is_school_day(day), open, "{day}");
    }
    assert_eq!((calendar.is_stated(), calendar.last_day()), (true, Some(date(2026, 5, 22))));
}

#[test]
fn on_an_inset_day_and_on_polling_day_nobody_is_expected() {
    let polling = date(2026, 11, 26);
    let plan = Plan { inset: [date(2026, 11, 2)].into(), closures: vec![closure(polling, polling, None, &[])], ..terms() };
    let calendar = planned(&plan);
    assert_eq!(expected(&calendar, date(2026, 11, 2)), NOBODY);
    assert_eq!(expected(&calendar, polling), NOBODY);
    assert_eq!(calendar.next_school_day(date(2026, 11, 25)), Some(date(2026, 11, 27)));
    assert_eq!(calendar.next_school_day(date(2026, 10, 23)), Some(date(2026, 11, 3)));
}

#[test]
fn a_closure_may_be_of_half_a_day_or_of_a_year_and_leaves_a_school_day() {
    let (half, part, both) = (date(2026, 12, 18), date(2026, 11, 10), date(2026, 11, 11));
    let closures = vec![
        closure(half, half, Some(Session::Pm), &[]),
        closure(part, part, None, &["7"]),
        closure(both, both, Some(Session::Am), &[]),
        closure(both, both, Some(Session::Pm), &["8"]),
    ];
    let calendar = planned(&Plan { closures, ..terms() });
    assert_eq!(expected(&calendar, half), [[true, false], [true, false]]);
    assert_eq!(expected(&calendar, part), [[false; 2], [true; 2]]);
    assert_eq!(expected(&calendar, both), [[false, true], [false, false]]);
    assert!([half, part, both].into_iter().all(|day| calendar.is_school_day(day)));
    // Of a pupil whose year nobody knows, only what is for everybody is known.
    assert!(calendar.is_in_session(part, Session::Am, "") && !calendar.is_in_session(half, Session::Pm, ""));
    let two_halves = Session::BOTH.map(|session| closure(part, part, Some(session), &[])).to_vec();
    assert!(!planned(&Plan { closures: two_halves, ..terms() }).is_school_day(part), "both halves are closed");
}

#[test]
fn a_year_that_starts_later_is_not_expected_before_and_in_no_other_term() {
    let calendar = planned(&Plan { staggered: vec![staggered("8", date(2026, 9, 4))], ..terms() });
    assert_eq!(expected(&calendar, date(2026, 9, 2)), [[true; 2], [false; 2]]);
    assert_eq!(expected(&calendar, date(2026, 9, 3)), [[true; 2], [false; 2]]);
    assert_eq!(expected(&calendar, date(2026, 9, 4)), EVERYBODY);
    assert_eq!(expected(&calendar, date(2026, 11, 2)), EVERYBODY);
    assert!(calendar.is_school_day(date(2026, 9, 2)), "the others are in school");
    let after_half_term = planned(&Plan { staggered: vec![staggered("8", date(2026, 11, 4))], ..terms() });
    assert_eq!(expected(&after_half_term, date(2026, 9, 2)), EVERYBODY);
    assert_eq!(expected(&after_half_term, date(2026, 11, 3)), [[true; 2], [false; 2]]);
    let reception = planned(&Plan { staggered: vec![staggered("r", date(2026, 9, 9))], ..terms() });
    assert!(!reception.is_in_session(date(2026, 9, 8), Session::Am, "R"));
}

#[test]
fn school_days_are_counted_over_half_term_christmas_and_the_day_the_clocks_change() {
    let calendar = planned(&terms());
    assert_eq!(calendar.school_days_after(date(2026, 10, 22), 5), Some(date(2026, 11, 5)));
    assert_eq!(calendar.school_days_after(date(2026, 12, 17), 2), Some(date(2027, 1, 4)));
    assert_eq!(calendar.school_days_after(date(2026, 12, 24), 0), Some(date(2026, 12, 24)));
    assert_eq!(calendar.school_days_between(date(2026, 10, 19), date(2026, 11, 6)), 10);
    assert_eq!(calendar.school_days_between(date(2026, 11, 6), date(2026, 11, 5)), 0);
    assert_eq!(calendar.previous_school_day(date(2027, 1, 4)), Some(date(2026, 12, 18)));
    let usual = Calendar::usual();
    // 29 March and 25 October 2026 have 23 and 25 hours, and are one day each.
    assert_eq!(usual.school_days_after(date(2026, 3, 27), 1), Some(date(2026, 3, 30)));
    assert_eq!(usual.school_days_between(date(2026, 10, 23), date(2026, 10, 26)), 2);
}

#[test]
fn a_calendar_that_has_run_out_says_so() {
    let calendar = planned(&terms());
    assert_eq!(calendar.next_school_day(date(2027, 3, 25)), None);
    assert_eq!(calendar.school_days_after(date(2027, 3, 24), 2), None);
    assert_eq!(calendar.previous_school_day(date(2026, 9, 2)), None);
    assert_eq!(Calendar::usual().next_school_day(Date::MAX), None);
    assert_eq!(Calendar::usual().previous_school_day(Date::MIN), None);
}

#[test]
fn ten_school_weeks_reach_over_holidays_and_a_week_with_half_a_day_is_one() {
    let calendar = planned(&terms());
    for (day, weeks, begins) in [
        (date(2026, 11, 25), 1, date(2026, 11, 23)),
        (date(2026, 11, 29), 1, date(2026, 11, 23)),
        (date(2026, 11, 4), 2, date(2026, 10, 19)),
        // In half-term the week itself does not count.
        (date(2026, 10, 28), 1, date(2026, 10, 19)),
        // Over Christmas and half-term: two weeks of January, seven of November and December, one of October.
        (date(2027, 1, 13), 10, date(2026, 10, 19)),
        (date(2026, 11, 25), 0, date(2026, 11, 30)),
        // The school's first week is the first there is.
        (date(2026, 9, 16), 10, date(2026, 8, 31)),
        (date(2026, 8, 20), 10, date(2026, 8, 24)),
    ] {
        assert_eq!(calendar.school_weeks_back(day, weeks), begins, "{weeks} weeks until {day}");
    }
    let whole_week = vec![closure(date(2026, 11, 16), date(2026, 11, 20), None, &[])];
    let but_one_morning = vec![
        closure(date(2026, 11, 16), date(2026, 11, 19), None, &[]),
        closure(date(2026, 11, 20), date(2026, 11, 20), Some(Session::Pm), &[]),
    ];
    for (closures, begins) in [(whole_week, date(2026, 11, 9)), (but_one_morning, date(2026, 11, 16))] {
        let calendar = planned(&Plan { closures, ..terms() });
        assert_eq!(calendar.school_weeks_back(date(2026, 11, 25), 2), begins);
    }
}

#[test]
fn a_plan_is_refused_with_what_is_wrong_and_what_to_do() {
    let day = date(2026, 11, 26);
    let early = term(date(2026, 12, 18), date(2026, 9, 2));
    let long = term(date(2026, 9, 2), date(2027, 12, 18));
    let within = term(date(2026, 11, 9), date(2027, 1, 29));
    let same_day = term(date(2027, 3, 25), date(2027, 4, 1));
    let weekend = term(date(2027, 4, 10), date(2027, 4, 11));
    let with = |extra: Term| Plan { terms: terms().terms.into_iter().chain([extra]).collect(), ..Plan::default() };
    let shut = |first, last| Plan { closures: vec![closure(first, last, None, &[])], ..terms() };
    let half_term = (date(2026, 10, 26), date(2026, 10, 30));
    let sunday = staggered("7", date(2026, 9, 6));
    let summer = staggered("7", date(2026, 8, 20));
    let twice = staggered("R", date(2026, 9, 8));
    for (plan, faults) in [
        (Plan::default(), vec![CalendarFault::NoTerm]),
        (with(early), vec![CalendarFault::TermEndsBeforeItBegins(early)]),
        (with(long), vec![CalendarFault::TermTooLong(long)]),
        (
            with(within),
            vec![
                CalendarFault::TermsOverlap(term(date(2026, 11, 2), date(2026, 12, 18)), within),
                CalendarFault::TermsOverlap(within, term(date(2027, 1, 4), date(2027, 2, 12))),
            ],
        ),
        (with(same_day), vec![CalendarFault::TermsOverlap(term(date(2027, 2, 22), date(2027, 3, 25)), same_day)]),
        (with(weekend), vec![CalendarFault::TermWithoutSchoolDay(weekend)]),
        (Plan { inset: [date(2026, 9, 1)].into(), ..terms() }, vec![CalendarFault::InsetOutsideTerms(date(2026, 9, 1))]),
        (Plan { inset: [date(2026, 9, 5)].into(), ..terms() }, vec![CalendarFault::InsetOnNoSchoolDay(date(2026, 9, 5))]),
        (shut(day, date(2026, 11, 25)), vec![CalendarFault::ClosureEndsBeforeItBegins { first: day, last: date(2026, 11, 25) }]),
        (shut(half_term.0, half_term.1), vec![CalendarFault::ClosesNothing { first: half_term.0, last: half_term.1 }]),
        (
            Plan { closures: vec![closure(day, day, None, &["7", "Year 8"])], ..terms() },
            vec![CalendarFault::NotAYear("Year 8".to_owned())],
        ),
        (Plan { staggered: vec![sunday.clone()], ..terms() }, vec![CalendarFault::StaggeredOnNoSchoolDay(sunday)]),
        (Plan { staggered: vec![summer.clone()], ..terms() }, vec![CalendarFault::StaggeredOutsideTerms(summer)]),
        (
            Plan { staggered: vec![staggered("r", date(2026, 9, 4)), twice.clone()], ..terms() },
            vec![CalendarFault::StaggeredTwice(twice)],
        ),
    ] {
        assert_eq!(Calendar::from_plan(&plan), Err(faults));
    }
    let wrong = Plan { inset: [date(2026, 9, 1), date(2026, 9, 5)].into(), ..shut(half_term.0, half_term.1) };
    assert_eq!(Calendar::from_plan(&wrong).unwrap_err().len(), 3, "all of it at once");
}

#[test]
fn what_is_wrong_is_said_in_a_sentence_with_the_day_of_the_week() {
    let fault = CalendarFault::InsetOnNoSchoolDay(date(2026, 9, 5));
    assert_eq!(
        fault.to_string(),
        "The INSET day on Saturday 5 September 2026 is on a weekend or a bank holiday. Correct its date."
    );
    let overlap =
        CalendarFault::TermsOverlap(term(date(2026, 11, 2), date(2026, 12, 18)), term(date(2026, 12, 14), date(2027, 1, 29)));
    assert_eq!(
        overlap.to_string(),
        "The term from Monday 14 December 2026 begins before the one until Friday 18 December 2026 has ended. Correct a date."
    );
}

#[test]
fn a_year_is_refused_where_no_roll_would_have_it() {
    let polling = date(2026, 11, 26);
    for (year, good) in [
        ("7", true),
        ("11", true),
        ("R", true),
        ("N1", true),
        ("Sixth Form", true),
        ("", false),
        (" 7", false),
        ("07", false),
        ("Y7", false),
        ("year 7", false),
        ("Yr7", false),
        ("Reception", false),
    ] {
        let closed = Plan { closures: vec![closure(polling, polling, None, &[year])], ..terms() };
        let late = Plan { staggered: vec![staggered(year, date(2026, 9, 4))], ..terms() };
        for plan in [closed, late] {
            assert_eq!(Calendar::from_plan(&plan).is_ok(), good, "{year:?}");
        }
    }
}

#[test]
fn terms_may_be_given_in_any_order_and_touch() {
    let halves = vec![term(date(2026, 11, 2), date(2026, 12, 18)), term(date(2026, 9, 2), date(2026, 11, 1))];
    let calendar = planned(&Plan { terms: halves, ..Plan::default() });
    assert_eq!(calendar.school_days_between(date(2026, 10, 30), date(2026, 11, 2)), 2);
}

/// Calendars of all three kinds round the year 2026.
pub(crate) fn calendars() -> impl Strategy<Value = Calendar> {
    let files = prop::collection::btree_map((0i64..500).prop_map(|days| date(2025, 12, 1) + days.days()), any::<bool>(), 1..60)
        .prop_map(|days| Calendar::from_days(&days));
    prop_oneof![Just(Calendar::usual()), files, plans()]
}

fn plans() -> impl Strategy<Value = Calendar> {
    let terms = prop::collection::vec((0i64..60, 4i64..110), 1..8).prop_map(|gaps| {
        let mut first = date(2025, 10, 1);
        let mut terms = Vec::new();
        for (gap, long) in gaps {
            first += gap.days();
            terms.push(term(first, first + long.days()));
            first += (long + 1).days();
        }
        terms
    });
    let offsets = || prop::collection::vec(0i64..500, 0..8);
    (terms, offsets(), offsets(), prop::sample::select(vec![None, Some(Session::Am), Some(Session::Pm)]), 0i64..8)
        .prop_filter_map("a school that is closed for a whole term", |(terms, inset, closed, session, long)| {
            let plan = Plan { terms, ..Plan::default() };
            let base = Calendar::from_plan(&plan).ok()?;
            let school_days = |offsets: Vec<i64>| {
                offsets.into_iter().map(|days| date(2025, 10, 1) + days.days()).filter(|day| base.is_school_day(*day))
            };
            let inset: BTreeSet<Date> = school_days(inset).collect();
            let closures = school_days(closed).filter(|day| !inset.contains(day));
            let closures = closures
                .enumerate()
                .map(|(number, first)| closure(first, first + long.days(), session, if number % 3 == 0 { &["7"] } else { &[] }));
            Calendar::from_plan(&Plan { closures: closures.collect(), inset: inset.clone(), ..plan }).ok()
        })
}

/// Days round the year 2026, with both Sundays when the clocks change.
pub(crate) fn days() -> impl Strategy<Value = Date> {
    prop_oneof![
        4 => (0i64..420).prop_map(|days| date(2025, 12, 1) + days.days()),
        1 => prop::sample::select(vec![date(2026, 3, 29), date(2026, 10, 25)]),
    ]
}

proptest! {
    #[test]
    fn the_next_school_day_is_one_with_none_between_and_leads_back(calendar in calendars(), day in days()) {
        if let Some(next) = calendar.next_school_day(day) {
            prop_assert!(next > day && calendar.is_school_day(next));
            prop_assert_eq!(calendar.school_days_between(day, next), 1 + u32::from(calendar.is_school_day(day)));
            if calendar.is_school_day(day) {
                prop_assert_eq!(calendar.previous_school_day(next), Some(day));
            } else {
                prop_assert_eq!(calendar.previous_school_day(next), calendar.previous_school_day(day));
            }
        }
        if let Some(before) = calendar.previous_school_day(day) {
            prop_assert!(before < day && calendar.is_school_day(before));
            let again = calendar.next_school_day(before);
            prop_assert_eq!(again, if calendar.is_school_day(day) { Some(day) } else { calendar.next_school_day(day) });
        }
    }

    #[test]
    fn counting_days_one_by_one_is_counting_them_at_once(
        calendar in calendars(), day in days(), count in 0u32..60, long in 0i64..200,
    ) {
        let last = day + long.days();
        let mut one_by_one = u32::from(calendar.is_school_day(day));
        let mut at = day;
        while let Some(next) = calendar.next_school_day(at).filter(|next| *next <= last) {
            one_by_one += 1;
            at = next;
        }
        prop_assert_eq!(calendar.school_days_between(day, last), one_by_one);
        if let Some(end) = calendar.school_days_after(day, count) {
            prop_assert_eq!(calendar.school_days_between(day + 1.day(), end), count);
        }
    }

    #[test]
    fn a_window_of_school_weeks_begins_on_a_monday_has_so_many_and_never_goes_back_as_days_go_on(
        calendar in calendars(), day in days(), later in 0i64..60, weeks in 0u32..14,
    ) {
        let begins = calendar.school_weeks_back(day, weeks);
        prop_assert_eq!(begins.weekday(), Weekday::Monday);
        prop_assert!(begins <= calendar.school_weeks_back(day + later.days(), weeks));
        prop_assert!(calendar.school_weeks_back(day, weeks + 1) <= begins);
        let mondays = std::iter::successors(Some(begins), |monday| Some(*monday + 7.days())).take_while(|monday| *monday <= day);
        let held = mondays.filter(|monday| calendar.school_days_between(*monday, *monday + 6.days()) > 0).count();
        let reaches = calendar.previous_school_day(begins).is_some();
        prop_assert!(held == weeks as usize || (held < weeks as usize && !reaches), "{} of {} weeks", held, weeks);
    }

    #[test]
    fn a_year_is_in_school_only_on_a_school_day_and_on_a_school_day_somebody_may_be(calendar in calendars(), day in days()) {
        let expected = |year| Session::BOTH.into_iter().any(|session| calendar.is_in_session(day, session, year));
        prop_assert!(calendar.is_school_day(day) || !expected("7"));
        prop_assert_eq!(calendar.is_school_day(day), expected("8"), "no plan here closes anything for year 8 alone");
    }
}

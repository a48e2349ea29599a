use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

const IN_2023: Date = date(2023, 11, 23);
const TODAY: Date = date(2026, 11, 23);

fn known(cell: Cell) -> Option<Code> {
    match cell {
        Cell::Known(code) => Some(code),
        Cell::NotTaken | Cell::Unknown => None,
    }
}

fn on(day: Date, cell: &str) -> Option<&'static str> {
    known(read_cell_on(cell, day)).map(Code::as_str)
}

fn codes_on(day: Date) -> Vec<Code> {
    Table::of(Nation::England, day).unwrap().codes().collect()
}

/// Code, by law, counted as, where the child is, and what else: `asks`, `asks?` (where the school says so), `propose`, `unsaid`,
/// `fine`.
const FROM_2024: &str = r"
/  P   P   here
\  P   P   here
L  P   P   late
K  AEA AEA elsewhere
V  AEA AEA elsewhere
P  AEA AEA elsewhere
W  AEA AEA elsewhere
B  AEA AEA elsewhere
D  NP  -   not-required
C1 AA  AA  absent
M  AA  AA  absent       propose
J1 AA  AA  absent
S  AA  AA  absent
X  NP  -   not-required
C2 AA  AA  absent
C  AA  AA  absent
T  AA  AA  absent
R  AA  AA  absent       propose
I  AA  AA  absent       propose
E  AA  AA  absent
Q  NP  -   absent
Y1 NP  -   absent
Y2 NP  -   absent
Y3 NP  -   not-required
Y4 NP  -   not-required
Y5 NP  -   absent       unsaid
Y6 NP  -   absent
Y7 NP  -   absent
G  UA  UA  absent       propose fine
N  UA  UA  absent       asks fine
O  UA  UA  absent       asks? fine
U  UA  UA  late         fine
Z  ADM -   not-required
#  ADM -   not-required";

const BEFORE_2024: &str = r"
/  P   P   here
\  P   P   here
L  P   P   late
V  AEA AEA elsewhere
P  AEA AEA elsewhere
W  AEA AEA elsewhere
B  AEA AEA elsewhere
M  AA  AA  absent       propose
S  AA  AA  absent
X  NP  -   not-required
C  AA  AA  absent
T  AA  AA  absent
R  AA  AA  absent       propose
I  AA  AA  absent       propose
E  AA  AA  absent
G  UA  UA  absent       propose fine
N  UA  UA  absent       asks fine
O  UA  UA  absent       asks? fine
U  UA  UA  late         fine
Z  ADM -   not-required
#  ADM -   not-required
D  AEA AEA not-required
H  AA  AA  absent
J  AEA AEA absent
Y  NP  -   absent       unsaid";

fn written_out(code: Code) -> String {
    let legal = match code.legal() {
        Legal::Present => "P",
        Legal::ApprovedActivity => "AEA",
        Legal::AuthorisedAbsence => "AA",
        Legal::UnauthorisedAbsence => "UA",
        Legal::NotPossible => "NP",
        Legal::Administrative => "ADM",
    };
    let statistical = match code.statistical() {
        Statistical::Present => "P",
        Statistical::ApprovedActivity => "AEA",
        Statistical::Authorised => "AA",
        Statistical::Unauthorised => "UA",
        Statistical::NotCounted => "-",
    };
    let physical = match code.physical() {
        Physical::Here => "here",
        Physical::Late => "late",
        Physical::Elsewhere => "elsewhere",
        Physical::Absent => "absent",
        Physical::NotRequired => "not-required",
    };
    let asks = match (code.asks(false), code.asks(true)) {
        (true, true) => "asks",
        (false, true) => "asks?",
        (false, false) => "",
        (true, false) => "asks only where the school does not want it",
    };
    let said = |is: bool, word| if is { word } else { "" };
    let rest = [
        asks,
        said(code.a_parent_may_propose(), "propose"),
        said(!code.may_be_said(), "unsaid"),
        said(code.counts_towards_a_penalty_notice(), "fine"),
    ];
    let rest: Vec<_> = rest.into_iter().filter(|word| !word.is_empty()).collect();
    format!("{:<2} {legal:<3} {statistical:<3} {physical:<12} {}", code.as_str(), rest.join(" ")).trim_end().to_owned()
}

#[test]
fn each_code_means_what_the_law_and_the_statistics_say() {
    for (day, table) in
        [(TODAY, FROM_2024), (date(2024, 8, 19), FROM_2024), (date(2024, 8, 18), BEFORE_2024), (IN_2023, BEFORE_2024)]
    {
        let written: Vec<_> = codes_on(day).into_iter().map(written_out).collect();
        assert_eq!(written, table.trim().lines().collect::<Vec<_>>(), "{day}");
    }
}

#[test]
fn the_office_counts_a_child_in_who_is_here_or_where_the_school_sent_it() {
    let seen: Vec<_> = codes_on(TODAY).into_iter().filter(|code| code.accounts_for_the_child()).map(Code::as_str).collect();
    assert_eq!(seen, ["/", "\\", "L", "K", "V", "P", "W", "B", "U"]);
    // At an interview nobody of the school was with the child.
    assert!(!known(read_cell("J")).unwrap().accounts_for_the_child());
}

#[test]
fn a_code_has_one_meaning_a_day() {
    for row in &england::ROWS {
        let alike = england::ROWS.iter().filter(|other| other.code == row.code && !std::ptr::eq(*other, row));
        for other in alike {
            let apart = row.until.zip(other.from).is_some_and(|(until, from)| until <= from)
                || other.until.zip(row.from).is_some_and(|(until, from)| until <= from);
            assert!(apart, "{} has two meanings on one day", row.code);
        }
    }
}

#[test]
fn a_sub_code_belongs_to_the_longest_statutory_code() {
    for (cell, parent) in [
        ("I01", "I"),
        ("I_F", "I"),
        ("X01", "X"),
        ("C1", "C1"),
        ("C2", "C2"),
        ("C1_A", "C1"),
        ("C3", "C"),
        ("Y7_A", "Y7"),
        ("n", "N"),
        ("n_a", "N"),
        (" \\ ", "\\"),
    ] {
        assert_eq!(on(TODAY, cell), Some(parent), "{cell}");
        assert!(matches!(read_cell(cell), Cell::Known(code) if code.as_str() == parent), "{cell}");
    }
}

#[test]
fn a_mark_is_read_by_the_codes_of_its_day() {
    for (cell, then, now) in [
        ("H", Some("H"), Some("H")),
        ("Y", Some("Y"), Some("Y")),
        ("C1", Some("C"), Some("C1")),
        ("J1", Some("J"), Some("J1")),
        ("Y5", Some("Y"), Some("Y5")),
        ("K", Some("K"), Some("K")),
        // Without a code in force that it could belong to, a sub-code is a school's own mark.
        ("H01", Some("H"), None),
        ("Y_A", Some("Y"), None),
        ("K1", None, Some("K")),
        ("F", Some("F"), Some("F")),
        ("F2", None, None),
    ] {
        assert_eq!((on(IN_2023, cell), on(TODAY, cell)), (then, now), "{cell}");
    }
    assert_eq!(on(date(2013, 7, 1), "F2"), Some("F"));
}

#[test]
fn a_code_of_another_time_is_known_and_calls_nobody() {
    for cell in ["H", "J", "Y", "F"] {
        let code = known(read_cell_on(cell, TODAY)).unwrap();
        assert!(!code.is_in_force(TODAY) && !code.asks(true) && !code.a_parent_may_propose(), "{cell}");
    }
    for cell in ["K", "C1", "Y5"] {
        assert!(!known(read_cell(cell)).unwrap().is_in_force(IN_2023), "{cell}");
    }
    // It means something else since, and was written then too.
    assert!(known(read_cell("D")).unwrap().is_in_force(IN_2023));
}

#[test]
fn marks_for_covid_are_read_on_the_days_that_had_them() {
    let then = date(2020, 9, 23);
    for (cell, code) in [("7", "I"), ("8", "Y"), ("9", "Y"), ("=", "I"), ("[", "Y"), ("]", "Y")] {
        assert_eq!((on(then, cell), on(IN_2023, cell), on(TODAY, cell)), (Some(code), None, None), "{cell}");
    }
}

#[test]
fn only_england_has_a_table_and_says_so() {
    let with: Vec<_> = Nation::ALL.into_iter().filter(|nation| Table::of(*nation, TODAY).is_some()).collect();
    assert_eq!(with, [Nation::England]);
}

#[test]
fn what_no_table_knows_is_unknown_and_never_a_call() {
    for cell in ["?", "$", "!", "NOT", "Present", "//", "7", "ZZ", "N-", "N1/2", "N123456", "ı", "N_é"] {
        assert_eq!(read_cell(cell), Cell::Unknown, "{cell}");
    }
}

#[test]
fn an_untaken_register_is_no_absence() {
    for cell in ["", "  ", "-"] {
        assert_eq!(read_cell(cell), Cell::NotTaken);
    }
}

#[test]
fn a_code_does_not_print_itself() {
    assert_eq!(format!("{:?}", read_cell("I")), "Known(Code(…))");
}

#[test]
fn sessions_that_nobody_could_attend_are_no_part_of_a_rate() {
    let tally: Tally = codes_on(TODAY).into_iter().collect();
    assert_eq!(tally, Tally { present: 3, approved_activity: 5, authorised: 10, unauthorised: 4 });
    assert_eq!((tally.attended(), tally.absent(), tally.possible()), (8, 14, 22));
    let dual = |day| known(read_cell_on("D", day)).into_iter().collect::<Tally>().attended();
    assert_eq!((dual(IN_2023), dual(TODAY)), (1, 0));
}

fn cells() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), " ?[A-Za-z/\\\\#0-9]_?[A-Z0-9_-]{0,4}", "[NOno][0-9_]?[A-Z0-9é]{0,5} ?"]
}

fn days() -> impl Strategy<Value = Date> {
    (2010i16..2040, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    #[test]
    fn whatever_stands_in_a_cell_only_n_asks_and_o_where_the_school_says_so(cell in cells(), day in days()) {
        let begins = |with: char| {
            let mut letters = cell.trim().chars();
            let first = letters.next().is_some_and(|first| first.eq_ignore_ascii_case(&with));
            first && letters.next().is_none_or(|next| next == '_' || next.is_ascii_digit())
        };
        for code in [read_cell_on(&cell, day), read_cell(&cell)].into_iter().filter_map(known) {
            prop_assert!(!code.asks_for_a_call() || begins('N'), "{}", cell);
            prop_assert!(!code.asks(true) || begins('N') || begins('O'), "{}", cell);
        }
    }

    #[test]
    fn what_is_in_force_is_read_as_it_is_written_and_by_that_days_meaning(day in days()) {
        for code in codes_on(day) {
            prop_assert_eq!(read_cell_on(code.as_str(), day), Cell::Known(code));
            prop_assert_eq!(known(read_cell_on(code.as_str(), day)).map(written_out), Some(written_out(code)));
            prop_assert!(code.is_in_force(day));
        }
    }

    #[test]
    fn a_tally_has_each_possible_session_once(marks in prop::collection::vec(cells(), 0..40), day in days()) {
        let codes: Vec<Code> = marks.iter().filter_map(|cell| known(read_cell_on(cell, day))).collect();
        let counted = codes.iter().filter(|code| code.statistical() != Statistical::NotCounted).count();
        let tally: Tally = codes.iter().copied().collect();
        prop_assert_eq!(usize::try_from(tally.possible()).unwrap(), counted);
        prop_assert_eq!(tally.possible(), tally.attended() + tally.absent());
    }
}

#[test]
fn an_office_gives_a_reason_and_neither_a_presence_nor_that_nobody_knows() {
    let day = jiff::civil::date(2026, 11, 23);
    let given: Vec<&str> = Table::of(Nation::England, day)
        .unwrap()
        .codes()
        .filter(|code| !code.may_be_given_for_an_absence())
        .map(Code::as_str)
        .collect();
    assert_eq!(given, ["/", "\\", "L", "N", "U", "Z", "#"]);
}

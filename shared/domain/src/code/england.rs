//! England's codes.
//!
//! From 19 August 2024: School Attendance (Pupil Registration) (England) Regulations 2024 (SI 2024/208), regulation 10, and the
//! statutory guidance "Working together to improve school attendance". What a code counts as follows the names that the
//! Department for Education gives its own variables (`reason_j1_authorised_interview`); before that day, too (`reason_j_aea_interview`,
//! `reason_d_aea_dual_registration`, `reason_y_not_attending_enforced_closure`). Which codes ended and which came on that day:
//! schoolbusinessservices.co.uk, "mis-attendance-codes-2024". Penalty notices: Manchester's code of conduct, 4.2.
//!
//! General knowledge, not sourced: where the child is (no source says it for each code), what each code was by law before that day, that
//! the one `Y` of then told of custody too, and that the codes without a first day are older than any register that is kept (six
//! years).

use jiff::civil::{Date, date};

use super::{Asks, Legal, Local, Nation, Physical, Row, Statistical};

/// The day of the regulations of 2024.
pub(super) const REGULATIONS_2024: Date = date(2024, 8, 19);

/// What a code is by law, what it counts as, and where the child is.
type Axes = (Legal, Statistical, Physical);

const HERE: Axes = (Legal::Present, Statistical::Present, Physical::Here);
const LATE: Axes = (Legal::Present, Statistical::Present, Physical::Late);
const ACTIVITY: Axes = (Legal::ApprovedActivity, Statistical::ApprovedActivity, Physical::Elsewhere);
const AUTHORISED: Axes = (Legal::AuthorisedAbsence, Statistical::Authorised, Physical::Absent);
const UNAUTHORISED: Axes = (Legal::UnauthorisedAbsence, Statistical::Unauthorised, Physical::Absent);
const UNABLE: Axes = (Legal::NotPossible, Statistical::NotCounted, Physical::Absent);
const NOT_REQUIRED: Axes = (Legal::NotPossible, Statistical::NotCounted, Physical::NotRequired);
const OFFICE: Axes = (Legal::Administrative, Statistical::NotCounted, Physical::NotRequired);

const fn row(code: &'static str, description: &'static str, (legal, statistical, physical): Axes) -> Row {
    Row {
        nation: Nation::England,
        code,
        description,
        legal,
        statistical,
        physical,
        asks: Asks::Never,
        a_parent_may_propose: false,
        may_be_said: true,
        counts_towards_a_penalty_notice: false,
        from: None,
        until: None,
    }
}

impl Row {
    const fn asks(self, asks: Asks) -> Self {
        Self { asks, ..self }
    }

    const fn may_be_proposed(self) -> Self {
        Self { a_parent_may_propose: true, ..self }
    }

    const fn never_said(self) -> Self {
        Self { may_be_said: false, ..self }
    }

    const fn may_be_fined(self) -> Self {
        Self { counts_towards_a_penalty_notice: true, ..self }
    }

    const fn came(self) -> Self {
        Self { from: Some(REGULATIONS_2024), ..self }
    }

    const fn ended(self) -> Self {
        Self { until: Some(REGULATIONS_2024), ..self }
    }
}

/// All codes. The next change of the law ends rows with an `until` and adds rows with a `from`; none is taken out or changed in place.
pub(super) static ROWS: [Row; 39] = [
    row("/", "present in the morning", HERE),
    row("\\", "present in the afternoon", HERE),
    row("L", "late, before the register closed", LATE),
    row("K", "education arranged by the local authority", ACTIVITY).came(),
    row("V", "educational visit or trip", ACTIVITY),
    row("P", "approved sporting activity", ACTIVITY),
    row("W", "work experience", ACTIVITY),
    row("B", "other approved educational activity", ACTIVITY),
    // The other school has the child or calls; this one has not seen anybody, so the code does not account for the child.
    row("D", "registered at another school too", NOT_REQUIRED).came(),
    row("C1", "leave for a regulated performance or employment abroad", AUTHORISED).came(),
    row("M", "medical or dental appointment", AUTHORISED).may_be_proposed(),
    row("J1", "interview for employment or admission", AUTHORISED).came(),
    row("S", "study leave for a public examination", AUTHORISED),
    row("X", "not of compulsory school age, not required to attend", NOT_REQUIRED),
    row("C2", "leave on a part-time timetable", AUTHORISED).came(),
    row("C", "leave in exceptional circumstances", AUTHORISED),
    row("T", "parent travelling for occupational purposes", AUTHORISED),
    row("R", "religious observance", AUTHORISED).may_be_proposed(),
    row("I", "illness", AUTHORISED).may_be_proposed(),
    row("E", "suspended or permanently excluded", AUTHORISED),
    row("Q", "unable to attend: no access arrangements", UNABLE).came(),
    row("Y1", "unable to attend: transport not available", UNABLE).came(),
    row("Y2", "unable to attend: widespread disruption to travel", UNABLE).came(),
    row("Y3", "unable to attend: part of the premises closed", NOT_REQUIRED).came(),
    row("Y4", "unable to attend: the whole site unexpectedly closed", NOT_REQUIRED).came(),
    // Detention: not even staff who see the day's list read it here.
    row("Y5", "unable to attend", UNABLE).never_said().came(),
    row("Y6", "unable to attend: public health guidance or law", UNABLE).came(),
    row("Y7", "unable to attend: another unavoidable cause", UNABLE).came(),
    row("G", "holiday not granted by the school", UNAUTHORISED).may_be_proposed().may_be_fined(),
    row("N", "reason not yet established", UNAUTHORISED).asks(Asks::Always).may_be_fined(),
    row("O", "absent in other or unknown circumstances", UNAUTHORISED).asks(Asks::WhereTheSchoolSaysSo).may_be_fined(),
    row("U", "arrived after the register closed", (Legal::UnauthorisedAbsence, Statistical::Unauthorised, Physical::Late))
        .may_be_fined(),
    row("Z", "not on the admission register", OFFICE),
    row("#", "planned whole-school closure", OFFICE),
    row(
        "D",
        "registered at another school too (before August 2024)",
        (Legal::ApprovedActivity, Statistical::ApprovedActivity, Physical::NotRequired),
    )
    .ended(),
    row("H", "authorised holiday (before August 2024)", AUTHORISED).ended(),
    // It counted as attending, though nobody of the school was with the child.
    row("J", "interview (before August 2024)", (Legal::ApprovedActivity, Statistical::ApprovedActivity, Physical::Absent))
        .ended(),
    row("Y", "unable to attend (before August 2024)", UNABLE).never_said().ended(),
    // Since September 2013 `H` stands for it, and returns add it to `H`: centralbedfordshire.gov.uk, "School census".
    Row { until: Some(date(2013, 9, 1)), ..row("F", "authorised extended holiday (before September 2013)", AUTHORISED) },
];

/// SIMS's marks for Covid, in the second half of the summer term of 2020 and until a patch turned them into their codes.
///
/// Sources: sims-partners.com, "New Attendance Codes to support COVID-19 Reporting" (what each stood for); Somerset's news to
/// schools, November 2020 (from when, and the patch of 18 November). On any other day they are lessons' own marks.
pub(super) static LOCALS: [Local; 6] = [
    covid("7", "I"),
    covid("8", "Y"),
    covid("9", "Y"),
    // For schools that had used the digits for something else.
    covid("=", "I"),
    covid("[", "Y"),
    covid("]", "Y"),
];

const fn covid(written: &'static str, code: &'static str) -> Local {
    // The first day is general knowledge: the first after the half-term holiday.
    Local { written, code, from: date(2020, 6, 1), until: date(2020, 11, 19) }
}

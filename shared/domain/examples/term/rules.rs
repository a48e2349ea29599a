//! The rules that the engine keeps, each with the name by which it can be broken on purpose.

use std::fmt;

macro_rules! rules {
    ($($rule:ident $name:literal)*) => {
        /// A rule that the engine keeps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Rule { $($rule),* }

        impl Rule {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$rule),*];

            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$rule => $name),* }
            }
        }
    };
}

rules! {
    // What a mark means.
    UnknownCode "unknown-code-calls-nobody"
    OByOption "codes-o-by-option"
    SubCode "sub-code-is-its-code"
    // The calendar.
    NoDay "no-day-no-search"
    LaterYears "a-year-that-begins-later-waits"
    // Not before its time.
    NotBeforeItsTime "not-before-its-time"
    OldMarksWait "old-marks-wait"
    // Marks change.
    CorrectedMarkStops "corrected-mark-stops"
    ChangedOnTheWay "marks-changed-on-the-way-stop-the-text"
    SeenIsSaid "seen-is-said"
    NothingMoreIsSaid "nothing-more-is-said"
    OpensAgain "opens-again"
    StaffBeforeParents "staff-before-parents"
    WordsOfTheDay "words-of-the-day"
    // Not expected.
    ReportedIsNotAsked "reported-is-not-asked"
    ThreeDays "return-date-covers-three-days"
    FlaggedReport "flagged-report-wants-staff"
    OnTheWayStops "on-the-way-stops"
    OnTheWayEnds "on-the-way-ends"
    // Whom.
    RestrictedHearNothing "restricted-hear-nothing"
    NewRestriction "new-restriction-stops-the-text"
    CarersAlone "carers-alone"
    SharedNumber "shared-number-is-barred"
    CourtOrder "court-order-tells-the-lead"
    GrandparentsHearLess "grandparents-hear-less"
    WhoMayExplain "reason-from-who-may-give-it"
    FamilyHearsOnce "family-hears-once"
    ContactAndName "sibling-by-contact-and-name"
    WishesAreKept "wishes-are-kept"
    OnlyTheTold "only-the-told-are-mended"
    // The ladder.
    Once "once"
    ReasonEnds "reason-ends"
    WordsDoNotEnd "words-do-not-end"
    StaffHandle "staff-handle"
    FamilyIsHandled "a-persons-family-is-not-asked"
    NoBurstAfterAGap "no-burst-after-a-gap"
    EverySearchEnds "every-search-ends"
    NobodyIsForgotten "nobody-is-forgotten"
    // The window.
    Window "window"
    // The order.
    Order "order-loudest-first"
    // The interlock.
    HeldIsSilent "held-is-silent"
    ClassIsHeld "class-is-held"
    HistoryIsStricter "history-holds-sooner"
    SchoolNeedsTwo "school-needs-two"
    ReleasedSome "released-some"
    Discarded "discarded-is-silent"
    FlaggedFirst "flagged-first"
    HoldGoesUp "hold-goes-up"
    Cap "cap-holds-the-rest"
    // One press.
    CorrectedOnce "correction-to-those-told-once"
    // Staff.
    AlarmReachesStaff "alarm-reaches-staff"
    UntakenGoesUp "untaken-goes-up"
    TakenGoesNoHigher "taken-goes-no-higher"
    DutyReaches "duty-reaches-a-person"
    NoExtract "no-extract-is-told"
    Discrepancy "discrepancy-is-listed"
    ReasonClock "reason-clock"
    TenInTen "ten-in-ten"
    TenInARow "ten-days-in-a-row"
    DaysOfSickness "fifteen-days-of-sickness"
    Worker "worker-is-told"
    // Beside the old system.
    Shadow "shadow-says-nothing"
    ShadowCompared "shadow-is-compared"
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

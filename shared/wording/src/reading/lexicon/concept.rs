//! What a word of a lexicon stands for. The same in every language, so that the rules over them are written once.

macro_rules! concepts {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What a word or phrase stands for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Concept {
            $($(#[$doc])* $variant,)*
        }

        impl Concept {
            /// The concept that a lexicon calls so.
            pub(super) fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// All of them, with what lexicons call them.
            #[cfg(test)]
            pub(super) const ALL: &[(Self, &str)] = &[$((Self::$variant, $name),)*];
        }
    };
}

concepts! {
    // What tells the language and orders the sentence.
    /// Tells the language alone: "and", "my", "is".
    Common = "common",
    /// Denies: "not", "never", "no".
    Not = "not",
    /// Begins another clause: "but", "because".
    But = "but",
    /// Asks: "who", "what", "when".
    Question = "question",
    /// The child: "son", "daughter", "he".
    Child = "child",
    /// All the children: "both", "all of them", "they".
    All = "all",
    /// Somebody who is not the child, as whoever is ill: "I", "my mother".
    Others = "others",
    /// The same of another child: "too", "as well".
    Too = "too",

    // An alarm, or what makes one with others.
    /// An alarm whatever else is said: "check again", "I cannot reach him", "there is a mistake".
    Alarm = "alarm",
    /// Where? An alarm.
    Where = "where",
    /// Surprise, an alarm where no reason is given: "what?!", "impossible".
    Surprise = "surprise",
    /// Thought, sure: an alarm with school or a way there.
    Think = "think",
    /// School, class, teacher.
    School = "school",
    /// In school, at school.
    InSchool = "in_school",
    /// Went, left, set off, was dropped, sent, taken: an alarm unless it is somewhere else than to school.
    Went = "went",
    /// The way there: bus, car, walk, gate.
    Way = "way",
    /// Will come, will go, will be.
    Future = "future",
    /// Comes, attends (present, infinitive): denied, the child is known to be away.
    Come = "come",
    /// At home, with me.
    Home = "home",
    /// Known to be away, as a phrase: "won't be in", "stays at home", "day off".
    Absent = "absent",
    /// Sent home, picked up early.
    SentHome = "sent_home",

    // Reasons.
    /// Ill or hurt.
    Ill = "ill",
    /// Somebody else is ill, as a phrase: "I am ill".
    IllOther = "ill_other",
    /// Better, recovered.
    Better = "better",
    /// Doctor, dentist, appointment.
    Doctor = "doctor",
    /// Hospital: an appointment, illness beside illness.
    Hospital = "hospital",
    /// Holiday, abroad, flight, a country.
    Holiday = "holiday",
    /// A religious day.
    Religious = "religious",
    /// Late, overslept, on the way, traffic.
    Late = "late",
    /// Another clear reason: funeral, wedding, interview.
    Other = "other",

    // What else is said.
    /// Wrong number, no such child.
    WrongNumber = "wrong_number",
    /// No more texts.
    Stop = "stop",
    /// Asks for a language, or cannot read this one.
    Language = "language",
    /// Thanks, ok.
    Thanks = "thanks",
    /// Greets, excuses.
    Greeting = "greeting",
    /// Abuse, fear, threats, self-harm, police, a death.
    Distress = "distress",

    // Days.
    /// Until.
    Until = "until",
    /// Perhaps, of a day of return.
    Maybe = "maybe",
    /// The day named is missed too: "inclusive".
    Inclusive = "inclusive",
    /// Since, from.
    Since = "since",
    /// After so many days: "in 3 days".
    After = "after",
    /// Beside a number it makes a day of the month: "the 25th", "dia 25".
    Date = "date",
    /// Back, returns.
    Back = "back",
    /// Today, this morning.
    Today = "today",
    /// Yesterday, last week: what is said is over.
    Yesterday = "yesterday",
    /// Tomorrow.
    Tomorrow = "tomorrow",
    /// The day after tomorrow.
    AfterTomorrow = "after_tomorrow",
    /// Next, of a week or weekday.
    Next = "next",
    /// Next week as a phrase.
    NextWeek = "next_week",
    /// All week, the rest of the week.
    WholeWeek = "whole_week",
    /// Week, weeks.
    Week = "week",
    /// Day, days.
    Days = "days",
    /// Hour, hours, minutes, o'clock: the number before is no day and no answer.
    Hour = "hour",
    /// The weekdays.
    Monday = "monday",
    /// The next of them.
    Tuesday = "tuesday",
    /// The next of them.
    Wednesday = "wednesday",
    /// The next of them.
    Thursday = "thursday",
    /// The next of them.
    Friday = "friday",
    /// Saturday or Sunday, the weekend.
    Weekend = "weekend",
    /// Numbers as words.
    One = "one",
    /// The next of them.
    Two = "two",
    /// The next of them.
    Three = "three",
    /// The next of them.
    Four = "four",
    /// The next of them.
    Five = "five",
    /// The next of them.
    Six = "six",
    /// The next of them.
    Seven = "seven",
    /// The next of them.
    Eight = "eight",
    /// The next of them.
    Nine = "nine",
    /// The next of them.
    Ten = "ten",
    /// The months.
    January = "january",
    /// The next of them.
    February = "february",
    /// The next of them.
    March = "march",
    /// The next of them.
    April = "april",
    /// The next of them.
    May = "may",
    /// The next of them.
    June = "june",
    /// The next of them.
    July = "july",
    /// The next of them.
    August = "august",
    /// The next of them.
    September = "september",
    /// The next of them.
    October = "october",
    /// The next of them.
    November = "november",
    /// The next of them.
    December = "december",
}

impl Concept {
    /// Whether it names a day or days.
    pub(super) fn is_day(self) -> bool {
        use Concept::{Days, Friday, Monday, Thursday, Tuesday, Wednesday, Week, Weekend, WholeWeek};
        self.month().is_some()
            || matches!(self, Monday | Tuesday | Wednesday | Thursday | Friday | Weekend | WholeWeek | Week | Days)
    }

    /// 1 to 12, of a month's name.
    pub(super) fn month(self) -> Option<i8> {
        Some(match self {
            Self::January => 1,
            Self::February => 2,
            Self::March => 3,
            Self::April => 4,
            Self::May => 5,
            Self::June => 6,
            Self::July => 7,
            Self::August => 8,
            Self::September => 9,
            Self::October => 10,
            Self::November => 11,
            Self::December => 12,
            _ => return None,
        })
    }

    /// The value of a number's name.
    pub(super) fn number(self) -> Option<u32> {
        Some(match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
            Self::Four => 4,
            Self::Five => 5,
            Self::Six => 6,
            Self::Seven => 7,
            Self::Eight => 8,
            Self::Nine => 9,
            Self::Ten => 10,
            _ => return None,
        })
    }
}

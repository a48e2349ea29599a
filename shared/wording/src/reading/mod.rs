//! What a reply means, by rules.
//!
//! A reply is parted by child ([`children`]); each part is read as a numbered answer ([`digits`]), in English ([`english`]) and, where it is
//! written in another language, by that language's lexicon ([`lexicon`]). What was heard is put together here: an alarm is louder than
//! anything else in the same text, then come the reasons, then the rest.

mod children;
mod counting;
mod digits;
mod english;
mod lexicon;
mod lists;
mod meant;
mod names;
mod script;
mod tongue;
mod which;

use std::cmp::Ordering;
use std::ops::Range;

use jiff::civil::{Date, Time};

use self::children::Part;
use self::names::Name;
use self::tongue::{matched, tongue, words};
pub use self::which::{Meant, meant};
use crate::languages::Language;
use crate::numbered::NumberedAnswer;

/// What kind a reply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The writer thinks the child is in school, or does not know where the child is. Louder than anything else in the text.
    Alarm,
    /// The child is ill or hurt.
    Illness,
    /// The child is at a doctor's, dentist's, or hospital appointment.
    Appointment,
    /// A day of religious observance.
    Religious,
    /// The family is away.
    Holiday,
    /// The child will come late. It does not end a search: the child has not arrived.
    Late,
    /// Another clear reason: a funeral, an interview, a suspension.
    Other,
    /// A day of return without a reason.
    ReturnDate,
    /// The number is not this family's.
    WrongNumber,
    /// The writer wants no more texts.
    Stop,
    /// The writer asks something.
    Question,
    /// The writer asks for another language, or cannot read this one.
    Language,
    /// Thanks and no more.
    Thanks,
    /// Anything else, and all doubt.
    Unclear,
}

impl Kind {
    /// All of them, the loudest first.
    pub const ALL: [Self; 14] = [
        Self::Alarm,
        Self::Illness,
        Self::Appointment,
        Self::Religious,
        Self::Holiday,
        Self::Late,
        Self::Other,
        Self::ReturnDate,
        Self::WrongNumber,
        Self::Stop,
        Self::Question,
        Self::Language,
        Self::Thanks,
        Self::Unclear,
    ];

    /// Whether it says why the child is away, so that the search can end.
    pub const fn is_reason(self) -> bool {
        matches!(self, Self::Illness | Self::Appointment | Self::Holiday | Self::Religious | Self::Other)
    }

    /// The code that it proposes for the register. The school decides, and of a holiday the head does.
    ///
    /// ```
    /// use wording::Kind;
    /// assert_eq!(Kind::Appointment.proposes(), Some("M"));
    /// assert_eq!(Kind::Late.proposes(), None);
    /// ```
    pub const fn proposes(self) -> Option<&'static str> {
        match self {
            Self::Illness => Some("I"),
            Self::Appointment => Some("M"),
            Self::Religious => Some("R"),
            Self::Holiday => Some("G"),
            _ => None,
        }
    }

    /// The word for tables, pages and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Illness => "illness",
            Self::Appointment => "appointment",
            Self::Religious => "religious",
            Self::Holiday => "holiday",
            Self::Late => "late",
            Self::Other => "other",
            Self::ReturnDate => "return_date",
            Self::WrongNumber => "wrong_number",
            Self::Stop => "stop",
            Self::Question => "question",
            Self::Language => "language",
            Self::Thanks => "thanks",
            Self::Unclear => "unclear",
        }
    }
}

/// When a child who is late will be there, as the writer said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expected {
    /// At this time of the day on which it was written.
    At(Time),
    /// So many minutes after it was written, 1 to 240.
    In(u16),
}

/// Which of the children that were asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whom {
    /// All of them, as the writer said: "both", "they".
    All,
    /// The one at this place of the children that were asked about.
    One(usize),
    /// It is not said.
    NotSaid,
}

/// One thing that a reply says.
#[derive(Clone, PartialEq)]
pub struct Reading {
    /// The kind.
    pub kind: Kind,
    /// Of which child.
    pub whom: Whom,
    /// The words that led to it, as they were written; personal data, like the reply itself.
    pub words: Vec<String>,
    /// When the child will be there on the same day. `None` where it is not said, is in doubt, or the reply asks or is an alarm.
    pub expected: Option<Expected>,
    /// The first day on which the child will be in school again, after the day of writing and never on a weekend. `None` as above.
    pub back: Option<Date>,
    /// How sure it is, from 0 to 1; under [`Reading::SURE`] it is a doubt that staff settle.
    pub confidence: f32,
    /// The writer has not said it yet, and will: the "4" of the numbered answers.
    pub awaited: bool,
}

impl Reading {
    /// From here on a reading may end a search.
    pub const SURE: f32 = 0.5;

    /// Whether it leaves no doubt.
    pub fn is_sure(&self) -> bool {
        self.confidence >= Self::SURE
    }

    /// Whether it says why the child is away, without doubt, so that the search can end.
    pub fn is_reason(&self) -> bool {
        self.kind.is_reason() && self.is_sure() && !self.awaited
    }
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading").field("kind", &self.kind).field("whom", &self.whom).field("words", &self.words.len()).finish()
    }
}

/// What was understood of a reply.
#[derive(Clone, PartialEq)]
pub struct Understood {
    /// What it says, the loudest first; at least one.
    pub readings: Vec<Reading>,
    /// The words that hint at abuse, fear, threats, self-harm or a death; none where nothing does. Personal data.
    pub distress: Vec<String>,
    /// The language that the writer asks for, where the reply is about that and names one that we speak.
    pub asks_for: Option<Language>,
}

impl std::fmt::Debug for Understood {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Understood").field("readings", &self.readings).field("distress", &self.distress.len()).finish()
    }
}

impl Understood {
    /// What the reply says of the child at this place of so many: the loudest that is said of that child, or of all. A reason that names
    /// nobody is said of an only child alone; an alarm that names nobody is for all.
    ///
    /// ```
    /// use wording::{Kind, understand};
    /// let read = understand("Leo has a cold", jiff::civil::date(2026, 11, 23), &["Ava", "Leo"]);
    /// assert!(read.of_child(0, 2).is_none());
    /// assert_eq!(read.of_child(1, 2).map(|reading| reading.kind), Some(Kind::Illness));
    /// ```
    pub fn of_child(&self, place: usize, count: usize) -> Option<&Reading> {
        self.readings.iter().find(|reading| match reading.whom {
            Whom::All => true,
            Whom::One(other) => other == place,
            Whom::NotSaid => count == 1 || reading.kind == Kind::Alarm,
        })
    }

    /// The loudest reading.
    pub fn loudest(&self) -> Option<&Reading> {
        self.readings.first()
    }

    /// The kind of the loudest reading.
    pub fn kind(&self) -> Kind {
        self.loudest().map_or(Kind::Unclear, |reading| reading.kind)
    }
}

/// Something that one way of reading heard in a part of a reply.
#[derive(Clone, Debug)]
struct Heard {
    kind: Kind,
    /// Where the words stand that led to it.
    places: Vec<Range<usize>>,
    confidence: f32,
    /// The writer will say more: the "4" of the numbered answers.
    awaited: bool,
}

impl Heard {
    const fn new(kind: Kind, places: Vec<Range<usize>>, confidence: f32) -> Self {
        Self { kind, places, confidence, awaited: false }
    }
}

/// All that one way of reading heard in a part of a reply.
#[derive(Clone, Debug, Default)]
struct Weighed {
    /// The loudest first.
    heard: Vec<Heard>,
    distress: Vec<Range<usize>>,
    back: Option<Date>,
    expected: Option<Expected>,
    /// The writer knows that the child is not in school.
    away: bool,
    /// The child is better, or well.
    well: bool,
}

/// Reads a reply that was written on the day `today` about these children, by their first names. It never panics, and in doubt it is
/// [`Kind::Unclear`].
///
/// ```
/// use jiff::civil::date;
/// use wording::{Kind, Whom, understand};
/// let monday = date(2026, 11, 23);
/// let read = understand("Ava is poorly, back weds. Leo left at 8!", monday, &["Ava", "Leo"]);
/// assert_eq!((read.readings[0].kind, read.readings[0].whom), (Kind::Alarm, Whom::One(1)));
/// assert_eq!((read.readings[1].kind, read.readings[1].whom), (Kind::Illness, Whom::One(0)));
/// assert_eq!(read.readings[1].back, Some(date(2026, 11, 25)));
/// assert_eq!(understand("2", monday, &["Ava"]).kind(), Kind::Appointment);
/// assert_eq!(understand("jest chora", monday, &["Ava"]).kind(), Kind::Illness);
/// assert_eq!(understand("in a meeting will call", monday, &["Ava"]).kind(), Kind::Unclear);
/// ```
pub fn understand(text: &str, today: Date, children: &[&str]) -> Understood {
    let names: Vec<Name> = children.iter().map(|name| Name::new(name)).collect();
    let parts = children::parts(text, &names);
    let several = parts.len() > 1;
    let of = Circumstances { names: &names, today, tongue: if several { tongue(text, &names) } else { None } };
    let mut read: Vec<(Part<'_>, Weighed)> = parts
        .into_iter()
        .map(|part| {
            let weighed = weigh(part.text, part.digit, of);
            (part, weighed)
        })
        .collect();
    days_apart(&mut read, of);
    let whole = several.then(|| weigh(text, None, of));
    if several {
        children::say_the_same(&mut read);
        day_of_all(&mut read, of);
    }
    let mut readings: Vec<Reading> = Vec::new();
    let mut distress: Vec<String> = Vec::new();
    for (part, weighed) in &read {
        let of_part = |place: &Range<usize>| part.text.get(place.clone()).map(str::to_owned);
        distress.extend(weighed.distress.iter().filter_map(of_part));
        for heard in &weighed.heard {
            // A part that says nothing of its own is no reading beside others.
            if several && !says_something(heard.kind) {
                continue;
            }
            let of_coming = heard.kind != Kind::Alarm;
            readings.push(Reading {
                kind: heard.kind,
                whom: if children.len() > 1 && is_of_a_child(heard.kind) { part.whom } else { Whom::NotSaid },
                words: heard.places.iter().filter_map(of_part).collect(),
                expected: weighed.expected.filter(|_| of_coming),
                back: weighed.back.filter(|_| of_coming),
                confidence: heard.confidence,
                awaited: heard.awaited,
            });
        }
    }
    if let Some(whole) = whole {
        let quieter = !readings.iter().any(|reading| reading.kind == Kind::Alarm);
        let answered = readings.iter().any(Reading::is_reason);
        // A guess at an alarm that no child's own part bears out is not louder than what they say for sure.
        let alarms = |heard: &Heard| quieter && heard.kind == Kind::Alarm && (!answered || heard.confidence >= Reading::SURE);
        let loud = whole.heard.iter().filter(|heard| readings.is_empty() || alarms(heard));
        // What is heard only in the whole is of those whom it names, where that is one child or all.
        let named = only_named(&read);
        let found: Vec<Reading> = loud
            .map(|heard| Reading {
                kind: heard.kind,
                whom: if is_of_a_child(heard.kind) && heard.kind != Kind::Alarm { named } else { Whom::NotSaid },
                words: heard.places.iter().filter_map(|place| text.get(place.clone())).map(str::to_owned).collect(),
                expected: whole.expected,
                back: whole.back.filter(|_| heard.kind != Kind::Alarm),
                confidence: heard.confidence,
                awaited: heard.awaited,
            })
            .collect();
        readings.extend(found);
        if distress.is_empty() {
            distress.extend(whole.distress.iter().filter_map(|place| text.get(place.clone())).map(str::to_owned));
        }
    }
    children::together(&mut readings, children.len());
    // A guess stands behind what is sure, and behind "unclear" where that is all.
    readings.sort_by_key(|reading| (!reading.is_sure() && reading.kind != Kind::Unclear, reading.kind));
    if readings.is_empty() {
        readings.push(Reading {
            kind: Kind::Unclear,
            whom: Whom::NotSaid,
            words: Vec::new(),
            expected: None,
            back: None,
            confidence: 0.2,
            awaited: false,
        });
    }
    let asks = readings.iter().any(|reading| reading.kind == Kind::Language);
    let asks_for = if asks { digits::tokens(text).iter().find_map(|token| language_of(&token.letters)) } else { None };
    Understood { readings, distress, asks_for }
}

/// A part that names a day and no reason, beside one that gives a reason: "Ava is ill, so is Leo. Monday for both".
fn days_apart(read: &mut [(Part<'_>, Weighed)], of: Circumstances<'_>) {
    let Some(reason) = read.iter().flat_map(|(_, weighed)| &weighed.heard).map(|heard| heard.kind).find(|kind| kind.is_reason())
    else {
        return;
    };
    let silent = |weighed: &Weighed| weighed.back.is_none() && weighed.heard.iter().all(|heard| !says_something(heard.kind));
    for (part, weighed) in read.iter_mut().filter(|(part, weighed)| part.digit.is_none() && silent(weighed)) {
        let read = in_words(part.text, of, Some(reason));
        if read.back.is_some() {
            *weighed = read;
        }
    }
}

/// "Ava has a cold, now Leo has it. Back Monday": a day of its own after children who are all away for one reason is of them all.
fn day_of_all(read: &mut [(Part<'_>, Weighed)], of: Circumstances<'_>) {
    let reason = |weighed: &Weighed| weighed.heard.first().map(|heard| heard.kind).filter(|kind| kind.is_reason());
    let first = read.first().and_then(|(_, weighed)| reason(weighed));
    let same = first.is_some() && read.iter().all(|(_, weighed)| reason(weighed) == first);
    let others_none = read.iter().rev().skip(1).all(|(_, weighed)| weighed.back.is_none());
    let Some((last, weighed)) = read.last().filter(|_| same && others_none) else { return };
    let (Some(back), Some(own)) = (weighed.back, children::of_all_after(last)) else { return };
    if in_words(own, of, first).back.is_none() {
        read.iter_mut().for_each(|(_, weighed)| weighed.back = Some(back));
    }
}

/// Whom the parts of a reply name, where they agree or one names all.
fn only_named(read: &[(Part<'_>, Weighed)]) -> Whom {
    let mut named = read.iter().map(|(part, _)| part.whom);
    match named.next() {
        Some(first) if named.clone().all(|whom| whom == first) => first,
        Some(Whom::All) => Whom::All,
        _ if named.any(|whom| whom == Whom::All) => Whom::All,
        _ => Whom::NotSaid,
    }
}

/// The language that a word of a reply names, by its name or as its speakers inflect it ("po polsku").
fn language_of(word: &str) -> Option<Language> {
    // Short words are codes of languages, and ordinary words of others.
    if word.chars().count() < 4 { None } else { Language::named(word).or_else(|| lexicon::language_named(word)) }
}

/// Whether a kind is said of a child, and not of the writer.
const fn is_of_a_child(kind: Kind) -> bool {
    !matches!(kind, Kind::WrongNumber | Kind::Stop | Kind::Language | Kind::Question | Kind::Thanks)
}

/// Whether a kind says something beside others.
const fn says_something(kind: Kind) -> bool {
    !matches!(kind, Kind::Unclear | Kind::Thanks | Kind::Question)
}

/// What is known before a part of a reply is read.
#[derive(Clone, Copy)]
struct Circumstances<'a> {
    names: &'a [Name],
    today: Date,
    /// The language other than English that the whole reply is written in, where it has several parts.
    tongue: Option<lexicon::Tongue>,
}

/// Reads one part: as a numbered answer, in English, and by the lexicon of the language that it is written in.
fn weigh(text: &str, digit: Option<NumberedAnswer>, of: Circumstances<'_>) -> Weighed {
    let (digit, at) = match digit {
        Some(digit) => (Some(digit), None),
        None => digits::first(text, of.names).map_or((None, None), |(digit, at)| (Some(digit), Some(at))),
    };
    let mut weighed = in_words(text, of, digit.map(digits::kind));
    if let Some(kind) = digit.map(digits::kind) {
        let says_more = weighed.heard.iter().any(|heard| says_something(heard.kind) && heard.kind != Kind::ReturnDate);
        // "4 she is at a funeral": the words say which other reason it is.
        if kind != Kind::Other || !says_more {
            weighed.heard.retain(|heard| heard.kind != kind && says_something(heard.kind) && heard.kind != Kind::ReturnDate);
            let awaited = kind == Kind::Other;
            weighed.heard.push(Heard { awaited, ..Heard::new(kind, at.into_iter().collect(), 1.0) });
            weighed.heard.sort_by_key(|heard| heard.kind);
        }
        if kind == Kind::Alarm {
            weighed.back = None;
        }
    }
    weighed
}

fn in_words(text: &str, of: Circumstances<'_>, answered: Option<Kind>) -> Weighed {
    let in_english = || returned(english::weigh(text, of.names, Some(of.today), answered));
    let (words, english) = words(text, of.names);
    if of.tongue.is_none() && !words.own_script && english.has_most() {
        let read = in_english();
        // A short text of another language may be English words and names: "Umar school gaya".
        if made_out(&read) || english.len() > 6 {
            return read;
        }
    }
    let Some(matched) = matched(words, of.tongue, of.names) else { return in_english() };
    let in_other = || lexicon::weigh(&matched, Some(of.today));
    let (own_alone, english_alone) = english.alone(&matched);
    if matched.own_script {
        // Some people write both in one text.
        return if english_alone > 0 { louder(in_other(), in_english()) } else { in_other() };
    }
    // A part of a reply in another language may have only words that English has too: "Gwenno'n well".
    if of.tongue == Some(matched.tongue) && english_alone == 0 {
        return in_other();
    }
    match own_alone.cmp(&english_alone) {
        Ordering::Greater if english_alone > 0 => with_alarm(in_other(), in_english()),
        Ordering::Greater => in_other(),
        Ordering::Equal if own_alone > 0 => louder(in_other(), in_english()),
        Ordering::Less if own_alone > 0 => {
            let read = in_english();
            if made_out(&read) { read } else { louder(in_other(), read) }
        }
        Ordering::Less | Ordering::Equal => in_english(),
    }
}

/// A reply in another language with some English in it: "eid al fitr. Where's Ava?" is an alarm, whatever the rest says.
fn with_alarm(other: Weighed, english: Weighed) -> Weighed {
    let alarmed = english.heard.iter().any(|heard| heard.kind == Kind::Alarm && heard.confidence >= 0.9);
    if alarmed { louder(other, english) } else { other }
}

/// Whether a way of reading heard anything.
fn made_out(weighed: &Weighed) -> bool {
    weighed.heard.iter().any(|heard| heard.kind != Kind::Unclear)
}

/// A day of return without a reason is a reading of its own.
fn returned(mut weighed: Weighed) -> Weighed {
    let says_more = weighed.heard.iter().any(|heard| says_something(heard.kind));
    if weighed.back.is_some() && !says_more && !weighed.heard.iter().any(|heard| heard.kind == Kind::Question) {
        weighed.heard = vec![Heard::new(Kind::ReturnDate, Vec::new(), 0.9)];
    }
    weighed
}

/// Of two ways to read the same text the louder one, since one of them may not know the words.
fn louder(one: Weighed, other: Weighed) -> Weighed {
    let kind = |weighed: &Weighed| weighed.heard.first().map_or(Kind::Unclear, |heard| heard.kind);
    let (mut louder, quieter) = if kind(&one) <= kind(&other) { (one, other) } else { (other, one) };
    louder.back = louder.back.or(quieter.back.filter(|_| kind(&louder) != Kind::Alarm));
    louder.expected = louder.expected.or(quieter.expected);
    if louder.distress.is_empty() {
        louder.distress = quieter.distress;
    }
    louder
}

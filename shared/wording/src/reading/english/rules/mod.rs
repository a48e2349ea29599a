//! What means what: patterns by what they say.

mod alarm;
mod distress;
mod rarer;
mod reasons;
mod rest;
mod ways;
mod weak;

/// What a pattern says when it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    /// The child is thought to be in school, or nobody knows where: louder than anything.
    Alarm,
    /// The same, said of a way or a place: unless it is denied, still to come, or explained by a reason in the same sentence.
    There,
    /// Surprise or worry: an alarm where nothing else is said.
    Surprise,
    /// A way or a place, said less plainly: an alarm where nothing else is said and it is neither denied nor still to come.
    Likely,
    /// One weak sign of a way or a place: two of them are like a likely one.
    Hint,
    /// Where the child is, or that staff will be told: nothing is guessed from a way or a place.
    Known,
    Illness,
    Appointment,
    Holiday,
    Religious,
    Other,
    Late,
    WrongNumber,
    Stop,
    /// It has been told elsewhere, or the child has left the school for good: for staff.
    Aside,
    /// The illness is over.
    Better,
    /// Another language is asked for, or this one cannot be read.
    Language,
    /// Thanks.
    Thanks,
    /// Abuse, fear, threats, self-harm, a death, the police: for the safeguarding lead, beside whatever else is said.
    Distress,
}

/// A pattern, what it says, and whether slips may be mended to its words.
pub(super) struct Rule {
    pub(super) says: Says,
    pub(super) pattern: &'static str,
    pub(super) is_rare: bool,
}

/// All patterns.
pub(super) fn all() -> impl Iterator<Item = Rule> {
    let groups = [
        (alarm::RULES, false),
        (ways::RULES, true),
        (weak::RULES, true),
        (reasons::RULES, false),
        (rarer::RULES, true),
        (rest::RULES, false),
        (distress::RULES, false),
    ];
    groups.into_iter().flat_map(|(rules, is_rare)| {
        let patterns = rules.iter().flat_map(|(says, patterns)| patterns.iter().map(|pattern| (*says, *pattern)));
        patterns.map(move |(says, pattern)| Rule { says, pattern, is_rare })
    })
}

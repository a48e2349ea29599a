//! How long and how often. A call that somebody does not end has to end by itself.

/// How often a question is asked: once, and twice again.
pub const TRIES: u8 = 3;
/// How many times a call asks anything at all, repeats and other languages included.
pub const PROMPTS: u8 = 24;
/// How many seconds a call asks and speaks. Being connected to the school is not counted: a talk about an alarm is never cut off by it.
pub const TALK: u32 = 240;
/// How many seconds a key is waited for after the words.
pub const KEY_WAIT: u32 = 8;
/// How many seconds a spoken reason may take.
pub const RECORDING: u32 = 60;
/// After how many seconds of silence a spoken reason is over.
pub const SILENCE: u32 = 4;
/// How many seconds a parent's telephone rings. Most voicemails lift after 20 to 30.
pub const RINGS: u32 = 30;
/// How many seconds are spent on telling a machine from a person.
pub const DETECT: u32 = 20;
/// How many seconds the school's telephone rings.
pub const DIAL_RINGS: u32 = 30;
/// How many seconds a parent and the school may speak.
pub const DIAL_TALK: u32 = 900;
/// How many seconds the school and the parent must have spoken for the call to count as connected: what lifts for less is a machine or a slip.
pub const SPOKEN: u32 = 10;
/// After how many seconds the provider ends a call whatever happens.
pub const CALL: u32 = DETECT + TALK + DIAL_RINGS + DIAL_TALK + CLOSING;
/// The tone before a spoken reason, and the moment after it.
pub(crate) const TONE: u32 = 2;
/// What is kept for one item more in the last words than is known when a question is asked.
pub(crate) const ONE_MORE: u32 = 12;
/// What is said after the school was rung in vain, about twice as long as it is in any language.
const CLOSING: u32 = 60;
/// Letters a second: slower than any voice of the table speaks, so that what is planned is never shorter than what happens.
const LETTERS: u32 = 12;

/// How many seconds some words take at most.
pub(crate) fn seconds(words: &str) -> u32 {
    u32::try_from(words.chars().count()).unwrap_or(u32::MAX).div_ceil(LETTERS)
}

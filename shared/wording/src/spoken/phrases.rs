//! What a language must be able to say in a call: one struct, so that a language without one of them does not build.

use crate::languages::Language;

use super::{arabic, bengali, english, polish, portuguese, punjabi, romanian, somali, turkish, ukrainian, urdu, welsh};

/// The sentences of a call in one language.
///
/// A word in braces stands for what is put in its place; a test holds that every language has the same of them, and the same digits in
/// the same order, since those are on the keypad.
pub(super) struct Phrases {
    /// The first sentence, of `{school}`: it may be anybody who lifted.
    pub(super) greeting: &'static str,
    /// The same to somebody who rings back.
    pub(super) greeting_back: &'static str,
    /// The first sentence to a caller whom nobody knows.
    pub(super) welcome: &'static str,
    /// That there are other languages.
    pub(super) other_language: &'static str,
    /// That this language is on `{digit}`.
    pub(super) this_language: &'static str,
    /// That it can be heard again.
    pub(super) again: &'static str,
    /// That `{children}`, who is one, has no mark `{when}`.
    pub(super) marked_one: &'static str,
    /// The same of several.
    pub(super) marked_several: &'static str,
    /// This morning, this afternoon, today.
    pub(super) when: [&'static str; 3],
    /// The key for whoever did not know, or thought otherwise.
    pub(super) did_not_know: &'static str,
    /// That the next keys answer for all children.
    pub(super) for_all: &'static str,
    /// The keys of the reasons.
    pub(super) reasons: &'static str,
    /// The key for another answer of each child.
    pub(super) one_by_one: &'static str,
    /// That the next question is about `{children}`.
    pub(super) about: &'static str,
    /// That the reason may be spoken.
    pub(super) after_the_tone: &'static str,
    /// That the reason is to be told otherwise.
    pub(super) write_reason: &'static str,
    /// When `{children}` will be back, and the keys.
    pub(super) back: &'static str,
    /// What was said of it: later today.
    pub(super) back_today: &'static str,
    /// What was said of it: the next school day.
    pub(super) back_next: &'static str,
    /// Thanks, and the `{items}` that were understood.
    pub(super) noted: &'static str,
    /// What to do when they are wrong; the number follows.
    pub(super) not_right: &'static str,
    /// To ring `{number}`.
    pub(super) ring: &'static str,
    /// To ring the school, which gave no number.
    pub(super) ring_school: &'static str,
    /// What an answering machine is told: of nobody.
    pub(super) message: &'static str,
    /// That a key was not understood, or none was pressed.
    pub(super) not_heard: &'static str,
    /// That the school is being rung, after an alarm.
    pub(super) connecting: &'static str,
    /// That the office is being rung.
    pub(super) office: &'static str,
    /// That nobody lifted.
    pub(super) nobody_now: &'static str,
    /// That the school knows of the alarm and rings back.
    pub(super) school_told: &'static str,
    /// To whoever is somebody else.
    pub(super) wrong_number: &'static str,
    /// To whoever answered by another way while the telephone rang.
    pub(super) answered: &'static str,
    /// The last words.
    pub(super) thank_you: &'static str,
    /// A child of whom no first name is known.
    pub(super) nameless: &'static str,
}

pub(super) const fn phrases(language: Language) -> &'static Phrases {
    match language {
        Language::English => &english::PHRASES,
        Language::Welsh => &welsh::PHRASES,
        Language::Polish => &polish::PHRASES,
        Language::Romanian => &romanian::PHRASES,
        Language::Urdu => &urdu::PHRASES,
        Language::Punjabi => &punjabi::PHRASES,
        Language::Bengali => &bengali::PHRASES,
        Language::Arabic => &arabic::PHRASES,
        Language::Somali => &somali::PHRASES,
        Language::Portuguese => &portuguese::PHRASES,
        Language::Turkish => &turkish::PHRASES,
        Language::Ukrainian => &ukrainian::PHRASES,
    }
}

/// A phrase with what stands in braces put in. What is put in is never looked at again: a name may hold braces.
pub(super) fn filled(phrase: &str, with: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(phrase.len());
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((hole, after)) = after.split_once('}') else { return out };
        out.push_str(with.iter().find(|(name, _)| *name == hole).map_or("", |(_, text)| text));
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Phrases {
        fn all(&self) -> Vec<&'static str> {
            let Self {
                greeting,
                greeting_back,
                welcome,
                other_language,
                this_language,
                again,
                marked_one,
                marked_several,
                when: [morning, afternoon, today],
                did_not_know,
                for_all,
                reasons,
                one_by_one,
                about,
                after_the_tone,
                write_reason,
                back,
                back_today,
                back_next,
                noted,
                not_right,
                ring,
                ring_school,
                message,
                not_heard,
                connecting,
                office,
                nobody_now,
                school_told,
                wrong_number,
                answered,
                thank_you,
                nameless,
            } = self;
            vec![
                greeting,
                greeting_back,
                welcome,
                other_language,
                this_language,
                again,
                marked_one,
                marked_several,
                morning,
                afternoon,
                today,
                did_not_know,
                for_all,
                reasons,
                one_by_one,
                about,
                after_the_tone,
                write_reason,
                back,
                back_today,
                back_next,
                noted,
                not_right,
                ring,
                ring_school,
                message,
                not_heard,
                connecting,
                office,
                nobody_now,
                school_told,
                wrong_number,
                answered,
                thank_you,
                nameless,
            ]
        }
    }

    fn holes(phrase: &str) -> Vec<&str> {
        let mut holes: Vec<&str> =
            phrase.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(hole, _)| hole).collect();
        holes.sort_unstable();
        holes
    }

    #[test]
    fn every_language_has_the_same_holes_and_the_same_keys_in_the_same_order() {
        let digits = |phrase: &str| phrase.chars().filter(|c| c.is_numeric()).collect::<String>();
        for language in Language::ALL {
            for (own, english) in phrases(language).all().into_iter().zip(english::PHRASES.all()) {
                assert_eq!(holes(own), holes(english), "{language:?}: {own} / {english}");
                assert_eq!(digits(own), digits(english), "{language:?}: {own} / {english}");
                assert!(!own.is_empty() && own.trim() == own, "{language:?}: {own:?}");
            }
        }
    }

    #[test]
    fn a_sentence_ends_as_its_script_ends_sentences() {
        for language in Language::ALL {
            for phrase in phrases(language).all() {
                let end = phrase.chars().next_back();
                let spoken_alone = phrase.contains(['.', '。', '।', '۔', '?', '؟']);
                let stop = match language {
                    Language::Urdu => '۔',
                    Language::Punjabi | Language::Bengali => '।',
                    _ => '.',
                };
                assert!(!spoken_alone || end == Some(stop), "{language:?}: {phrase}");
            }
        }
    }

    #[test]
    fn what_is_put_in_is_never_looked_at_again() {
        let with = [("children", "{number} {"), ("number", "1")];
        assert_eq!(filled("{children}, {number}, {other}.", &with), "{number} {, 1, .");
        assert_eq!(filled("a {b", &with), "a ");
    }
}

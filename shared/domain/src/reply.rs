//! What a reply does to the absences it is about.

use crate::phone::PhoneNumber;
use crate::pupil::PupilId;
use crate::search::Said;

/// By what a conversation is found: who wrote, and the number of ours that they wrote to. For the blind index alone.
pub fn sender_key(from: &PhoneNumber, to: &PhoneNumber) -> String {
    format!("{}|{}", from.expose(), to.expose())
}

/// A child whom the reply may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Who.
    pub pupil: PupilId,
    /// The first name, as the message said it.
    pub forename: &'a str,
}

/// Which absences a reply touches, and how.
///
/// A reason counts for the one child that was asked about, for all when the reply says so ("both", "all", "they"), and for those
/// whom it names; of the others it says words, so that nobody stops looking for a child whom the reply did not mean. An alarm counts
/// for those whom it names and, where it names none, for all.
pub fn apply<'a>(said: Said, text: &str, asked: &'a [Asked<'a>]) -> Vec<(PupilId, Said)> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let says = |word: &str| words.iter().any(|w| *w == word);
    let named: Vec<bool> = asked.iter().map(|child| is_named(child.forename, &words)).collect();
    let nobody_named = !named.contains(&true);
    let everybody =
        asked.len() == 1 || (nobody_named && ["both", "all", "they", "theyre", "kids", "children"].iter().any(|w| says(w)));
    asked
        .iter()
        .zip(named)
        .map(|(child, named)| {
            let of_child = match said {
                Said::Alarm if named || nobody_named => said,
                Said::Reason | Said::OnTheWay(_) if named || everybody => said,
                _ => Said::Words,
            };
            (child.pupil, of_child)
        })
        .collect()
}

fn is_named(forename: &str, words: &[String]) -> bool {
    let name: Vec<String> =
        forename.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    !name.is_empty() && words.windows(name.len()).any(|window| window == name.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AVA: PupilId = PupilId::new([1; 16]);
    const NOAH: PupilId = PupilId::new([2; 16]);

    fn one() -> Vec<Asked<'static>> {
        vec![Asked { pupil: AVA, forename: "Ava" }]
    }

    fn two() -> Vec<Asked<'static>> {
        vec![Asked { pupil: AVA, forename: "Ava" }, Asked { pupil: NOAH, forename: "Noah" }]
    }

    #[test]
    fn a_reason_explains_the_only_child() {
        assert_eq!(apply(Said::Reason, "she's poorly", &one()), [(AVA, Said::Reason)]);
    }

    #[test]
    fn a_reason_for_one_of_two_does_not_stop_the_search_for_the_other() {
        assert_eq!(apply(Said::Reason, "ava is poorly", &two()), [(AVA, Said::Reason), (NOAH, Said::Words)]);
    }

    #[test]
    fn a_reason_that_names_none_of_two_stops_no_search() {
        assert_eq!(apply(Said::Reason, "she's poorly", &two()), [(AVA, Said::Words), (NOAH, Said::Words)]);
    }

    #[test]
    fn both_means_both() {
        assert_eq!(apply(Said::Reason, "Both have a cold", &two()), [(AVA, Said::Reason), (NOAH, Said::Reason)]);
    }

    #[test]
    fn an_alarm_that_names_nobody_is_for_all() {
        assert_eq!(apply(Said::Alarm, "they left at 8", &two()), [(AVA, Said::Alarm), (NOAH, Said::Alarm)]);
        assert_eq!(apply(Said::Alarm, "NOAH left at 8", &two()), [(AVA, Said::Words), (NOAH, Said::Alarm)]);
    }
}

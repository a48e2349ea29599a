//! The word that undoes STOP.

/// Whether a reply asks for texts again: `START`, as the confirmation of a STOP offers it in every language, or `UNSTOP`, which networks
/// know. Nothing else may stand beside it: "she will start on Monday" is about a child.
///
/// ```
/// assert!(wording::asks_to_start(" Start. "));
/// assert!(!wording::asks_to_start("start of term?"));
/// ```
pub fn asks_to_start(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    ["start", "unstop"].iter().any(|start| word.eq_ignore_ascii_case(start))
}

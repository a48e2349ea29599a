//! The words of the parents' page in English.

use super::OnPage;

pub(super) const WORDS: OnPage = OnPage {
    in_email: "You can answer here, without signing in:",
    title: "Please answer",
    choose_one: "Please choose one answer, or write to us below.",
    choose_each: "Please choose an answer for each child, or write to us below.",
    looked_for: "We then look at once and ring you.",
    back: "Back in school on (if you know)",
    words: "A word to the office (if you like)",
    send: "Send",
    or_ring: "Or ring us",
    look_again: "Please look at this again",
    nothing_said: "Please choose an answer, or write to us.",
    day_over: "Please choose a day after today.",
    too_long: "Please write no more than 500 letters.",
    answered: "We have your answer. Thank you.",
    close: "You can close this page.",
    changed: "If something has changed, or you are worried, please ring the school",
    ended: "This page is closed now",
    has_more: "If you have something to tell us, please ring the school",
    unknown: "We cannot find this page",
    again: "Please open the link in our message once more, or ring the school",
    your_child: "Your child",
    stop: ".",
};

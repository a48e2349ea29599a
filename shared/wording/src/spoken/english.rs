//! What is said in a call, in English.
//!
//! Short sentences with the key at their end: whoever listens has to keep the key in mind, not the sentence. "Not marked in school" stays true
//! when a mark is wrong. The key for whoever did not know comes before the reasons.

use super::phrases::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    greeting: "This is {school} with a message for the parent or carer of a pupil. If that is you, press 1. If this is the wrong number, press 2.",
    greeting_back: "This is {school}. Thank you for ringing back. We have a message for the parent or carer of a pupil. \
                    If that is you, press 1. To speak to the school office, press 2.",
    welcome: "This is {school}. Thank you for ringing.",
    other_language: "For another language, press 8.",
    this_language: "For English, press {digit}.",
    again: "To hear this again, press 0.",
    marked_one: "{children} is not marked in school {when}.",
    marked_several: "{children} are not marked in school {when}.",
    when: ["this morning", "this afternoon", "today"],
    did_not_know: "If you did not know this, or it cannot be right, press 9 now.",
    for_all: "If the same goes for all of them, choose now.",
    reasons: "If you know the reason: for illness, press 1; for an appointment, press 2; if running late, press 3; for anything else, press 4.",
    one_by_one: "To answer for each child in turn, press 5.",
    about: "Now about {children}.",
    after_the_tone: "Please tell us the reason after the tone. When you have finished, press any key.",
    write_reason: "Please ring or text the school with the reason.",
    back: "When will {children} be back in school? If later today, press 1. If on the next school day, press 2. \
           If later than that, or if you do not know yet, press 3.",
    back_today: "back later today",
    back_next: "back on the next school day",
    noted: "Thank you. We have noted: {items}.",
    not_right: "If that is not right, please tell us.",
    ring: "Please ring us on {number}.",
    ring_school: "Please ring the school.",
    message: "This is {school} with a message for a parent or carer.",
    not_heard: "Sorry, we did not understand that.",
    connecting: "Thank you for telling us. We are connecting you to the school now. Please stay on the line.",
    office: "We are connecting you to the school office. Please stay on the line.",
    nobody_now: "Nobody at the school could answer just now.",
    school_told: "The school has been told, is looking now and will ring you back. Please keep your phone with you.",
    wrong_number: "We are sorry to have troubled you.",
    answered: "We have your answer. Nothing more is needed.",
    thank_you: "Thank you. Goodbye.",
    nameless: "your child",
};

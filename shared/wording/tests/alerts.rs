//! What staff are told, and which of their answers take it.

use domain::duty::Why;
use proptest::prelude::*;
use wording::{Alert, Named, PartSize, School, SpokenToStaff, is_taken, split};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };

/// `Ava 7M` is Ava of 7M.
fn named(child: &str) -> Named {
    let (forename, group) = child.split_once(' ').unwrap_or((child, ""));
    Named { forename: forename.into(), group: group.to_owned() }
}

fn text(why: Why, children: &[&str], count: usize, detail: &str) -> String {
    let children: Vec<Named> = children.iter().map(|child| named(child)).collect();
    Alert { why, school: SCHOOL, children: &children, count, detail }.text()
}

#[test]
fn alerts_read_as_they_should() {
    let all = Why::ALL.map(|why| format!("{why:?}: {}", text(why, &["Ava 7M"], 1, "")));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn emailed_alerts_read_as_they_should() {
    let children = ["Ava 7M", "Noah 10H"].map(named);
    let all = Why::ALL.map(|why| {
        let school = School { reads_email: why == Why::Alarm, ..SCHOOL };
        let email = Alert { why, school, children: &children, count: 14, detail: "The marks were taken at 08:40" }.email();
        format!("== {why:?}: {}\n{}", email.subject, email.text)
    });
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn alerts_are_heard_as_they_should_be() {
    let children = ["Ava 7M", "Noah"].map(named);
    let all = Why::ALL.map(|why| {
        let alert = Alert { why, school: SCHOOL, children: &children, count: 14, detail: "The marks were taken at 08:40" };
        format!("{why:?}: {}", SpokenToStaff::Alert(&alert).said(&SCHOOL))
    });
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn nothing_but_the_alert_itself_speaks_of_a_child() {
    use SpokenToStaff::{Again, Greeting, Message, NotHeard, NotTaken, NothingLeft, Take, Taken};
    for said in [Greeting, Take, Again, NotHeard, Taken, NotTaken, NothingLeft, Message] {
        let said = said.said(&SCHOOL).to_lowercase();
        let speaks = ["child", "pupil", "absen", "marked", "alarm"].iter().any(|word| said.contains(word));
        assert!(!speaks && said.ends_with('.'), "{said}");
    }
}

#[test]
fn an_alert_names_three_children_and_counts_the_rest() {
    let who = |children: &[&str], count| {
        let said = text(Why::NoAnswer, children, count, "");
        let said = said.strip_prefix("Hill Road School: ").unwrap_or_default();
        said.split(" not marked").next().unwrap_or_default().to_owned()
    };
    assert_eq!(who(&["Ava"], 1), "Ava is");
    assert_eq!(who(&["Ava", "Noah"], 2), "Ava and Noah are");
    assert_eq!(who(&["Ava", "Noah", "Zoë"], 3), "Ava, Noah and Zoë are");
    assert_eq!(who(&["Ava", "Noah", "Zoë", "Li"], 4), "Ava, Noah, Zoë and 1 more are");
    assert_eq!(who(&["Ava", "Noah", "Zoë"], 31), "Ava, Noah, Zoë and 28 more are");
    assert_eq!(who(&["Ava"], 3), "Ava and 2 more are");
    assert_eq!(who(&["Ava", " "], 2), "Ava and 1 more are");
    assert_eq!(who(&[], 12), "12 children are");
    assert_eq!(who(&[" "], 1), "A child is");
    assert_eq!(who(&["Ava 7M", "Noah 10H", "Zoë", "Li 9B"], 4), "Ava (7M), Noah (10H), Zoë and 1 more are");
    assert_eq!(who(&["Ava 7M", " 10H"], 2), "Ava (7M) and 1 more are");
    // A count that is too small hides no child.
    assert_eq!(who(&["Ava", "Noah"], 0), "Ava and Noah are");
}

#[test]
fn two_children_of_one_first_name_are_told_apart_by_their_group() {
    let (one, other) = (text(Why::Unreachable, &["Éloïse 7M"], 1, ""), text(Why::Unreachable, &["Éloïse 10H"], 1, ""));
    assert!(one.contains("Éloïse (7M) is") && other.contains("Éloïse (10H) is"), "{one} {other}");
}

#[test]
fn three_children_and_their_groups_never_cost_a_third_part() {
    let long = ["Ava Reception Hedgehogs and Squirrels", "Noah Reception Hedgehogs and Squirrels", "Li Reception Hedgehogs"];
    let said = text(Why::NoAnswer, &long, 31, "");
    assert!(said.contains("Ava (Reception He), Noah (Reception He), Li (Reception He) and 28 more are"), "{said}");
    for why in Why::ALL {
        let said = text(why, &["Ava 7M", "Noah 10H", "Li 11K"], 31, "");
        assert!(split(&said, PartSize::STANDARD).parts.len() <= 2, "{said}");
    }
}

#[test]
fn every_alert_says_what_to_do_and_how_to_take_it_and_alarm_alone_shouts() {
    for why in Why::ALL {
        let said = text(why, &["Ava 7M"], 1, "");
        assert!(said.ends_with(". Reply MINE if you have this."), "{said}");
        assert!(said.contains("lease ") || said.contains("Look "), "{said}");
        assert_eq!(said.starts_with("ALARM"), why == Why::Alarm, "{said}");
        assert_eq!(said.contains("Please"), why != Why::Alarm, "{said}");
        assert!(split(&said, PartSize::STANDARD).parts.len() <= 2, "{said}");
        assert!(!said.contains("..") && !said.contains("  "), "{said}");
    }
    assert_eq!(split(&text(Why::Alarm, &["Ava 7M"], 1, ""), PartSize::STANDARD).parts.len(), 1);
}

#[test]
fn the_sentence_of_the_engine_stands_in_the_alert_with_a_full_stop() {
    for detail in ["It is the third try", " It is the third try. "] {
        assert!(text(Why::RingByHand, &["Ava"], 1, detail).contains(". It is the third try. Please ring now."), "{detail}");
    }
}

#[test]
fn a_hold_says_that_nobody_is_asked_and_no_marks_are_no_good_news() {
    assert!(text(Why::Held, &["Ava"], 31, "").contains("nobody is being asked until somebody looks"));
    assert!(text(Why::NoExtract, &[], 0, "").contains("Silence does not mean that everybody is in school."));
}

#[test]
fn an_alert_says_nothing_that_a_glance_at_the_phone_must_not_see() {
    for why in Why::ALL {
        let said = text(why, &["Ava 7M"], 1, "").to_lowercase();
        for word in
            ["court", "social", "looked after", "looked-after", "safeguarding", "flag", "missing", "absent", "truan", "http"]
        {
            assert!(!said.contains(word), "{word} in {said}");
        }
    }
}

const TAKEN: &[&str] = &[
    "MINE",
    "mine",
    "Mine.",
    "mine thanks",
    "Mine, thanks",
    "mine!!",
    "mine x",
    "mien",
    "mines",
    "MINE 👍",
    "ok mine",
    "yes mine",
    "Its mine",
    "it's mine",
    "this one is mine",
    "Mine - ringing mum now",
    "mine will ring mum",
    "mine and i am ringing home",
    "morning, mine",
    "no problem, mine",
    "Sorry, mine",
    "I have this",
    "i have this one",
    "I have it",
    "I've got this",
    "ive got it",
    "Ive got it thanks",
    "i’ve got this one",
    "have got this",
    "I have this covered",
    "I have this, looking in the medical room",
    "on it",
    "ok on it",
    "On it!",
    "Im on it",
    "I'm on it now",
    "right on it",
    "I'll take it",
    "ill take this",
    "ok ill take it",
    "Ill deal with it",
    "I will do it",
    "ill look into it",
    "taking it",
    "dealing with it",
    "Dealing",
    "leave it with me",
    "Leave this with me, thanks",
    "yes",
    "Yes",
    "YES!",
    "y",
    "yep",
    "yeah",
    "yes thanks",
    "yes thank you",
    "ok yes",
    "yes, ringing mum now",
    "yes looking",
    "1",
    "1.",
    " 1 ",
];

const NOT_TAKEN: &[&str] = &[
    "not mine",
    "Not mine sorry",
    "no",
    "No!",
    "nope",
    "no thanks",
    "cant",
    "can't",
    "I can't take this",
    "sorry cant",
    "cant do it",
    "I cannot have this",
    "dont have this",
    "I don't have this",
    "I haven't got this",
    "wont",
    "mine?",
    "is it mine",
    "is this mine?",
    "Yes?",
    "who has this",
    "who is Ava?",
    "whose is it",
    "which Ava",
    "can you take it",
    "can jo take this, mine is full",
    "ok",
    "OK thanks",
    "thanks",
    "seen",
    "got it",
    "received",
    "noted",
    "👍",
    "",
    "?",
    "0",
    "2",
    "11",
    "1 2",
    "1 minute",
    "yours",
    "Jo has this",
    "someone else has it",
    "mine if nobody else can",
    "mine later",
    "yes later",
    "I'll take it tomorrow",
    "yes but im off today",
    "im off sick",
    "I'm ill",
    "on leave",
    "busy",
    "in a meeting",
    "maybe",
    "yes and no",
    "yes she is here",
    "yes all fine",
    "yes please",
    "yes you",
    "Yes she's in the medical room",
    "mine is broken",
    "mine are all in",
    "I have this afternoon off",
    "just got this",
    "i have this text from you",
    "mine, actually no",
    "not on it",
    "never mine",
    "wrong number",
    "STOP",
    "on it when i get in",
    "i will ring later",
    "on its way",
];

#[test]
fn every_answer_of_the_lists_is_read_as_it_is_meant() {
    assert!(TAKEN.len() + NOT_TAKEN.len() >= 60);
    let wrong: Vec<&&str> = TAKEN.iter().filter(|reply| !is_taken(reply)).collect();
    assert!(wrong.is_empty(), "not taken: {wrong:?}");
    let wrong: Vec<&&str> = NOT_TAKEN.iter().filter(|reply| is_taken(reply)).collect();
    assert!(wrong.is_empty(), "taken: {wrong:?}");
}

proptest! {
    #[test]
    fn what_is_denied_or_asked_is_never_taken(at in 0..TAKEN.len(), more in "[a-z ]{0,12}") {
        let reply = TAKEN.get(at).copied().unwrap_or_default();
        for said in [format!("not {reply}"), format!("no {reply}"), format!("{reply}?"), format!("{reply} {more} not"), format!("is {reply}")] {
            prop_assert!(!is_taken(&said), "{}", said);
        }
        prop_assert_eq!(is_taken(&reply.to_uppercase()), true);
    }

    #[test]
    fn no_answer_panics(reply in any::<String>()) {
        is_taken(&reply);
    }
}

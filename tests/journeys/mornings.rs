//! School days as they happen, minute by minute: who is asked when, who is told, and when it stops.

use serde_json::json;

use super::clocked::{Clocked, HEAD, LEAD, OFFICER};
use super::extract_files::{Child, Parent, child, marks, mother, whole};
use super::scene::{always_open, list, text};

const EVE: &str = "+447700900001";
const TOM: &str = "+447700900002";

fn ava() -> Vec<Child> {
    vec![child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001"), mother("Tom", "Smith", "07700900002")])]
}

/// Children of as many families, so many of them in a class of their own making.
fn families(count: usize) -> Vec<Child> {
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    (1..=count).map(|n| child(leaked(format!("{n:04}")), "Ava", leaked(format!("Smith{n}")), vec![family_mother(n)])).collect()
}

fn family_mother(n: usize) -> Parent {
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    mother("Eve", leaked(format!("Smith{n}")), leaked(format!("07700900{n:03}")))
}

fn all<'a>(children: &'a [Child], mark: &'a str) -> Vec<(&'a str, &'a str)> {
    children.iter().map(|child| (child.number, mark)).collect()
}

#[tokio::test]
async fn the_ladder_climbs_by_the_clock_and_what_nobody_takes_goes_up() {
    let day = Clocked::at("2027-01-11T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "N")])).await;
    assert_eq!((day.state("0001").await.as_str(), day.texts_to_families().await), ("waiting", 0), "children still sign in");
    day.goes_to("2027-01-11T09:30").await;
    assert_eq!(day.texts(EVE).await.len(), 1);
    day.goes_to("2027-01-11T09:46").await;
    assert_eq!(day.texts(EVE).await.len(), 2, "a second try");
    day.goes_to("2027-01-11T10:01").await;
    assert_eq!(day.texts(OFFICER).await.len(), 1, "no voice here: somebody rings by hand");
    day.goes_to("2027-01-11T10:16").await;
    assert_eq!(day.texts(OFFICER).await.len(), 2);
    day.goes_to("2027-01-11T10:31").await;
    assert_eq!((day.texts(LEAD).await.len(), day.state("0001").await.as_str()), (1, "unanswered"));
    day.goes_to("2027-01-11T10:48").await;
    assert_eq!(day.texts(HEAD).await.len(), 1, "nobody took it");
    day.goes_to("2027-01-11T12:00").await;
    assert_eq!((day.texts_to_families().await, day.texts(HEAD).await.len()), (2, 1), "and there it stays");
}

#[tokio::test]
async fn a_sweep_that_was_away_for_an_hour_puts_one_question_and_tells_staff_of_all() {
    let day = Clocked::at("2027-01-11T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "N")])).await;
    day.goes_to("2027-01-11T10:31").await;
    assert_eq!(day.texts(EVE).await.len(), 1, "it begins when somebody looks, and not with a burst");
    day.goes_to("2027-01-11T11:40").await;
    assert_eq!(day.texts(EVE).await.len(), 1, "the second try is overtaken by the call that a person makes");
    assert!(day.texts(LEAD).await.len() == 1 && !day.texts(OFFICER).await.is_empty());
}

#[tokio::test]
async fn a_parent_who_wrote_at_seven_forty_eight_is_not_asked_and_the_code_is_proposed() {
    let day = Clocked::at("2027-01-11T07:40").await;
    // The nightly extract, with the marks of the day before.
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 8), &[("0001", "/")])).await;
    day.goes_to("2027-01-11T07:48").await;
    day.hears(EVE, "Ava is poorly today, been sick in the night").await;
    day.goes_to("2027-01-11T09:15").await;
    day.uploads(&marks(jiff::civil::date(2027, 1, 11), "AM", &[("0001", "N")])).await;
    day.goes_to("2027-01-11T09:30").await;
    assert_eq!(day.state("0001").await, "not_expected");
    day.goes_to("2027-01-11T11:00").await;
    assert_eq!((day.texts(TOM).await.len(), day.texts(OFFICER).await.len()), (0, 0));
    assert!(day.texts(EVE).await.iter().all(|words| !words.contains("not marked")), "{:?}", day.texts(EVE).await);
    assert_eq!(day.absences().await["0001"]["proposed_code"], "I");
}

#[tokio::test]
async fn what_a_parent_writes_on_a_sunday_is_about_monday_and_on_tuesday_they_are_asked_again() {
    let day = Clocked::at("2027-01-08T12:00").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 8), &[("0001", "/")])).await;
    day.goes_to("2027-01-10T19:30").await;
    day.hears(EVE, "Ava is poorly, been sick all day").await;
    day.goes_to("2027-01-11T09:15").await;
    day.uploads(&marks(jiff::civil::date(2027, 1, 11), "AM", &[("0001", "N")])).await;
    day.goes_to("2027-01-11T09:31").await;
    assert_eq!(day.state("0001").await, "not_expected");
    assert_eq!(day.absences().await["0001"]["proposed_code"], "I");
    assert_eq!(day.texts(TOM).await.len(), 0);
    day.goes_to("2027-01-12T09:15").await;
    day.uploads(&marks(jiff::civil::date(2027, 1, 12), "AM", &[("0001", "N")])).await;
    day.goes_to("2027-01-12T09:31").await;
    assert_eq!(day.state("0001").await, "open");
    assert!(
        day.texts(EVE).await.iter().any(|words| words.contains("not marked") || words.contains("still")),
        "{:?}",
        day.texts(EVE).await
    );
}

#[tokio::test]
async fn running_late_is_waited_for_until_then_and_no_longer() {
    let day = Clocked::at("2027-01-11T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "N")])).await;
    day.goes_to("2027-01-11T09:30").await;
    day.hears(EVE, "sorry running late, be there by 9.45").await;
    day.goes_to("2027-01-11T09:44").await;
    assert_eq!(day.texts(EVE).await.iter().filter(|words| words.contains("Ava")).count(), 1);
    day.goes_to("2027-01-11T10:00").await;
    let asked = day.texts(EVE).await;
    assert!(asked.last().is_some_and(|words| words.contains("expected Ava by now")), "{asked:?}");
}

#[tokio::test]
async fn a_child_who_left_at_noon_is_told_to_staff_first_and_to_parents_ten_minutes_later() {
    let day = Clocked::at("2027-01-11T09:12").await;
    let date = jiff::civil::date(2027, 1, 11);
    day.uploads(&whole(&ava(), date, &[("0001", "/")])).await;
    day.goes_to("2027-01-11T13:35").await;
    day.uploads(&marks(date, "PM", &[("0001", "N")])).await;
    day.goes_to("2027-01-11T13:45").await;
    assert_eq!((day.texts(OFFICER).await.len(), day.texts(LEAD).await.len(), day.texts_to_families().await), (1, 1, 0));
    day.goes_to("2027-01-11T13:56").await;
    let told = day.texts(EVE).await;
    let right = |words: &String| words.contains("was here this morning") && !words.contains("missing");
    assert!(told.len() == 1 && told.iter().all(right), "{told:?}");
}

#[tokio::test]
async fn he_is_in_school_rings_the_duty_phone_and_whoever_has_it_stops_it_going_up() {
    let day = Clocked::at("2027-01-11T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "N")])).await;
    day.goes_to("2027-01-11T09:30").await;
    day.hears(EVE, "STOP he's in school").await;
    assert_eq!(day.state("0001").await, "alarm");
    let rung = day.texts(LEAD).await;
    assert!(rung.len() == 1 && rung[0].contains("Ava (7B)") && rung[0].contains("MINE"), "{rung:?}");
    assert!(day.texts(EVE).await.iter().all(|words| !words.contains("7B")), "no parent is told a class");
    assert_eq!(day.texts(OFFICER).await.len(), 1);
    day.goes_to("2027-01-11T09:32").await;
    day.hears(LEAD, "mine, on my way").await;
    day.goes_to("2027-01-11T09:40").await;
    assert_eq!(day.texts(HEAD).await.len(), 0, "the lead has it");
    // Only being seen ends it, and the mother hears so.
    day.uploads(&marks(jiff::civil::date(2027, 1, 11), "AM", &[("0001", "L")])).await;
    assert_eq!(day.state("0001").await, "resolved");
    assert!(day.texts(EVE).await.last().is_some_and(|words| words.contains("in school")), "{:?}", day.texts(EVE).await);
}

#[tokio::test]
async fn an_alarm_that_nobody_takes_reaches_the_head() {
    let day = Clocked::at("2027-01-11T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "N")])).await;
    day.goes_to("2027-01-11T09:30").await;
    day.hears(EVE, "what? he left for school at 8").await;
    day.goes_to("2027-01-11T09:36").await;
    assert_eq!(day.texts(HEAD).await.len(), 1);
}

#[tokio::test]
async fn father_was_asked_and_mother_answers_so_he_hears_that_nothing_more_is_needed_without_who_or_why() {
    let ladder = json!([
        {"after": "0s", "ask": {"whom": "first_two", "ways": ["text"]}, "tell": []},
        {"after": "45m", "tell": ["attendance-officer"]},
        {"after": "60m", "tell": ["safeguarding-lead"]},
    ]);
    let day = Clocked::with_policy("2027-01-11T09:12", json!({"ladder": ladder})).await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "N")])).await;
    day.goes_to("2027-01-11T10:05").await;
    assert_eq!(day.texts(TOM).await.len(), 1);
    day.goes_to("2027-01-11T10:07").await;
    day.hears(EVE, "she's got a temperature").await;
    assert_eq!(day.state("0001").await, "explained");
    let told = day.texts(TOM).await;
    assert!(told.len() == 2 && !told[1].contains("Eve") && !told[1].to_lowercase().contains("temperature"), "{told:?}");
}

#[tokio::test]
async fn the_second_day_without_a_reason_says_so_and_the_window_and_the_weekend_are_kept() {
    let day = Clocked::at("2027-01-08T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 8), &[("0001", "N")])).await;
    // A minute more than a rung: it counts from the sweep that put the first question.
    for minute in ["09:30", "09:46", "10:02", "10:18", "10:34"] {
        day.goes_to(&format!("2027-01-08T{minute}")).await;
    }
    let friday = day.texts_to_families().await;
    assert_eq!(friday, 2);
    for moment in ["2027-01-08T19:00", "2027-01-09T09:30", "2027-01-10T12:00"] {
        day.goes_to(moment).await;
    }
    assert_eq!(day.texts_to_families().await, friday, "nobody is asked in the evening and at the weekend");
    day.goes_to("2027-01-11T09:12").await;
    day.uploads(&marks(jiff::civil::date(2027, 1, 11), "AM", &[("0001", "N")])).await;
    day.goes_to("2027-01-11T09:30").await;
    let monday = day.texts(EVE).await;
    assert!(monday.len() == friday + 1 && monday.last().is_some_and(|words| words.contains("still")), "{monday:?}");
}

#[tokio::test]
async fn on_the_monday_after_the_clocks_changed_the_wall_counts() {
    let day = Clocked::at("2027-03-26T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 3, 25), &[("0001", "/")])).await;
    // The clocks went forward on Sunday the 28th; Good Friday and Easter Monday are the 26th and 29th, so school begins on Tuesday.
    day.goes_to("2027-03-30T09:12").await;
    day.uploads(&marks(jiff::civil::date(2027, 3, 30), "AM", &[("0001", "N")])).await;
    day.goes_to("2027-03-30T09:29").await;
    assert_eq!(day.texts(EVE).await.len(), 0);
    day.goes_to("2027-03-30T09:30").await;
    assert_eq!(day.texts(EVE).await.len(), 1);
    let sent = day.scene.stack.now().to_zoned_datetime(jiff::tz::TimeZone::UTC);
    assert_eq!((sent.hour(), sent.minute()), (8, 30), "summer time: half past nine on the wall");
}

#[tokio::test]
async fn a_fire_drill_holds_a_year_and_when_it_is_corrected_who_is_left_is_asked_about() {
    let day = Clocked::at("2027-01-11T09:05").await;
    let date = jiff::civil::date(2027, 1, 11);
    let children = families(60);
    let (drill, rest) = children.split_at(20);
    let mut early = all(drill, "N");
    early.extend(all(rest, "/"));
    day.uploads(&whole(&children, date, &all(&children, "/"))).await;
    day.goes_to("2027-01-11T09:12").await;
    day.uploads(&marks(date, "AM", &early)).await;
    let held = day.absences().await;
    assert!(held.values().all(|absence| absence["state"] == "held" || absence["state"] == "waiting"), "{held:#?}");
    day.goes_to("2027-01-11T09:31").await;
    assert_eq!((day.texts_to_families().await, day.texts(OFFICER).await.len()), (0, 1), "held, and the officer knows");
    day.goes_to("2027-01-11T09:42").await;
    assert_eq!(day.texts(LEAD).await.len(), 1, "nobody looked");
    let mut corrected = all(&children, "/");
    corrected[0].1 = "N";
    day.uploads(&marks(date, "AM", &corrected)).await;
    day.goes_to("2027-01-11T09:45").await;
    assert_eq!(day.texts_to_families().await, 1, "who is left is asked about");
}

#[tokio::test]
async fn a_trip_that_nobody_coded_is_held_and_its_parents_hear_nothing_when_it_is() {
    let day = Clocked::at("2027-01-11T09:12").await;
    let date = jiff::civil::date(2027, 1, 11);
    let children = families(60);
    let (away, here) = children.split_at(20);
    let with = |mark| {
        let mut of = all(away, mark);
        of.extend(all(here, "/"));
        of
    };
    day.uploads(&whole(&children, date, &all(&children, "/"))).await;
    day.goes_to("2027-01-11T09:20").await;
    day.uploads(&marks(date, "AM", &with("N"))).await;
    day.goes_to("2027-01-11T09:33").await;
    day.uploads(&marks(date, "AM", &with("V"))).await;
    day.goes_to("2027-01-11T10:30").await;
    assert_eq!(day.texts_to_families().await, 0);
    assert!(day.absences().await.values().all(|absence| absence["state"] == "withdrawn"));
}

#[tokio::test]
async fn of_a_looked_after_child_the_carer_is_asked_the_birth_father_never_and_the_lead_is_told_that_minute() {
    let day = Clocked::at("2027-01-11T09:12").await;
    let children =
        [child("0001", "Ava", "Smith", vec![mother("Tom", "Smith", "07700900002"), mother("Fay", "Jones", "07700900001")])];
    let mut files = whole(&children, jiff::civil::date(2027, 1, 11), &[("0001", "N")]);
    let changed = |bytes: &[u8], change: &dyn Fn(usize, &str) -> String| -> Vec<u8> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.lines().enumerate().map(|(at, line)| change(at, line) + "\r\n").collect::<String>().into_bytes()
    };
    files[0].1 = changed(&files[0].1, &|at, line| format!("{line},{}", if at == 0 { "Looked After" } else { "Yes" }));
    files[1].1 = changed(&files[1].1, &|_, line| {
        if line.contains(",Tom,") { line.replace(",Mother,", ",Father,") } else { line.replace(",Mother,", ",Foster carer,") }
    });
    day.uploads(&files).await;
    day.goes_to("2027-01-11T09:30").await;
    let carer = day.texts(EVE).await;
    assert!(carer.len() == 1 && carer.iter().all(|words| words.contains("Ava")), "{carer:?}");
    assert_eq!((day.texts(LEAD).await.len(), day.texts(TOM).await.len()), (1, 0));
    day.hears(TOM, "she is ill").await;
    assert_ne!(day.state("0001").await, "explained", "who may not hear may not explain");
    day.goes_to("2027-01-11T11:00").await;
    assert_eq!(day.texts(TOM).await.iter().filter(|words| words.contains("Ava")).count(), 0);
}

#[tokio::test]
async fn a_wrong_button_forced_through_by_two_people_is_mended_in_one_press_for_exactly_those_who_were_told() {
    let day = Clocked::at("2027-01-11T09:12").await;
    let date = jiff::civil::date(2027, 1, 11);
    let children = families(40);
    day.uploads(&whole(&children, date, &all(&children, "/"))).await;
    day.goes_to("2027-01-11T13:50").await;
    let mut wrong = all(&children[..30], "N");
    wrong.extend(all(&children[30..], "\\"));
    day.uploads(&marks(date, "PM", &wrong)).await;
    day.goes_to("2027-01-11T14:05").await;
    assert_eq!(day.texts_to_families().await, 0, "held, and nobody is told");
    let holds = day.ask("/holds").await;
    let hold = text(&holds, "/holds/0/id").to_owned();
    let release = json!({"decision": "release"});
    let first = day.gives("POST", &format!("/holds/{hold}/decisions"), Some(&release)).await;
    assert_eq!(first["wants_second_person"], true, "{first:#}");
    day.goes_to("2027-01-11T14:06").await;
    assert_eq!(day.texts_to_families().await, 0);
    let second = day.lead_gives("POST", &format!("/holds/{hold}/decisions"), Some(&release)).await;
    assert_eq!(second["hold"]["verdict"], "released", "{second:#}");
    day.goes_to("2027-01-11T14:20").await;
    let told = day.texts_to_families().await;
    let (absences, holds) = (day.absences().await, day.ask("/holds").await);
    assert_eq!(told, 30, "{:#?} {holds:#}", absences.values().next());
    let preview = day.ask("/correction?scope=all").await;
    assert_eq!(list(&preview, "/corrections").len(), 30, "{preview:#}");
    let press = json!({"absences": preview["absences"], "preview": preview["preview"]});
    for _ in 0..2 {
        day.gives("POST", "/corrections", Some(&press)).await;
    }
    day.goes_to("2027-01-11T14:22").await;
    assert_eq!(day.texts_to_families().await, 60, "once each, however often it is pressed");
    let sorry = day.texts(EVE).await;
    assert!(sorry.len() == 2 && sorry.iter().any(|words| words.contains("by mistake")), "{sorry:?}");
    day.goes_to("2027-01-11T15:30").await;
    assert_eq!(day.texts_to_families().await, 60, "and nobody is asked again");
}

#[tokio::test]
async fn staff_write_to_a_parent_in_their_own_words_and_the_answer_comes_back_to_the_child() {
    let day = Clocked::at("2027-01-11T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "N")])).await;
    day.goes_to("2027-01-11T09:30").await;
    day.hears(EVE, "who is this?").await;
    let absence = day.absences().await["0001"].clone();
    let path = format!("/absences/{}/answer", text(&absence, "/id"));
    let with_link = json!({"to": text(&absence, "/messages/0/id"), "words": "See https://example.com"});
    assert_eq!(day.gives("POST", &path, Some(&with_link)).await["code"], "bad_request");
    let words = json!({"to": text(&absence, "/messages/0/id"), "words": "This is the office. Is Ava at home with you?"});
    day.gives("POST", &path, Some(&words)).await;
    day.scene.quiet().await;
    let heard = day.texts(EVE).await;
    assert_eq!(heard.last().map(String::as_str), Some("Hillside School: This is the office. Is Ava at home with you?"));
    // "Yes" of a parent is an answer, and no member of staff who takes something.
    day.hears(EVE, "Yes").await;
    let answered = &day.absences().await["0001"];
    assert_eq!(list(answered, "/replies").len(), 2, "{answered:#}");
    day.hears(EVE, "yes she is ill, sorry").await;
    assert_eq!(day.state("0001").await, "explained");
}

#[tokio::test]
async fn an_alarm_that_nobody_can_place_rings_every_duty_phone_at_once() {
    let day = Clocked::at("2027-01-11T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "/")])).await;
    day.hears("+447700900009", "but he left for school at 8").await;
    for phone in [OFFICER, LEAD, HEAD] {
        let rung = day.texts(phone).await;
        assert!(rung.len() == 1 && rung[0].contains("replies to place"), "{rung:?}");
    }
    assert_eq!(list(&day.ask("/unmatched").await, "/replies").len(), 1);
}

#[tokio::test]
async fn an_alarm_after_one_that_staff_had_settled_rings_again() {
    let day = Clocked::at("2027-01-11T09:12").await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "N")])).await;
    day.goes_to("2027-01-11T09:30").await;
    day.hears(EVE, "he's in school").await;
    assert_eq!((day.state("0001").await.as_str(), day.texts(OFFICER).await.len()), ("alarm", 1));
    let absence = day.absences().await["0001"].clone();
    let decisions = format!("/absences/{}/decisions", text(&absence, "/id"));
    let known = day.gives("POST", &decisions, Some(&json!({"decision": "known", "code": "I"}))).await;
    assert_eq!(known["absence"]["state"], "explained", "{known:#}");
    day.hears(EVE, "what?? she left for school at 8").await;
    assert_eq!(day.state("0001").await, "alarm");
    let rung = day.texts(OFFICER).await;
    assert!(rung.len() == 2 && rung.iter().all(|words| words.starts_with("ALARM")), "{rung:?}");
}

#[tokio::test]
async fn an_alarm_that_goes_up_past_midnight_still_reaches_the_head() {
    let day = Clocked::with_policy("2027-01-11T23:50", always_open()).await;
    day.uploads(&whole(&ava(), jiff::civil::date(2027, 1, 11), &[("0001", "N")])).await;
    day.hears(EVE, "what? he left for school at 8").await;
    assert_eq!((day.texts(LEAD).await.len(), day.texts(HEAD).await.len()), (1, 0));
    let asked = day.texts_to_families().await;
    day.goes_to("2027-01-12T00:05").await;
    assert_eq!(
        (day.texts(HEAD).await.len(), day.texts_to_families().await),
        (1, asked),
        "staff hear in the night, and no parent"
    );
}

#[tokio::test]
async fn a_pupil_who_leaves_the_roll_in_mid_search_is_the_staffs_and_is_not_due_for_ever() {
    let day = Clocked::at("2027-01-11T09:12").await;
    let date = jiff::civil::date(2027, 1, 11);
    let children = families(30);
    let mut of = all(&children, "/");
    of[0].1 = "N";
    day.uploads(&whole(&children, date, &of)).await;
    day.goes_to("2027-01-11T09:30").await;
    assert_eq!((day.state("0001").await.as_str(), day.texts(EVE).await.len()), ("open", 1));
    // Who is missing once is no leaver.
    for moment in ["2027-01-11T09:32", "2027-01-11T09:36", "2027-01-11T09:40"] {
        assert_eq!(day.state("0001").await, "open");
        day.goes_to(moment).await;
        day.uploads(&whole(&children[1..], date, &of[1..])).await;
    }
    assert_eq!((day.state("0001").await.as_str(), day.texts(OFFICER).await.len()), ("unreachable", 1));
    // The rungs go on towards staff, and then there is nothing more to come.
    for moment in ["2027-01-11T10:31", "2027-01-11T10:48", "2027-01-11T18:30"] {
        day.goes_to(moment).await;
    }
    assert_eq!((day.state("0001").await.as_str(), day.texts(EVE).await.len()), ("unanswered", 1));
    assert_eq!(day.texts(HEAD).await.len(), 2, "that nobody can be reached, and that nobody has said why");
    assert_eq!(day.scene.absences_due().await, 0);
}

#[tokio::test]
async fn a_number_that_a_new_roll_brings_for_a_child_about_whom_nobody_could_be_asked_is_asked_by_itself() {
    let day = Clocked::at("2027-01-11T09:12").await;
    let date = jiff::civil::date(2027, 1, 11);
    let with_number = families(30);
    let mut without = with_number.clone();
    without[0].contacts.clear();
    let mut of = all(&with_number, "/");
    of[0].1 = "N";
    day.uploads(&whole(&without, date, &of)).await;
    day.goes_to("2027-01-11T09:30").await;
    assert_eq!((day.state("0001").await.as_str(), day.texts(OFFICER).await.len()), ("unreachable", 1));
    day.goes_to("2027-01-11T09:40").await;
    day.uploads(&whole(&with_number, date, &of)).await;
    assert_eq!((day.state("0001").await.as_str(), day.texts(EVE).await.len()), ("open", 1));
    day.goes_to("2027-01-11T09:46").await;
    assert_eq!(
        (day.texts(LEAD).await.len(), day.texts(OFFICER).await.len()),
        (0, 1),
        "that nobody can be reached goes no higher"
    );
    day.hears(EVE, "she is poorly").await;
    assert_eq!(day.state("0001").await, "explained");
}

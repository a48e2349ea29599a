//! The provider's requests, as they come.

use proptest::prelude::*;
use voice::{By, Direction, Heard, NotAVoiceRequest, Outcome, read_voice};

fn heard(body: &str) -> Heard {
    read_voice(format!("CallSid=CA1&{body}").as_bytes()).unwrap().heard
}

#[test]
fn a_call_that_comes_in_is_somebody_who_lifted() {
    let body = b"CallSid=CA1&AccountSid=AC1&From=%2B447700900123&To=%2B447700900980&CallStatus=ringing&ApiVersion=2010-04-01&Direction=inbound";
    let read = read_voice(body).unwrap();
    assert_eq!((read.call.as_str(), read.direction), ("CA1", Some(Direction::Inbound)));
    assert_eq!(read.from.unwrap().expose(), "+447700900123");
    assert_eq!(read.to.unwrap().expose(), "+447700900980");
    assert_eq!(read.heard, Heard::Lifted { by: By::Person });
}

#[test]
fn a_call_of_ours_that_is_lifted_says_by_whom() {
    assert_eq!(
        heard("CallStatus=in-progress&Direction=outbound-api&AnsweredBy=machine_end_beep"),
        Heard::Lifted { by: By::Machine }
    );
    assert_eq!(heard("CallStatus=in-progress&Direction=outbound-api&AnsweredBy=human"), Heard::Lifted { by: By::Person });
}

#[test]
fn a_key_counts_though_the_provider_says_again_who_lifted() {
    assert_eq!(heard("CallStatus=in-progress&AnsweredBy=human&Digits=9"), Heard::Digits("9".into()));
    assert_eq!(heard("CallStatus=in-progress&Digits=%2A"), Heard::Digits("*".into()));
    assert_eq!(heard("CallStatus=in-progress&Digits="), Heard::NoDigits);
}

#[test]
fn what_was_spoken_counts_though_the_parent_hung_up_after_it() {
    let body =
        "CallStatus=completed&Digits=hangup&RecordingSid=RE1&RecordingDuration=7&RecordingUrl=https%3A%2F%2Fx%2FRecordings%2FRE1";
    assert_eq!(heard(body), Heard::Recorded { id: "RE1".into(), seconds: 7 });
}

#[test]
fn what_the_school_did_counts_though_the_call_is_over() {
    let body = "CallStatus=completed&DialCallStatus=completed&DialCallDuration=73";
    assert_eq!(heard(body), Heard::Dialled { outcome: Outcome::Completed, seconds: 73 });
    // What nobody knows is no talk with the school.
    assert_eq!(heard("DialCallStatus=lost"), Heard::Dialled { outcome: Outcome::Failed, seconds: 0 });
}

#[test]
fn a_withheld_number_is_nobodys() {
    assert_eq!(read_voice(b"CallSid=CA1&From=anonymous&Direction=inbound").unwrap().from, None);
}

#[test]
fn a_request_without_a_call_is_refused() {
    assert_eq!(read_voice(b"Digits=1"), Err(NotAVoiceRequest::Missing("CallSid")));
    assert_eq!(read_voice(b"CallSid=+"), Err(NotAVoiceRequest::Missing("CallSid")));
}

#[test]
fn a_request_prints_neither_keys_nor_numbers() {
    let read = read_voice(b"CallSid=CA1&From=%2B447700900123&Digits=9").unwrap();
    let printed = format!("{read:?}");
    assert!(!printed.contains("7700") && !printed.contains('9'), "{printed}");
}

proptest! {
    #[test]
    fn bytes_of_any_kind_never_panic(body in any::<Vec<u8>>(), digits in any::<Vec<u8>>()) {
        let with: Vec<u8> = b"CallSid=CA1&Digits=".iter().copied().chain(digits).chain([b'&']).chain(body.iter().copied()).collect();
        prop_assert!(read_voice(&with).is_ok() || with.windows(8).filter(|part| part == b"CallSid=").count() > 1);
        drop(read_voice(&body));
    }
}

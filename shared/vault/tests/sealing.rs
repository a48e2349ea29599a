//! Properties of sealing: what was sealed opens, and opens nowhere else.

use proptest::prelude::*;
use vault::{BlindError, DataKey, Keyring, OVERHEAD, OpenError, Place, Purpose, SealError};

const PLACE: Place<'_> = Place { table: "roll", pk: "123456", sk: "pupil#1", attribute: "sealed" };

fn ring(school: &str, byte: u8) -> Keyring {
    let key = |offset: u8| DataKey::from_bytes([byte.wrapping_add(offset); 32]);
    Keyring::new(school, [(Purpose::Roll, 1, key(0)), (Purpose::Bodies, 1, key(1)), (Purpose::Index, 1, key(2))])
}

proptest! {
    #[test]
    fn what_was_sealed_opens(text in any::<Vec<u8>>(), table in ".*", pk in ".*", sk in ".*", attribute in ".*") {
        let ring = ring("123456", 1);
        let place = Place { table: &table, pk: &pk, sk: &sk, attribute: &attribute };
        let sealed = ring.seal(Purpose::Bodies, &place, &text).unwrap();
        prop_assert_eq!(sealed.len(), text.len() + OVERHEAD);
        prop_assert_eq!(ring.open(Purpose::Bodies, &place, &sealed).unwrap(), text);
    }

    #[test]
    fn a_value_with_any_changed_bit_does_not_open(text in any::<Vec<u8>>(), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let ring = ring("123456", 1);
        let mut sealed = ring.seal(Purpose::Roll, &PLACE, &text).unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        let expected = match at {
            0 => matches!(ring.open(Purpose::Roll, &PLACE, &sealed), Err(OpenError::UnknownVersion(_))),
            1..=4 => matches!(ring.open(Purpose::Roll, &PLACE, &sealed), Err(OpenError::UnknownEpoch { .. })),
            _ => ring.open(Purpose::Roll, &PLACE, &sealed) == Err(OpenError::DoesNotOpen),
        };
        prop_assert!(expected);
    }

    #[test]
    fn a_value_cut_or_lengthened_does_not_open(text in any::<Vec<u8>>(), length in any::<prop::sample::Index>(), more in any::<u8>()) {
        let ring = ring("123456", 1);
        let mut sealed = ring.seal(Purpose::Roll, &PLACE, &text).unwrap();
        prop_assert!(ring.open(Purpose::Roll, &PLACE, &sealed[..length.index(sealed.len())]).is_err());
        sealed.push(more);
        prop_assert_eq!(ring.open(Purpose::Roll, &PLACE, &sealed), Err(OpenError::DoesNotOpen));
    }

    #[test]
    fn a_value_moved_anywhere_else_does_not_open(text in any::<Vec<u8>>(), other in "[a-z#0-9]{0,12}") {
        let ring = ring("123456", 1);
        let sealed = ring.seal(Purpose::Roll, &PLACE, &text).unwrap();
        let places = [
            Place { table: &other, ..PLACE },
            Place { pk: &other, ..PLACE },
            Place { sk: &other, ..PLACE },
            Place { attribute: &other, ..PLACE },
        ];
        for place in places.iter().filter(|place| **place != PLACE) {
            prop_assert_eq!(ring.open(Purpose::Roll, place, &sealed), Err(OpenError::DoesNotOpen));
        }
    }

    #[test]
    fn a_value_of_another_school_does_not_open(text in any::<Vec<u8>>()) {
        let sealed = ring("123456", 1).seal(Purpose::Roll, &PLACE, &text).unwrap();
        // Another key, and the same key under another school's name.
        prop_assert_eq!(ring("654321", 9).open(Purpose::Roll, &PLACE, &sealed), Err(OpenError::DoesNotOpen));
        prop_assert_eq!(ring("654321", 1).open(Purpose::Roll, &PLACE, &sealed), Err(OpenError::DoesNotOpen));
        // And another purpose of the same school.
        prop_assert_eq!(ring("123456", 1).open(Purpose::Bodies, &PLACE, &sealed), Err(OpenError::DoesNotOpen));
    }

    #[test]
    fn bytes_of_any_kind_never_panic(bytes in any::<Vec<u8>>()) {
        prop_assert!(ring("123456", 1).open(Purpose::Roll, &PLACE, &bytes).is_err());
    }

    #[test]
    fn a_blind_index_is_the_same_for_the_same_value_and_another_for_any_other(a in any::<Vec<u8>>(), b in any::<Vec<u8>>()) {
        let (ours, theirs) = (ring("123456", 1), ring("654321", 9));
        prop_assert_eq!(ours.blind("pupil", &a), ours.blind("pupil", &a));
        prop_assert_eq!(ours.blind("pupil", &a) == ours.blind("pupil", &b), a == b);
        prop_assert_ne!(ours.blind("pupil", &a), ours.blind("sender", &a));
        prop_assert_ne!(ours.blind("pupil", &a), theirs.blind("pupil", &a));
    }
}

#[test]
fn the_same_text_sealed_twice_gives_two_values() {
    let ring = ring("123456", 1);
    assert_ne!(ring.seal(Purpose::Roll, &PLACE, b"Ava"), ring.seal(Purpose::Roll, &PLACE, b"Ava"));
}

#[test]
fn a_new_epoch_seals_and_the_old_one_still_opens() {
    let old = Keyring::new("123456", [(Purpose::Bodies, 1, DataKey::from_bytes([1; 32]))]);
    let keys = [(Purpose::Bodies, 1, DataKey::from_bytes([1; 32])), (Purpose::Bodies, 2, DataKey::from_bytes([2; 32]))];
    let both = Keyring::new("123456", keys);
    let before = old.seal(Purpose::Bodies, &PLACE, b"poorly").unwrap();
    let after = both.seal(Purpose::Bodies, &PLACE, b"poorly").unwrap();
    assert_eq!(both.open(Purpose::Bodies, &PLACE, &before).unwrap(), b"poorly");
    assert_eq!(both.open(Purpose::Bodies, &PLACE, &after).unwrap(), b"poorly");
    assert_eq!(old.open(Purpose::Bodies, &PLACE, &after), Err(OpenError::UnknownEpoch { purpose: Purpose::Bodies, epoch: 2 }));
}

#[test]
fn the_index_key_seals_nothing() {
    assert_eq!(ring("123456", 1).seal(Purpose::Index, &PLACE, b"Ava"), Err(SealError::NoKey(Purpose::Index)));
}

#[test]
fn a_keyring_without_a_key_says_so() {
    let empty = Keyring::new("123456", []);
    assert_eq!(empty.seal(Purpose::Roll, &PLACE, b"Ava"), Err(SealError::NoKey(Purpose::Roll)));
    assert_eq!(empty.blind("pupil", b"1"), Err(BlindError::NoKey));
}

#[test]
fn keys_never_print_themselves() {
    let key = DataKey::from_bytes([0xab; 32]);
    assert_eq!(format!("{key:?}"), "DataKey(…)");
    let printed = format!("{:?}", ring("123456", 0xab));
    assert!(printed.contains("DataKey(…)") && !printed.contains("171"), "{printed}");
}

#[test]
fn purposes_are_read_as_they_are_written() {
    for purpose in Purpose::ALL {
        assert_eq!(purpose.to_string().parse(), Ok(purpose));
    }
    assert!("Roll".parse::<Purpose>().is_err());
}

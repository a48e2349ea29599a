//! The three algorithms, each tested against published vectors. Must NOT know purposes, places or formats.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::{hkdf, hmac};
use zeroize::Zeroizing;

/// Bytes of every key.
pub(crate) const KEY: usize = 32;
/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;
/// Bytes of a tag.
pub(crate) const TAG: usize = 16;

/// A key that wipes itself.
pub(crate) type Key = Zeroizing<[u8; KEY]>;

/// HKDF-SHA-256, 32 bytes.
pub(crate) fn derive(secret: &[u8], salt: &[u8], info: &[u8]) -> Result<Key, Unspecified> {
    let mut key = Key::default();
    let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    extracted.expand(&[info], hkdf::HKDF_SHA256)?.fill(key.as_mut_slice())?;
    Ok(key)
}

/// HMAC-SHA-256.
pub(crate) fn authenticate(key: &[u8], data: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data);
    out.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
    out
}

/// AES-256-GCM in place; what stands in `text` becomes ciphertext, and the tag comes back.
pub(crate) fn encrypt(key: &Key, nonce: [u8; NONCE], aad: &[u8], text: &mut [u8]) -> Result<[u8; TAG], Unspecified> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_slice())?);
    let tag = key.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), text)?;
    tag.as_ref().try_into().map_err(|_| Unspecified)
}

/// AES-256-GCM: the plaintext of ciphertext and tag, or nothing at all.
pub(crate) fn decrypt(key: &Key, nonce: [u8; NONCE], aad: &[u8], text_and_tag: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_slice())?);
    let mut text = text_and_tag.to_vec();
    let length = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut text)?.len();
    text.truncate(length);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    /// Key, nonce, plaintext, associated data, ciphertext, tag.
    type GcmCase = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

    /// "The Galois/Counter Mode of Operation" (the submission to NIST), appendix B, cases 13 to 16 (256-bit keys, 96-bit nonces).
    const GCM: [GcmCase; 4] = [
        (
            "0000000000000000000000000000000000000000000000000000000000000000",
            "000000000000000000000000",
            "",
            "",
            "",
            "530f8afbc74536b9a963b4f1c4cb738b",
        ),
        (
            "0000000000000000000000000000000000000000000000000000000000000000",
            "000000000000000000000000",
            "00000000000000000000000000000000",
            "",
            "cea7403d4d606b6e074ec5d3baf39d18",
            "d0d1c8a799996bf0265b98b5d48ab919",
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
            "",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
            "b094dac5d93471bdec1a502270e3cc6c",
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b",
        ),
    ];

    #[test]
    fn the_cipher_agrees_with_the_published_gcm_cases() {
        for (key, nonce, plain, aad, cipher, tag) in GCM {
            let key = Key::new(hex(key).try_into().unwrap());
            let nonce: [u8; NONCE] = hex(nonce).try_into().unwrap();
            let mut text = hex(plain);
            let made = encrypt(&key, nonce, &hex(aad), &mut text).unwrap();
            assert_eq!((text.clone(), made.to_vec()), (hex(cipher), hex(tag)));
            assert_eq!(decrypt(&key, nonce, &hex(aad), &[text, made.to_vec()].concat()).unwrap(), hex(plain));
        }
    }

    #[test]
    fn the_derivation_agrees_with_rfc_5869() {
        // Appendix A, cases 1 to 3; the first 32 bytes of each output (HKDF's outputs of other lengths are prefixes of each other).
        let long = |from: u8| (from..from + 0x50).collect::<Vec<_>>();
        let cases = [
            (
                vec![0x0b; 22],
                hex("000102030405060708090a0b0c"),
                hex("f0f1f2f3f4f5f6f7f8f9"),
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
            ),
            (long(0x00), long(0x60), (0xb0..=0xff).collect(), "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"),
            (vec![0x0b; 22], vec![], vec![], "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"),
        ];
        for (secret, salt, info, expected) in cases {
            assert_eq!(derive(&secret, &salt, &info).unwrap().to_vec(), hex(expected));
        }
    }

    #[test]
    fn the_keyed_hash_agrees_with_rfc_4231() {
        // Section 4, cases 1 to 4, 6 and 7 (case 5 is a cut output).
        let cases: [(Vec<u8>, Vec<u8>, &str); 6] = [
            (vec![0x0b; 20], b"Hi There".to_vec(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe".to_vec(),
                b"what do ya want for nothing?".to_vec(),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (vec![0xaa; 20], vec![0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            ((0x01..=0x19).collect(), vec![0xcd; 50], "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
            (
                vec![0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                vec![0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed \
                  before being used by the HMAC algorithm."
                    .to_vec(),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ];
        for (key, data, expected) in cases {
            assert_eq!(authenticate(&key, &data).to_vec(), hex(expected));
        }
    }
}

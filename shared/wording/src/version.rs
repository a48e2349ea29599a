//! Which text it was that somebody reviewed.

use domain::Personal;
use domain::search::Words;
use jiff::civil::{Date, date, time};

use crate::languages::Language;
use crate::numbered::NumberedAnswer;
use crate::on_page::OnPage;
use crate::said::{Acknowledgement, Category, Confirmed, School, Told, When};
use crate::samples::answers;
use crate::spoken::spoken_samples;

/// The version of all that is said in a language: eight hexadecimal digits, the same on every machine, others as soon as one letter of
/// one message changes. Who reviewed a language has reviewed this version; a language with another one is unreviewed again.
///
/// ```
/// use wording::{Language, version};
/// assert_eq!(version(Language::Welsh).len(), 8);
/// assert_ne!(version(Language::Welsh), version(Language::Polish));
/// ```
pub fn version(language: Language) -> String {
    let mut hash = Fnv::new();
    let names: Vec<Personal> = ["Ava", "Noah", "Owen"].map(Personal::new).to_vec();
    let schools = [(Some("01632 960001"), true), (Some("01632 960001"), false), (None, true), (None, false)];
    for (telephone, reads_email) in schools {
        let school = School { name: "Hill Road School", telephone, reads_email };
        for count in 0..=names.len() {
            let children = names.get(..count).unwrap_or_default();
            for words in Words::ALL {
                for when in [When::Morning, When::Afternoon, When::Today] {
                    let (text, email) = Told { words, school, children, when }.as_test(language);
                    [text, email.subject, email.html].iter().for_each(|said| hash.take(said));
                }
            }
            spoken_samples(language, &school, children).iter().for_each(|sample| hash.take(&sample.text));
            for understood in understood(children) {
                answers(&[understood], children).into_iter().for_each(|answer| hash.take(&answer.text(&school, language)));
            }
        }
        hash.take(&Acknowledgement::WhichChild(&names).text(&school, language));
    }
    let speech = language.speech();
    NumberedAnswer::ALL.iter().for_each(|answer| hash.take(speech.numbered(*answer)));
    OnPage::of(language).said().iter().for_each(|(_, said)| hash.take(said));
    format!("{:08x}", hash.folded())
}

/// Each category and each day of the week, once.
fn understood(children: &[Personal]) -> Vec<Confirmed<'_>> {
    let days: Vec<Option<Date>> = (23..=29).map(|day| Some(date(2026, 11, day))).collect();
    let categories = Category::ALL.into_iter().cycle();
    days.into_iter()
        .zip(categories)
        .map(|(back, category)| Confirmed { child: children.first(), category, back, by: Some(time(9, 45, 0, 0)) })
        .collect()
}

/// FNV-1a: small, stable, and no guard against anybody who wants two texts to look the same.
struct Fnv(u64);

impl Fnv {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn take(&mut self, text: &str) {
        // The byte between two texts stands in none: no letter can move from one to the next unseen.
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    const fn folded(&self) -> u64 {
        (self.0 >> 32) ^ (self.0 & 0xffff_ffff)
    }
}

//! The words in Turkish.
//!
//! Register: formal (siz), with "lütfen".
//!
//! A reviewer should look at: "yoklamada işaretlenmedi" for a mark in the register, and never "yok yazıldı"; names that stand apart,
//! so that none takes an ending that its vowels would decide; "randevu" for any medical or dental appointment. Turkish has no he or
//! she.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{joined, with_dot};
use super::{Answer, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Turkish;

/// For children of whom no first name is known.
const NAMELESS: &str = "Çocuğunuz";

impl Speech for Turkish {
    fn text(&self, told: &Telling<'_>) -> String {
        let (first, names, about) = (told.who_with_letters(NAMELESS), told.who(NAMELESS), about(told));
        let (when, also) = (when(told.when), also(told.when));
        let ask = told.form("Lütfen yanıt verin:", "Lütfen yanıt verin, örn. A1:");
        let ask = format!("{ask} {}.", self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{first} – {when} okulda yoklamada işaretlenmedi. {ask}"),
            Words::SecondDay => format!("{first} – {when} {also} okulda yoklamada işaretlenmedi. {ask}"),
            Words::ReturnDay => {
                format!("{first} – bugün okula {} bekliyorduk, hâlâ bekliyoruz. {ask}", told.form("dönmesini", "dönmelerini"))
            }
            Words::NotArrived => {
                format!("{first} – şimdiye kadar {} bekliyorduk, hâlâ bekliyoruz. {ask}", told.form("gelmesini", "gelmelerini"))
            }
            Words::GoneSinceMorning => {
                let ring = told.form("Lütfen arayın veya yanıt verin:", "Lütfen arayın veya yanıt verin, örn. A1:");
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!("{first} – bu sabah yoklamada işaretlendi, şimdi işaretlenmedi. {ring} {choices}.")
            }
            Words::PleaseRing => format!("Lütfen uygun olduğunuzda {}.", ring_us(told.telephone.as_deref())),
            Words::InSchool => format!("{names} şu anda okulda. Başka bir şey yapmanıza gerek yok. Teşekkür ederiz."),
            Words::Found => format!("{names} güvende. Başka bir şey yapmanıza gerek yok. Yardımınız için teşekkür ederiz."),
            Words::NothingMore => format!("{about}önceki mesajımızdan sonra başka bir şey yapmanıza gerek yok. Teşekkür ederiz."),
            Words::Correction => {
                format!("Lütfen {about}önceki mesajımızı dikkate almayın: yanlışlıkla gönderildi. Özür dileriz.")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, about) = (told.who(NAMELESS), about(told));
        let (when, also) = (when(told.when), also(told.when));
        let ring = told.telephone.as_ref();
        let ring = ring.map_or_else(|| "okulu arayın".to_owned(), |number| format!("okulu {number} numaralı telefondan arayın"));
        let tell = |what: &str| {
            if told.reads_email {
                format!("Lütfen bu e-postayı yanıtlayarak {what} bildirin veya {ring}.")
            } else {
                format!("Lütfen {ring} ve {what} bildirin. Bu e-postaya verilen yanıtlar okunmaz.")
            }
        };
        let surprised = format!("Bundan haberiniz yoksa lütfen hemen {ring}.");
        let nothing = || "Başka bir şey yapmanıza gerek yok.".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{names} – {when} okulda yoklamada işaretlenmedi");
                let said = vec![format!("{marked} ve henüz kimse bize nedenini bildirmedi."), tell("nedenini"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{names} – {when} {also} okulda yoklamada işaretlenmedi");
                let said = vec![format!("{marked} ve henüz kimse bize nedenini bildirmedi."), tell("nedenini"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("{names} – bugün okula {} bekliyorduk", told.form("dönmesini", "dönmelerini"));
                (expected.clone(), vec![format!("{expected}, hâlâ bekliyoruz."), tell("nedenini"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("{names} – şimdiye kadar okula {} bekliyorduk", told.form("gelmesini", "gelmelerini"));
                (expected.clone(), vec![format!("{expected}, hâlâ bekliyoruz."), tell("yeni saati"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("{names} – bugün öğleden sonra okulda yoklamada işaretlenmedi"),
                vec![
                    format!("{names} – bu sabah yoklamada işaretlendi, öğleden sonra işaretlenmedi."),
                    if told.reads_email {
                        format!("Nedenini biliyorsanız lütfen bu e-postayı yanıtlayın. Bilmiyorsanız lütfen hemen {ring}.")
                    } else {
                        format!("Nedenini bilseniz de bilmeseniz de lütfen hemen {ring}. Bu e-postaya verilen yanıtlar okunmaz.")
                    },
                ],
            ),
            Words::PleaseRing => (format!("Lütfen arayın: {}", told.school), vec![format!("Lütfen uygun olduğunuzda {ring}.")]),
            Words::InSchool => (format!("{names} okulda"), vec![format!("{names} şu anda okulda."), nothing()]),
            Words::Found => (
                format!("{names} güvende"),
                vec![format!("{names} güvende."), nothing(), "Yardımınız için teşekkür ederiz.".to_owned()],
            ),
            Words::NothingMore => (
                format!("{about}başka bir şey yapmanıza gerek yok"),
                vec![format!("{about}önceki mesajımızdan sonra başka bir şey yapmanıza gerek yok.")],
            ),
            Words::Correction => (
                format!("Lütfen {about}önceki mesajımızı dikkate almayın"),
                vec![
                    format!("Lütfen {about}önceki mesajımızı dikkate almayın: yanlışlıkla gönderildi. Özür dileriz."),
                    format!("Bu konuda sorunuz varsa lütfen {ring}."),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let ring = ring_us(answer.telephone.as_deref());
        match answer.which {
            Acknowledgement::ReasonNoted => format!(
                "Nedenini bildirdiğiniz için teşekkür ederiz. Başka bir şey yapmanıza gerek yok. Yanlış anladıysak lütfen {ring}."
            ),
            Acknowledgement::Understood(_) => {
                format!("Teşekkür ederiz. Not ettik: {items}. Doğru değilse lütfen yanıt verin veya {ring}.")
            }
            Acknowledgement::StaffWillRead => format!(
                "Teşekkür ederiz, okul görevlileri bunu okuyacak. Nedenini henüz bildirmediyseniz lütfen yanıtınızda yazın veya {ring}."
            ),
            Acknowledgement::WhichChild(_) => {
                format!(
                    "Teşekkür ederiz. Hangi çocuk için yazdınız? {letters}. Lütfen harf ve rakamla yanıt verin, örn. {example}."
                )
            }
            Acknowledgement::Looking => {
                format!(
                    "Teşekkür ederiz. Şu anda bakıyoruz ve sizi arayacağız. Lütfen siz de {ring} ve telefonunuzu yanınızda tutun."
                )
            }
            Acknowledgement::Stopped => "Bu numaraya artık SMS göndermeyeceğiz. Okul yine de sizi arayabilir. \
                 SMS'leri yeniden almak için START yazıp gönderin."
                .to_owned(),
            Acknowledgement::Started => "SMS'lerimizi yeniden alacaksınız. Durdurmak için STOP yazıp gönderin.".to_owned(),
            Acknowledgement::LanguageChanged => {
                "Bundan sonra size Türkçe yazacağız. İngilizceye dönmek için ENGLISH yazıp gönderin.".to_owned()
            }
            Acknowledgement::UnknownSender => {
                "Mesajınız için teşekkür ederiz. Bu numarayı tanımıyoruz, bu yüzden lütfen okulu arayın.".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "hasta",
            NumberedAnswer::Appointment => "randevu",
            NumberedAnswer::RunningLate => "gecikme",
            NumberedAnswer::Other => "başka neden",
            NumberedAnswer::ShouldBeInSchool => "okulda olması gerekir",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "hasta",
            Category::Appointment => "randevu",
            Category::Away => "seyahat",
            Category::ReligiousDay => "dini gün",
            Category::RunningLate => "gecikme",
            Category::Other => "başka neden",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "Pazartesi",
            Weekday::Tuesday => "Salı",
            Weekday::Wednesday => "Çarşamba",
            Weekday::Thursday => "Perşembe",
            Weekday::Friday => "Cuma",
            Weekday::Saturday => "Cumartesi",
            Weekday::Sunday => "Pazar",
        };
        format!("dönüş {} {day}", with_dot(date))
    }

    fn greeting(&self) -> &'static str {
        "Merhaba,"
    }

    fn closing(&self) -> &'static str {
        "Teşekkür ederiz,"
    }

    fn test(&self) -> &'static str {
        "Deneme"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", " ve ")
    }
}

fn ring_us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "bizi arayın".to_owned(), |number| format!("bizi {number} numaralı telefondan arayın"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "bu sabah",
        When::Afternoon => "bugün öğleden sonra",
        When::Today => "bugün",
    }
}

/// "Too", by the last vowel of the word before it.
fn also(when: When) -> &'static str {
    match when {
        When::Morning | When::Afternoon => "da",
        When::Today => "de",
    }
}

/// `Ava hakkındaki `; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!("{names} hakkındaki ")).unwrap_or_default()
}

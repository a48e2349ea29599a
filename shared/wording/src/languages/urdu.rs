//! The words in Urdu.
//!
//! Register: polite (آپ, براہ کرم), as a school office writes.
//!
//! A reviewer should look at: "حاضری درج نہیں ہے" for a mark in the register; that no verb agrees with the child, so that none says
//! boy or girl; "اپائنٹمنٹ", the English word that families here use, for any medical or dental appointment; آداب as a greeting
//! that belongs to no religion. Every sentence begins with an Urdu word, so that a telephone sets it from right to left; digits are
//! European, as on the keypad.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{isolated, joined, with_stroke};
use super::{Answer, Language, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Urdu;

/// For children of whom no first name is known, before a postposition.
const NAMELESS: &str = "آپ کے بچے";

impl Speech for Urdu {
    fn text(&self, told: &Telling<'_>) -> String {
        let first = told.who_with_letters(NAMELESS);
        let (when, about) = (when(told.when), about(told));
        let ask = format!("{} {}۔", asked(told, "براہ کرم جواب دیں"), self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{when} اسکول میں {first} کی حاضری درج نہیں ہے۔ {ask}"),
            Words::SecondDay => format!("{when} بھی اسکول میں {first} کی حاضری درج نہیں ہے۔ {ask}"),
            Words::ReturnDay => format!("ہمیں آج {first} کی واپسی کی توقع تھی اور ہم اب تک انتظار میں ہیں۔ {ask}"),
            Words::NotArrived => format!("ہمیں اب تک {first} کے پہنچنے کی توقع تھی اور ہم انتظار میں ہیں۔ {ask}"),
            Words::GoneSinceMorning => {
                let ring = asked(told, "براہ کرم فون کریں یا جواب دیں");
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!("آج صبح اسکول میں {first} کی حاضری درج تھی مگر اب درج نہیں ہے۔ {ring} {choices}۔")
            }
            Words::PleaseRing => format!("براہ کرم جب ممکن ہو {}۔", ring_us(told.telephone.as_deref())),
            Words::InSchool => {
                format!("{}۔ آپ کو مزید کچھ کرنے کی ضرورت نہیں۔ شکریہ۔", now_in_school(told))
            }
            Words::Found => format!("{}۔ آپ کو مزید کچھ کرنے کی ضرورت نہیں۔ مدد کا شکریہ۔", safe(told)),
            Words::NothingMore => format!("اب {about}ہمارے پچھلے پیغام پر مزید کچھ کرنے کی ضرورت نہیں۔ شکریہ۔"),
            Words::Correction => {
                format!("براہ کرم {about}ہمارا پچھلا پیغام نظر انداز کریں: وہ غلطی سے بھیجا گیا تھا۔ ہم معذرت خواہ ہیں۔")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, when, about) = (told.who(NAMELESS), when(told.when), about(told));
        let ring = told.telephone.as_ref();
        let ring = ring.map_or_else(|| "اسکول کو فون کریں".to_owned(), |number| format!("اسکول کو {number} پر فون کریں"));
        let tell = |what: &str| {
            if told.reads_email {
                format!("براہ کرم اس ای میل کے جواب میں {what} بتائیں، یا {ring}۔")
            } else {
                format!("براہ کرم {ring} اور {what} بتائیں۔ اس ای میل کے جوابات پڑھے نہیں جاتے۔")
            }
        };
        let surprised = format!("اگر یہ آپ کے لیے غیر متوقع ہے تو براہ کرم ابھی {ring}۔");
        let nothing = || "آپ کو مزید کچھ کرنے کی ضرورت نہیں۔".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{when} اسکول میں {names} کی حاضری درج نہیں ہے");
                let said = vec![format!("{marked}، اور ابھی تک کسی نے ہمیں وجہ نہیں بتائی۔"), tell("وجہ"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{when} بھی اسکول میں {names} کی حاضری درج نہیں ہے");
                let said = vec![format!("{marked}، اور ابھی تک کسی نے ہمیں وجہ نہیں بتائی۔"), tell("وجہ"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("ہمیں آج اسکول میں {names} کی واپسی کی توقع تھی");
                (expected.clone(), vec![format!("{expected} اور ہم اب تک انتظار میں ہیں۔"), tell("وجہ"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("ہمیں اب تک {names} کے اسکول پہنچنے کی توقع تھی");
                (expected.clone(), vec![format!("{expected} اور ہم انتظار میں ہیں۔"), tell("نیا وقت"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("آج دوپہر اسکول میں {names} کی حاضری درج نہیں ہے"),
                vec![
                    format!("آج صبح اسکول میں {names} کی حاضری درج تھی مگر دوپہر میں درج نہیں ہے۔"),
                    if told.reads_email {
                        format!("اگر آپ کو وجہ معلوم ہے تو براہ کرم اس ای میل کا جواب دیں۔ اگر نہیں تو براہ کرم ابھی {ring}۔")
                    } else {
                        format!("وجہ معلوم ہو یا نہ ہو، براہ کرم ابھی {ring}۔ اس ای میل کے جوابات پڑھے نہیں جاتے۔")
                    },
                ],
            ),
            Words::PleaseRing => (format!("براہ کرم فون کریں: {}", told.school), vec![format!("براہ کرم جب ممکن ہو {ring}۔")]),
            Words::InSchool => (now_in_school(told), vec![format!("{}۔", now_in_school(told)), nothing()]),
            Words::Found => (safe(told), vec![format!("{}۔", safe(told)), nothing(), "مدد کا شکریہ۔".to_owned()]),
            Words::NothingMore => (
                "مزید کچھ کرنے کی ضرورت نہیں".to_owned(),
                vec![format!("اب {about}ہمارے پچھلے پیغام پر مزید کچھ کرنے کی ضرورت نہیں۔")],
            ),
            Words::Correction => (
                format!("براہ کرم {about}ہمارا پچھلا پیغام نظر انداز کریں"),
                vec![
                    format!("براہ کرم {about}ہمارا پچھلا پیغام نظر انداز کریں: وہ غلطی سے بھیجا گیا تھا۔ ہم معذرت خواہ ہیں۔"),
                    format!("اگر آپ اس بارے میں پوچھنا چاہیں تو براہ کرم {ring}۔"),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let ring = ring_us(answer.telephone.as_deref());
        match answer.which {
            Acknowledgement::ReasonNoted => {
                format!("وجہ بتانے کا شکریہ۔ آپ کو مزید کچھ کرنے کی ضرورت نہیں۔ اگر ہم غلط سمجھے ہیں تو براہ کرم {ring}۔")
            }
            Acknowledgement::Understood(_) => {
                format!("شکریہ۔ ہم نے یہ لکھا ہے: {items}۔ اگر یہ درست نہیں تو براہ کرم جواب دیں یا {ring}۔")
            }
            Acknowledgement::StaffWillRead => format!(
                "شکریہ، اسکول کا عملہ یہ پیغام پڑھے گا۔ اگر آپ نے ابھی وجہ نہیں بتائی تو براہ کرم جواب میں وجہ لکھیں یا {ring}۔"
            ),
            Acknowledgement::WhichChild(_) => {
                format!("شکریہ۔ یہ پیغام کس بچے کے بارے میں ہے؟ {letters}۔ براہ کرم حرف اور نمبر سے جواب دیں، مثلاً {example}۔")
            }
            Acknowledgement::Looking => {
                format!("شکریہ۔ ہم ابھی دیکھ رہے ہیں اور آپ کو فون کریں گے۔ براہ کرم آپ بھی {ring} اور اپنا فون پاس رکھیں۔")
            }
            Acknowledgement::Stopped => "ہم اس نمبر پر مزید ٹیکسٹ پیغام نہیں بھیجیں گے۔ اسکول اب بھی آپ کو فون کر سکتا ہے۔ \
                 دوبارہ پیغام پانے کے لیے START لکھ کر جواب دیں۔"
                .to_owned(),
            Acknowledgement::Started => {
                "آپ کو ہمارے ٹیکسٹ پیغام دوبارہ ملیں گے۔ بند کرنے کے لیے STOP لکھ کر جواب دیں۔".to_owned()
            }
            Acknowledgement::LanguageChanged => {
                "اب سے ہم آپ کو اردو میں لکھیں گے۔ انگریزی کے لیے ENGLISH لکھ کر جواب دیں۔".to_owned()
            }
            Acknowledgement::UnknownSender => {
                "آپ کے پیغام کا شکریہ۔ ہم اس نمبر کو نہیں پہچانتے، اس لیے براہ کرم اسکول کو فون کریں۔".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "بیماری",
            NumberedAnswer::Appointment => "اپائنٹمنٹ",
            NumberedAnswer::RunningLate => "دیر",
            NumberedAnswer::Other => "کوئی اور وجہ",
            NumberedAnswer::ShouldBeInSchool => "اسکول میں ہونا چاہیے",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "بیماری",
            Category::Appointment => "اپائنٹمنٹ",
            Category::Away => "سفر",
            Category::ReligiousDay => "مذہبی دن",
            Category::RunningLate => "دیر",
            Category::Other => "کوئی اور وجہ",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "پیر",
            Weekday::Tuesday => "منگل",
            Weekday::Wednesday => "بدھ",
            Weekday::Thursday => "جمعرات",
            Weekday::Friday => "جمعہ",
            Weekday::Saturday => "ہفتہ",
            Weekday::Sunday => "اتوار",
        };
        format!("واپسی {day} {}", with_stroke(date))
    }

    fn greeting(&self) -> &'static str {
        "آداب،"
    }

    fn closing(&self) -> &'static str {
        "شکریہ،"
    }

    fn test(&self) -> &'static str {
        "آزمائش"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, "، ", " اور ")
    }

    fn comma(&self) -> &'static str {
        "، "
    }

    fn semicolon(&self) -> &'static str {
        "؛ "
    }
}

fn asked(told: &Telling<'_>, please: &str) -> String {
    if told.many() { format!("{please}، مثلاً {}:", isolated("A1", Language::Urdu)) } else { format!("{please}:") }
}

fn ring_us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "ہمیں فون کریں".to_owned(), |number| format!("ہمیں {number} پر فون کریں"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "آج صبح",
        When::Afternoon => "آج دوپہر",
        When::Today => "آج",
    }
}

/// `Ava کے بارے میں `; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!("{names} کے بارے میں ")).unwrap_or_default()
}

fn now_in_school(told: &Telling<'_>) -> String {
    format!("اب {} اسکول میں {}", told.who("آپ کا بچہ"), told.form("ہے", "ہیں"))
}

/// It begins with a word of its own, so that no Latin name stands first.
fn safe(told: &Telling<'_>) -> String {
    format!("اطلاع: {} محفوظ {}", told.who("آپ کا بچہ"), told.form("ہے", "ہیں"))
}

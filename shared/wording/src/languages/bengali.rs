//! The words in Bengali.
//!
//! Register: polite (আপনি, অনুগ্রহ করে), in the standard written language that Sylheti families read too.
//!
//! A reviewer should look at: names that stand apart ("Ava – আজ সকালে…") or before সম্পর্কে, so that none needs an ending;
//! "উপস্থিতি নথিভুক্ত হয়নি" for a mark in the register; "স্কুলে থাকার কথা" for "should be in school"; a greeting that belongs to no
//! religion. Digits are European, as on the keypad.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{joined, with_stroke};
use super::{Answer, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Bengali;

/// For children of whom no first name is known.
const NAMELESS: &str = "আপনার সন্তান";

impl Speech for Bengali {
    fn text(&self, told: &Telling<'_>) -> String {
        let (first, names) = (told.who_with_letters(NAMELESS), told.who(NAMELESS));
        let (when, about) = (when(told.when), about(told));
        let ask = told.form("অনুগ্রহ করে উত্তর দিন:", "অনুগ্রহ করে উত্তর দিন, যেমন A1:");
        let ask = format!("{ask} {}।", self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{first} – {when} স্কুলে উপস্থিতি নথিভুক্ত হয়নি। {ask}"),
            Words::SecondDay => format!("{first} – {when}ও স্কুলে উপস্থিতি নথিভুক্ত হয়নি। {ask}"),
            Words::ReturnDay => format!("{first} – আজ স্কুলে ফেরার কথা ছিল, আমরা এখনও অপেক্ষা করছি। {ask}"),
            Words::NotArrived => format!("{first} – এতক্ষণে স্কুলে আসার কথা ছিল, আমরা এখনও অপেক্ষা করছি। {ask}"),
            Words::GoneSinceMorning => {
                let ring = told.form("অনুগ্রহ করে ফোন করুন বা উত্তর দিন:", "অনুগ্রহ করে ফোন করুন বা উত্তর দিন, যেমন A1:");
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!("{first} – আজ সকালে স্কুলে উপস্থিতি নথিভুক্ত হয়েছে, এখন হয়নি। {ring} {choices}।")
            }
            Words::PleaseRing => format!("অনুগ্রহ করে সুবিধামতো {}।", ring_us(told.telephone.as_deref())),
            Words::InSchool => format!("{names} এখন স্কুলে আছে। আপনাকে আর কিছু করতে হবে না। ধন্যবাদ।"),
            Words::Found => format!("{names} নিরাপদে আছে। আপনাকে আর কিছু করতে হবে না। সাহায্যের জন্য ধন্যবাদ।"),
            Words::NothingMore => format!("{about}আমাদের আগের বার্তার পর আর কিছু করার দরকার নেই। ধন্যবাদ।"),
            Words::Correction => {
                format!("অনুগ্রহ করে {about}আমাদের আগের বার্তাটি উপেক্ষা করুন: সেটি ভুল করে পাঠানো হয়েছিল। আমরা দুঃখিত।")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, when, about) = (told.who(NAMELESS), when(told.when), about(told));
        let ring = told.telephone.as_ref();
        let ring = ring.map_or_else(|| "স্কুলে ফোন করুন".to_owned(), |number| format!("স্কুলে {number} নম্বরে ফোন করুন"));
        let tell = |what: &str| {
            if told.reads_email {
                format!("অনুগ্রহ করে এই ইমেলের উত্তরে {what} জানান, অথবা {ring}।")
            } else {
                format!("অনুগ্রহ করে {ring} এবং {what} জানান। এই ইমেলের উত্তর পড়া হয় না।")
            }
        };
        let surprised = format!("আপনি এটি না জেনে থাকলে অনুগ্রহ করে এখনই {ring}।");
        let nothing = || "আপনাকে আর কিছু করতে হবে না।".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{names} – {when} স্কুলে উপস্থিতি নথিভুক্ত হয়নি");
                let said = vec![format!("{marked}, এবং এখনও কেউ আমাদের কারণ জানাননি।"), tell("কারণ"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{names} – {when}ও স্কুলে উপস্থিতি নথিভুক্ত হয়নি");
                let said = vec![format!("{marked}, এবং এখনও কেউ আমাদের কারণ জানাননি।"), tell("কারণ"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("{names} – আজ স্কুলে ফেরার কথা ছিল");
                (expected.clone(), vec![format!("{expected}, আমরা এখনও অপেক্ষা করছি।"), tell("কারণ"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("{names} – এতক্ষণে স্কুলে আসার কথা ছিল");
                (expected.clone(), vec![format!("{expected}, আমরা এখনও অপেক্ষা করছি।"), tell("নতুন সময়"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("{names} – আজ বিকেলে স্কুলে উপস্থিতি নথিভুক্ত হয়নি"),
                vec![
                    format!("{names} – আজ সকালে স্কুলে উপস্থিতি নথিভুক্ত হয়েছে, বিকেলে হয়নি।"),
                    if told.reads_email {
                        format!("কারণ জানা থাকলে অনুগ্রহ করে এই ইমেলের উত্তর দিন। না জানলে অনুগ্রহ করে এখনই {ring}।")
                    } else {
                        format!("কারণ জানা থাকুক বা না থাকুক, অনুগ্রহ করে এখনই {ring}। এই ইমেলের উত্তর পড়া হয় না।")
                    },
                ],
            ),
            Words::PleaseRing => (format!("অনুগ্রহ করে ফোন করুন: {}", told.school), vec![format!("অনুগ্রহ করে সুবিধামতো {ring}।")]),
            Words::InSchool => (format!("{names} স্কুলে আছে"), vec![format!("{names} এখন স্কুলে আছে।"), nothing()]),
            Words::Found => {
                (format!("{names} নিরাপদে আছে"), vec![format!("{names} নিরাপদে আছে।"), nothing(), "সাহায্যের জন্য ধন্যবাদ।".to_owned()])
            }
            Words::NothingMore => {
                (format!("{about}আর কিছু করার দরকার নেই"), vec![format!("{about}আমাদের আগের বার্তার পর আর কিছু করার দরকার নেই।")])
            }
            Words::Correction => (
                format!("অনুগ্রহ করে {about}আমাদের আগের বার্তাটি উপেক্ষা করুন"),
                vec![
                    format!("অনুগ্রহ করে {about}আমাদের আগের বার্তাটি উপেক্ষা করুন: সেটি ভুল করে পাঠানো হয়েছিল। আমরা দুঃখিত।"),
                    format!("এ বিষয়ে কিছু জানতে চাইলে অনুগ্রহ করে {ring}।"),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let ring = ring_us(answer.telephone.as_deref());
        match answer.which {
            Acknowledgement::ReasonNoted => {
                format!("কারণ জানানোর জন্য ধন্যবাদ। আপনাকে আর কিছু করতে হবে না। আমরা ভুল বুঝে থাকলে অনুগ্রহ করে {ring}।")
            }
            Acknowledgement::Understood(_) => {
                format!("ধন্যবাদ। আমরা লিখে রেখেছি: {items}। এটি ঠিক না হলে অনুগ্রহ করে উত্তর দিন বা {ring}।")
            }
            Acknowledgement::StaffWillRead => {
                format!("ধন্যবাদ, স্কুলের কর্মীরা এটি পড়বেন। এখনও কারণ না জানিয়ে থাকলে অনুগ্রহ করে উত্তরে লিখুন বা {ring}।")
            }
            Acknowledgement::WhichChild(_) => {
                format!("ধন্যবাদ। আপনি কোন সন্তানের কথা বলছেন? {letters}। অনুগ্রহ করে অক্ষর ও সংখ্যা দিয়ে উত্তর দিন, যেমন {example}।")
            }
            Acknowledgement::Looking => {
                format!("ধন্যবাদ। আমরা এখনই দেখছি এবং আপনাকে ফোন করব। অনুগ্রহ করে আপনিও {ring} এবং ফোন কাছে রাখুন।")
            }
            Acknowledgement::Stopped => "এই নম্বরে আমরা আর টেক্সট বার্তা পাঠাব না। স্কুল তবু আপনাকে ফোন করতে পারে। \
                 আবার পেতে START লিখে উত্তর দিন।"
                .to_owned(),
            Acknowledgement::Started => "আপনি আবার আমাদের টেক্সট বার্তা পাবেন। বন্ধ করতে STOP লিখে উত্তর দিন।".to_owned(),
            Acknowledgement::LanguageChanged => "এখন থেকে আমরা আপনাকে বাংলায় লিখব। ইংরেজির জন্য ENGLISH লিখে উত্তর দিন।".to_owned(),
            Acknowledgement::UnknownSender => {
                "আপনার বার্তার জন্য ধন্যবাদ। আমরা এই নম্বরটি চিনতে পারছি না, তাই অনুগ্রহ করে স্কুলে ফোন করুন।".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "অসুস্থ",
            NumberedAnswer::Appointment => "অ্যাপয়েন্টমেন্ট",
            NumberedAnswer::RunningLate => "দেরি হচ্ছে",
            NumberedAnswer::Other => "অন্য কারণ",
            NumberedAnswer::ShouldBeInSchool => "স্কুলে থাকার কথা",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "অসুস্থ",
            Category::Appointment => "অ্যাপয়েন্টমেন্ট",
            Category::Away => "বেড়াতে বা বাইরে",
            Category::ReligiousDay => "ধর্মীয় দিন",
            Category::RunningLate => "দেরি হচ্ছে",
            Category::Other => "অন্য কারণ",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "সোমবার",
            Weekday::Tuesday => "মঙ্গলবার",
            Weekday::Wednesday => "বুধবার",
            Weekday::Thursday => "বৃহস্পতিবার",
            Weekday::Friday => "শুক্রবার",
            Weekday::Saturday => "শনিবার",
            Weekday::Sunday => "রবিবার",
        };
        format!("ফিরবে {day} {}", with_stroke(date))
    }

    fn greeting(&self) -> &'static str {
        "শুভেচ্ছা,"
    }

    fn closing(&self) -> &'static str {
        "ধন্যবাদ,"
    }

    fn test(&self) -> &'static str {
        "পরীক্ষামূলক"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", " ও ")
    }
}

fn ring_us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "আমাদের ফোন করুন".to_owned(), |number| format!("আমাদের {number} নম্বরে ফোন করুন"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "আজ সকালে",
        When::Afternoon => "আজ বিকেলে",
        When::Today => "আজ",
    }
}

/// `Ava সম্পর্কে `; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!("{names} সম্পর্কে ")).unwrap_or_default()
}

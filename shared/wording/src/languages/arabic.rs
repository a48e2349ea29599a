//! The words in Arabic.
//!
//! Register: plain standard Arabic, impersonal (يرجى) and in the polite plural, so that a parent is neither he nor she.
//!
//! A reviewer should look at: "لم يتم تسجيل حضور" for a mark in the register; sentences built round a noun (حضور، عودة، وصول), so
//! that no verb agrees with the child; الطفل in the words of digit 9, which stands for any child. Every sentence begins with an
//! Arabic word, so that a telephone sets it from right to left; digits are European, as on the keypad.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{isolated, joined, with_stroke};
use super::{Answer, Language, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Arabic;

/// For children of whom no first name is known.
const NAMELESS: &str = "طفلكم";

impl Speech for Arabic {
    fn text(&self, told: &Telling<'_>) -> String {
        let (first, names) = (told.who_with_letters(NAMELESS), told.who(NAMELESS));
        let (when, about) = (when(told.when), about(told));
        let ask = format!("{} {}.", asked(told, "يرجى الرد"), self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("لم يتم تسجيل حضور {first} في المدرسة {when}. {ask}"),
            Words::SecondDay => format!("لم يتم تسجيل حضور {first} في المدرسة {when} أيضًا. {ask}"),
            Words::ReturnDay => format!("كنا نتوقع عودة {first} اليوم وما زلنا ننتظر. {ask}"),
            Words::NotArrived => format!("كنا نتوقع وصول {first} قبل الآن وما زلنا ننتظر. {ask}"),
            Words::GoneSinceMorning => {
                let ring = asked(told, "يرجى الاتصال بنا أو الرد");
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!("تم تسجيل حضور {first} في المدرسة هذا الصباح ولم يتم تسجيله بعد ذلك. {ring} {choices}.")
            }
            Words::PleaseRing => format!("{} عندما يتيسر ذلك.", please_ring(told.telephone.as_deref())),
            Words::InSchool => format!("نفيدكم بأن {names} في المدرسة الآن. لا يلزم أي إجراء آخر. شكرًا."),
            Words::Found => format!("نفيدكم بأن {names} في أمان. لا يلزم أي إجراء آخر. شكرًا لمساعدتكم."),
            Words::NothingMore => format!("لا يلزم أي إجراء آخر بعد رسالتنا السابقة{about}. شكرًا."),
            Words::Correction => format!("يرجى تجاهل رسالتنا السابقة{about}: فقد أرسلت بالخطأ. نعتذر."),
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, when, about) = (told.who(NAMELESS), when(told.when), about(told));
        let at = told.telephone.as_ref().map(|number| format!(" على {number}")).unwrap_or_default();
        let tell = |what: &str| {
            if told.reads_email {
                format!("يرجى الرد على هذه الرسالة وذكر {what}، أو الاتصال بالمدرسة{at}.")
            } else {
                format!("يرجى الاتصال بالمدرسة{at} وذكر {what}. لا تُقرأ الردود على هذه الرسالة.")
            }
        };
        let surprised = format!("إذا لم تكونوا على علم بذلك فيرجى الاتصال بالمدرسة{at} الآن.");
        let nothing = || "لا يلزم أي إجراء آخر.".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("لم يتم تسجيل حضور {names} في المدرسة {when}");
                let said = vec![format!("{marked}، ولم يبلغنا أحد بالسبب بعد."), tell("السبب"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("لم يتم تسجيل حضور {names} في المدرسة {when} أيضًا");
                let said = vec![format!("{marked}، ولم يبلغنا أحد بالسبب بعد."), tell("السبب"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("كنا نتوقع عودة {names} إلى المدرسة اليوم");
                (expected.clone(), vec![format!("{expected} وما زلنا ننتظر."), tell("السبب"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("كنا نتوقع وصول {names} إلى المدرسة قبل الآن");
                (expected.clone(), vec![format!("{expected} وما زلنا ننتظر."), tell("الوقت الجديد"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("لم يتم تسجيل حضور {names} في المدرسة بعد ظهر اليوم"),
                vec![
                    format!("تم تسجيل حضور {names} في المدرسة هذا الصباح ولم يتم تسجيله بعد الظهر."),
                    if told.reads_email {
                        format!(
                            "إذا كنتم تعرفون السبب فيرجى الرد على هذه الرسالة. وإذا لم تكونوا تعرفونه فيرجى الاتصال بالمدرسة{at} الآن."
                        )
                    } else {
                        format!("سواء كنتم تعرفون السبب أم لا، يرجى الاتصال بالمدرسة{at} الآن. لا تُقرأ الردود على هذه الرسالة.")
                    },
                ],
            ),
            Words::PleaseRing => {
                (format!("يرجى الاتصال: {}", told.school), vec![format!("يرجى الاتصال بالمدرسة{at} عندما يتيسر ذلك.")])
            }
            Words::InSchool => {
                (format!("نفيدكم بأن {names} في المدرسة"), vec![format!("نفيدكم بأن {names} في المدرسة الآن."), nothing()])
            }
            Words::Found => (
                format!("نفيدكم بأن {names} في أمان"),
                vec![format!("نفيدكم بأن {names} في أمان."), nothing(), "شكرًا لمساعدتكم.".to_owned()],
            ),
            Words::NothingMore => {
                (format!("لا يلزم أي إجراء آخر{about}"), vec![format!("لا يلزم أي إجراء آخر بعد رسالتنا السابقة{about}.")])
            }
            Words::Correction => (
                format!("يرجى تجاهل رسالتنا السابقة{about}"),
                vec![
                    format!("يرجى تجاهل رسالتنا السابقة{about}: فقد أرسلت بالخطأ. نعتذر."),
                    format!("إذا رغبتم في الاستفسار عنها فيرجى الاتصال بالمدرسة{at}."),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let at = answer.telephone.as_ref().map(|number| format!(" على {number}")).unwrap_or_default();
        match answer.which {
            Acknowledgement::ReasonNoted => {
                format!("شكرًا لإبلاغنا بالسبب. لا يلزم أي إجراء آخر. إذا أسأنا الفهم فيرجى الاتصال بنا{at}.")
            }
            Acknowledgement::Understood(_) => {
                format!("شكرًا. سجلنا ما يلي: {items}. إذا كان ذلك غير صحيح فيرجى الرد أو الاتصال بنا{at}.")
            }
            Acknowledgement::StaffWillRead => {
                format!("شكرًا، سيقرأ موظفو المدرسة رسالتكم. إذا لم تبلغونا بالسبب بعد فيرجى ذكره في الرد أو الاتصال بنا{at}.")
            }
            Acknowledgement::WhichChild(_) => {
                format!("شكرًا. عن أي طفل تتحدثون؟ {letters}. يرجى الرد بالحرف والرقم، مثل {example}.")
            }
            Acknowledgement::Looking => {
                format!("شكرًا. نحن نبحث الآن وسنتصل بكم. يرجى أيضًا الاتصال بنا{at} وإبقاء الهاتف معكم.")
            }
            Acknowledgement::Stopped => "لن نرسل رسائل نصية أخرى إلى هذا الرقم. وقد تتصل بكم المدرسة هاتفيًا. \
                 لاستلام الرسائل من جديد يرجى الرد بكلمة START."
                .to_owned(),
            Acknowledgement::Started => "ستصلكم رسائلنا النصية من جديد. لإيقافها يرجى الرد بكلمة STOP.".to_owned(),
            Acknowledgement::LanguageChanged => {
                "من الآن سنكتب إليكم بالعربية. للعودة إلى الإنجليزية يرجى الرد بكلمة ENGLISH.".to_owned()
            }
            Acknowledgement::UnknownSender => "شكرًا لرسالتكم. لا نتعرف على هذا الرقم، لذا يرجى الاتصال بالمدرسة.".to_owned(),
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "مرض",
            NumberedAnswer::Appointment => "موعد طبي",
            NumberedAnswer::RunningLate => "تأخر",
            NumberedAnswer::Other => "سبب آخر",
            NumberedAnswer::ShouldBeInSchool => "يفترض أن الطفل في المدرسة",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "مرض",
            Category::Appointment => "موعد طبي",
            Category::Away => "سفر",
            Category::ReligiousDay => "مناسبة دينية",
            Category::RunningLate => "تأخر",
            Category::Other => "سبب آخر",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "الاثنين",
            Weekday::Tuesday => "الثلاثاء",
            Weekday::Wednesday => "الأربعاء",
            Weekday::Thursday => "الخميس",
            Weekday::Friday => "الجمعة",
            Weekday::Saturday => "السبت",
            Weekday::Sunday => "الأحد",
        };
        format!("العودة {day} {}", with_stroke(date))
    }

    fn greeting(&self) -> &'static str {
        "تحية طيبة،"
    }

    fn closing(&self) -> &'static str {
        "شكرًا،"
    }

    fn test(&self) -> &'static str {
        "تجربة"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, "، ", " و")
    }

    fn comma(&self) -> &'static str {
        "، "
    }

    fn semicolon(&self) -> &'static str {
        "؛ "
    }
}

fn asked(told: &Telling<'_>, please: &str) -> String {
    if told.many() { format!("{please}، مثل {}:", isolated("A1", Language::Arabic)) } else { format!("{please}:") }
}

fn please_ring(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "يرجى الاتصال بنا".to_owned(), |number| format!("يرجى الاتصال بنا على {number}"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "هذا الصباح",
        When::Afternoon => "بعد ظهر اليوم",
        When::Today => "اليوم",
    }
}

/// ` عن Ava`; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!(" عن {names}")).unwrap_or_default()
}

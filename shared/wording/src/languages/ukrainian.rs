//! The words in Ukrainian.
//!
//! Register: formal (Ви with a capital), with "просимо" in place of an imperative.
//!
//! A reviewer should look at: "присутність не відмічено" for a mark in the register, impersonal so that nothing agrees with the child;
//! names that stand apart, so that none is inflected; "прийом у лікаря" for any medical or dental appointment. The letters beside
//! the children's names are Latin; an answer in Cyrillic letters must be read as well. "Відсутність" is left out on purpose.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{joined, with_dot};
use super::{Answer, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Ukrainian;

/// For children of whom no first name is known.
const NAMELESS: &str = "Ваша дитина";

impl Speech for Ukrainian {
    fn text(&self, told: &Telling<'_>) -> String {
        let (first, names) = (told.who_with_letters(NAMELESS), told.who(NAMELESS));
        let (when, about) = (when(told.when), about(told));
        let ask = format!("Просимо відповісти{}: {}.", example(told), self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{first} – присутність у школі {when} не відмічено. {ask}"),
            Words::SecondDay => format!("{first} – присутність у школі {when} знову не відмічено. {ask}"),
            Words::ReturnDay => format!("{first} – ми очікували повернення до школи сьогодні й досі чекаємо. {ask}"),
            Words::NotArrived => format!("{first} – ми очікували прибуття до школи раніше й досі чекаємо. {ask}"),
            Words::GoneSinceMorning => {
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!(
                    "{first} – сьогодні вранці присутність у школі відмічено, а зараз ні. Просимо зателефонувати або відповісти{}: {choices}.",
                    example(told)
                )
            }
            Words::PleaseRing => format!("Просимо {}, коли Вам буде зручно.", ring_us(told.telephone.as_deref())),
            Words::InSchool => format!("{names} зараз у школі. Більше нічого робити не потрібно. Дякуємо."),
            Words::Found => format!("{names} в безпеці. Більше нічого робити не потрібно. Дякуємо за допомогу."),
            Words::NothingMore => {
                format!("Після нашого попереднього повідомлення{about} більше нічого робити не потрібно. Дякуємо.")
            }
            Words::Correction => {
                format!("Просимо не зважати на наше попереднє повідомлення{about}: його надіслано помилково. Перепрошуємо.")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, when, about) = (told.who(NAMELESS), when(told.when), about(told));
        let at = told.telephone.as_ref().map(|number| format!(" за номером {number}")).unwrap_or_default();
        let tell = |what: &str| {
            if told.reads_email {
                format!("Просимо повідомити {what} у відповідь на цей лист або зателефонувати до школи{at}.")
            } else {
                format!("Просимо зателефонувати до школи{at} і повідомити {what}. Відповіді на цей лист не читаються.")
            }
        };
        let surprised = format!("Якщо Ви про це не знали, просимо відразу зателефонувати до школи{at}.");
        let nothing = || "Більше нічого робити не потрібно.".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{names} – присутність у школі {when} не відмічено");
                let said = vec![format!("{marked}, і нам ще ніхто не повідомив причину."), tell("причину"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{names} – присутність у школі {when} знову не відмічено");
                let said = vec![format!("{marked}, і нам ще ніхто не повідомив причину."), tell("причину"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("{names} – ми очікували повернення до школи сьогодні");
                (expected.clone(), vec![format!("{expected} й досі чекаємо."), tell("причину"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("{names} – ми очікували прибуття до школи раніше");
                (expected.clone(), vec![format!("{expected} й досі чекаємо."), tell("новий час"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("{names} – присутність у школі сьогодні після обіду не відмічено"),
                vec![
                    format!("{names} – сьогодні вранці присутність у школі відмічено, а після обіду ні."),
                    if told.reads_email {
                        format!(
                            "Якщо Ви знаєте причину, просимо відповісти на цей лист. Якщо ні, просимо відразу зателефонувати до школи{at}."
                        )
                    } else {
                        format!(
                            "Незалежно від того, чи знаєте Ви причину, просимо відразу зателефонувати до школи{at}. \
                             Відповіді на цей лист не читаються."
                        )
                    },
                ],
            ),
            Words::PleaseRing => (
                format!("Просимо зателефонувати: {}", told.school),
                vec![format!("Просимо зателефонувати до школи{at}, коли Вам буде зручно.")],
            ),
            Words::InSchool => (format!("{names} у школі"), vec![format!("{names} зараз у школі."), nothing()]),
            Words::Found => {
                (format!("{names} в безпеці"), vec![format!("{names} в безпеці."), nothing(), "Дякуємо за допомогу.".to_owned()])
            }
            Words::NothingMore => (
                format!("Більше нічого робити не потрібно{about}"),
                vec![format!("Після нашого попереднього повідомлення{about} більше нічого робити не потрібно.")],
            ),
            Words::Correction => (
                format!("Просимо не зважати на наше попереднє повідомлення{about}"),
                vec![
                    format!("Просимо не зважати на наше попереднє повідомлення{about}: його надіслано помилково. Перепрошуємо."),
                    format!("Якщо у Вас є запитання, просимо зателефонувати до школи{at}."),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let ring = ring_us(answer.telephone.as_deref());
        match answer.which {
            Acknowledgement::ReasonNoted => format!(
                "Дякуємо, що повідомили причину. Більше нічого робити не потрібно. Якщо ми неправильно зрозуміли, просимо {ring}."
            ),
            Acknowledgement::Understood(_) => {
                format!("Дякуємо. Ми записали: {items}. Якщо це не так, просимо відповісти або {ring}.")
            }
            Acknowledgement::StaffWillRead => format!(
                "Дякуємо, працівники школи прочитають це повідомлення. Якщо Ви ще не повідомили причину, просимо написати її або {ring}."
            ),
            Acknowledgement::WhichChild(_) => {
                format!("Дякуємо. Про яку дитину йдеться? {letters}. Просимо відповісти літерою і цифрою, напр. {example}.")
            }
            Acknowledgement::Looking => {
                format!("Дякуємо. Ми вже шукаємо й зателефонуємо Вам. Просимо також {ring} і тримати телефон при собі.")
            }
            Acknowledgement::Stopped => "Ми більше не надсилатимемо SMS на цей номер. Школа й далі може Вам телефонувати. \
                 Щоб знову їх отримувати, надішліть START."
                .to_owned(),
            Acknowledgement::Started => "Ви знову отримуватимете наші SMS. Щоб їх припинити, надішліть STOP.".to_owned(),
            Acknowledgement::LanguageChanged => {
                "Відтепер ми писатимемо Вам українською. Щоб повернутися до англійської, надішліть ENGLISH.".to_owned()
            }
            Acknowledgement::UnknownSender => {
                "Дякуємо за повідомлення. Ми не впізнаємо цей номер, тому просимо зателефонувати до школи.".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "хвороба",
            NumberedAnswer::Appointment => "прийом у лікаря",
            NumberedAnswer::RunningLate => "запізнення",
            NumberedAnswer::Other => "інша причина",
            NumberedAnswer::ShouldBeInSchool => "має бути в школі",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "хвороба",
            Category::Appointment => "прийом у лікаря",
            Category::Away => "від'їзд",
            Category::ReligiousDay => "релігійне свято",
            Category::RunningLate => "запізнення",
            Category::Other => "інша причина",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "понеділок",
            Weekday::Tuesday => "вівторок",
            Weekday::Wednesday => "середа",
            Weekday::Thursday => "четвер",
            Weekday::Friday => "п'ятниця",
            Weekday::Saturday => "субота",
            Weekday::Sunday => "неділя",
        };
        format!("повернення {day} {}", with_dot(date))
    }

    fn greeting(&self) -> &'static str {
        "Добрий день!"
    }

    fn closing(&self) -> &'static str {
        "Дякуємо,"
    }

    fn test(&self) -> &'static str {
        "Тест"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", " і ")
    }
}

fn example(told: &Telling<'_>) -> &'static str {
    told.form("", ", напр. A1")
}

fn ring_us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "зателефонувати нам".to_owned(), |number| format!("зателефонувати нам за номером {number}"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "сьогодні вранці",
        When::Afternoon => "сьогодні після обіду",
        When::Today => "сьогодні",
    }
}

/// ` (Ava)`; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!(" ({names})")).unwrap_or_default()
}

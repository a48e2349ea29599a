//! The words in Welsh.
//!
//! Register: the polite plural (chi), as a school writes to parents, in words of north and south alike.
//!
//! A reviewer should look at: "marc presenoldeb" for a mark in the register, chosen so that no sentence needs to say he or she
//! (ei, wedi'i); "salwch" and "dychwelyd" for words with a circumflex, which would make every text cost twice; the digits' words; that
//! a name is never mutated, and that "a" before a vowel is "ac".

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{joined, with_stroke};
use super::{Answer, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Welsh;

impl Speech for Welsh {
    fn text(&self, told: &Telling<'_>) -> String {
        let to = told.who_with_letters("");
        let to = if to.is_empty() { "i'ch plentyn".to_owned() } else { format!("i {to}") };
        let (names, when, about) = (told.who("eich plentyn"), when(told.when), about(told));
        let ask = format!("{} {}.", ask(told), self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("Nid oes marc presenoldeb {to} {when}. {ask}"),
            Words::SecondDay => format!("Nid oes marc presenoldeb o hyd {to} {when}. {ask}"),
            Words::ReturnDay => format!("Roeddem yn disgwyl {to} ddychwelyd heddiw ac rydym yn dal i aros. {ask}"),
            Words::NotArrived => format!("Roeddem yn disgwyl {to} gyrraedd erbyn hyn ac rydym yn dal i aros. {ask}"),
            Words::GoneSinceMorning => {
                let names = told.who_with_letters("eich plentyn");
                let ring = told.form("Ffoniwch neu atebwch:", "Ffoniwch neu atebwch, e.e. A1:");
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!("Roedd {names} yn yr ysgol y bore yma, ond nid oes marc ers hynny. {ring} {choices}.")
            }
            Words::PleaseRing => format!("{} pan fydd yn gyfleus, os gwelwch yn dda.", ring_us(told.telephone.as_deref())),
            Words::InSchool => format!("Mae {names} yn yr ysgol nawr. Nid oes angen i chi wneud dim mwy. Diolch."),
            Words::Found => format!("Mae {names} yn ddiogel. Nid oes angen i chi wneud dim mwy. Diolch am eich help."),
            Words::NothingMore => format!("Nid oes angen gwneud dim mwy ar sail ein neges gynharach{about}. Diolch."),
            Words::Correction => format!(
                "Anwybyddwch ein neges gynharach{about}, os gwelwch yn dda: fe'i hanfonwyd trwy gamgymeriad. Mae'n ddrwg gennym."
            ),
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let to = told.named().map_or_else(|| "i'ch plentyn".to_owned(), |names| format!("i {names}"));
        let (names, when, about) = (told.who("eich plentyn"), when(told.when), about(told));
        let at = told.telephone.as_ref().map(|number| format!(" ar {number}")).unwrap_or_default();
        let tell = |what: &str| {
            if told.reads_email {
                format!("Atebwch yr e-bost hwn gyda'r {what}, neu ffoniwch yr ysgol{at}, os gwelwch yn dda.")
            } else {
                format!(
                    "Ffoniwch yr ysgol{at} i roi'r {what} i ni, os gwelwch yn dda. Nid yw atebion i'r e-bost hwn yn cael eu darllen."
                )
            }
        };
        let surprised = format!("Os yw hyn yn eich synnu, ffoniwch yr ysgol{at} nawr, os gwelwch yn dda.");
        let nothing = || "Nid oes angen i chi wneud dim mwy.".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("Nid oes marc presenoldeb {to} yn yr ysgol {when}");
                let said = vec![format!("{marked}, ac nid oes neb wedi dweud pam wrthym eto."), tell("rheswm"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("Nid oes marc presenoldeb o hyd {to} yn yr ysgol {when}");
                let said = vec![format!("{marked}, ac nid oes neb wedi dweud pam wrthym eto."), tell("rheswm"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("Roeddem yn disgwyl {to} ddychwelyd i'r ysgol heddiw");
                (expected.clone(), vec![format!("{expected} ac rydym yn dal i aros."), tell("rheswm"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("Roeddem yn disgwyl {to} gyrraedd yr ysgol erbyn hyn");
                (expected.clone(), vec![format!("{expected} ac rydym yn dal i aros."), tell("amser newydd"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("Nid oes marc presenoldeb {to} y prynhawn yma"),
                vec![
                    format!("Roedd {names} yn yr ysgol y bore yma, ond nid oes marc presenoldeb y prynhawn yma."),
                    if told.reads_email {
                        format!("Os ydych yn gwybod pam, atebwch yr e-bost hwn. Os nad ydych, ffoniwch yr ysgol{at} nawr.")
                    } else {
                        format!(
                            "P'un a ydych yn gwybod pam ai peidio, ffoniwch yr ysgol{at} nawr. Nid yw atebion i'r e-bost hwn yn cael eu darllen."
                        )
                    },
                ],
            ),
            Words::PleaseRing => (
                format!("Ffoniwch: {}", told.school),
                vec![format!("Ffoniwch yr ysgol{at} pan fydd yn gyfleus, os gwelwch yn dda.")],
            ),
            Words::InSchool => (format!("Mae {names} yn yr ysgol"), vec![format!("Mae {names} yn yr ysgol nawr."), nothing()]),
            Words::Found => (
                format!("Mae {names} yn ddiogel"),
                vec![format!("Mae {names} yn ddiogel."), nothing(), "Diolch am eich help.".to_owned()],
            ),
            Words::NothingMore => (
                format!("Nid oes angen gwneud dim mwy{about}"),
                vec![format!("Nid oes angen gwneud dim mwy ar sail ein neges gynharach{about}.")],
            ),
            Words::Correction => (
                format!("Anwybyddwch ein neges gynharach{about}"),
                vec![
                    format!(
                        "Anwybyddwch ein neges gynharach{about}, os gwelwch yn dda: fe'i hanfonwyd trwy gamgymeriad. Mae'n ddrwg gennym."
                    ),
                    format!("Os hoffech ofyn i ni amdani, ffoniwch yr ysgol{at}."),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let us = answer.telephone.as_ref().map_or_else(|| "ni".to_owned(), |number| format!("ni ar {number}"));
        match answer.which {
            Acknowledgement::ReasonNoted => {
                format!("Diolch am roi'r rheswm i ni. Nid oes angen i chi wneud dim mwy. Os ydym wedi camddeall, ffoniwch {us}.")
            }
            Acknowledgement::Understood(_) => {
                format!("Diolch. Rydym wedi nodi: {items}. Os nad yw hynny'n gywir, atebwch neu ffoniwch {us}.")
            }
            Acknowledgement::StaffWillRead => format!(
                "Diolch, bydd staff yn darllen hwn. Os nad ydych wedi rhoi'r rheswm i ni eto, atebwch gyda'r rheswm neu ffoniwch {us}."
            ),
            Acknowledgement::WhichChild(_) => {
                format!("Diolch. Am ba blentyn mae eich neges? {letters}. Atebwch gyda'r llythyren a'r rhif, e.e. {example}.")
            }
            Acknowledgement::Looking => format!(
                "Diolch. Rydym yn chwilio nawr a byddwn yn eich ffonio. Ffoniwch {us} hefyd, a byddwch yn barod i ateb ein galwad."
            ),
            Acknowledgement::Stopped => {
                "Ni fyddwn yn anfon rhagor o negeseuon testun i'r rhif hwn. Gall yr ysgol eich ffonio o hyd. \
                 I'w cael eto, atebwch START."
                    .to_owned()
            }
            Acknowledgement::Started => "Byddwch yn cael ein negeseuon testun eto. I'w hatal, atebwch STOP.".to_owned(),
            Acknowledgement::LanguageChanged => {
                "O hyn ymlaen byddwn yn ysgrifennu atoch yn Gymraeg. I newid i'r Saesneg, atebwch ENGLISH.".to_owned()
            }
            Acknowledgement::UnknownSender => {
                "Diolch am eich neges. Nid ydym yn adnabod y rhif hwn, felly ffoniwch yr ysgol, os gwelwch yn dda.".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "salwch",
            NumberedAnswer::Appointment => "apwyntiad",
            NumberedAnswer::RunningLate => "yn hwyr",
            NumberedAnswer::Other => "arall",
            NumberedAnswer::ShouldBeInSchool => "dylai fod yn yr ysgol",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "salwch",
            Category::Appointment => "apwyntiad",
            Category::Away => "i ffwrdd",
            Category::ReligiousDay => "diwrnod crefyddol",
            Category::RunningLate => "yn hwyr",
            Category::Other => "rheswm arall",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "ddydd Llun",
            Weekday::Tuesday => "ddydd Mawrth",
            Weekday::Wednesday => "ddydd Mercher",
            Weekday::Thursday => "ddydd Iau",
            Weekday::Friday => "ddydd Gwener",
            Weekday::Saturday => "ddydd Sadwrn",
            Weekday::Sunday => "ddydd Sul",
        };
        format!("dychwelyd {day} {}", with_stroke(date))
    }

    fn greeting(&self) -> &'static str {
        "Helo,"
    }

    fn closing(&self) -> &'static str {
        "Diolch,"
    }

    fn test(&self) -> &'static str {
        "Prawf"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", if names.last().is_some_and(|name| begins_with_vowel(name)) { " ac " } else { " a " })
    }
}

/// Whether "a" before it is "ac". W and Y are vowels before a consonant: Ynyr, but William.
fn begins_with_vowel(name: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let is_vowel = |letter: char| "aeiouâêîôûáéíóúëïö".contains(letter);
    match letters.next() {
        Some('w' | 'y') => letters.next().is_some_and(|next| !is_vowel(next)),
        Some(first) => is_vowel(first) || "ŵŷ".contains(first),
        None => false,
    }
}

fn ask(told: &Telling<'_>) -> &'static str {
    told.form("Atebwch, os gwelwch yn dda:", "Atebwch, e.e. A1:")
}

fn ring_us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "Ffoniwch ni".to_owned(), |number| format!("Ffoniwch ni ar {number}"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "y bore yma",
        When::Afternoon => "y prynhawn yma",
        When::Today => "heddiw",
    }
}

/// ` am Ava`; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!(" am {names}")).unwrap_or_default()
}

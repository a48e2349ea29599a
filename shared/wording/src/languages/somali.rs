//! The words in Somali.
//!
//! Register: polite and plain ("fadlan"), in the Latin script of Somalia, all of it in the telephone alphabet.
//!
//! A reviewer should look at: "lama calaamadin" for "not marked", said of the child's presence and not of the child, so that no verb
//! says boy or girl; ilmaha for any child; "ballan caafimaad" for any medical or dental appointment; names that stand apart, so that
//! none takes an ending.

use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::speech::{joined, with_stroke};
use super::{Answer, Speech, Telling};
use crate::numbered::NumberedAnswer;
use crate::said::{Acknowledgement, Category, When};

pub(super) struct Somali;

/// For children of whom no first name is known.
const NAMELESS: &str = "Ilmahaaga";

impl Speech for Somali {
    fn text(&self, told: &Telling<'_>) -> String {
        let (first, when, about) = (told.who_with_letters(NAMELESS), when(told.when), about(told));
        let ask = told.form("Fadlan ku jawaab:", "Fadlan ku jawaab, tusaale A1:");
        let ask = format!("{ask} {}.", self.choices(&NumberedAnswer::ALL));
        match told.words {
            Words::FirstDay => format!("{first} - {when} lama calaamadin joogitaanka dugsiga. {ask}"),
            Words::SecondDay => format!("{first} - {when} weli lama calaamadin joogitaanka dugsiga. {ask}"),
            Words::ReturnDay => format!("{first} - maanta waxaan filaynay ku soo noqoshada dugsiga, weli waan sugaynaa. {ask}"),
            Words::NotArrived => {
                format!("{first} - waqtigan ka hor waxaan filaynay imaanshaha dugsiga, weli waan sugaynaa. {ask}")
            }
            Words::GoneSinceMorning => {
                let ring = told.form("Fadlan na soo wac ama ku jawaab:", "Fadlan na soo wac ama ku jawaab, tusaale A1:");
                let choices = self.choices(&NumberedAnswer::AFTER_THE_MORNING);
                format!("{first} - saaka waa la calaamadiyay joogitaanka dugsiga, hadda lama calaamadin. {ring} {choices}.")
            }
            Words::PleaseRing => format!("Fadlan {} markaad awooddo.", ring_us(told.telephone.as_deref())),
            Words::InSchool => format!("{}. Wax kale looma baahna. Mahadsanid.", in_school(told)),
            Words::Found => format!("{}. Wax kale looma baahna. Waad ku mahadsan tahay caawintaada.", safe(told)),
            Words::NothingMore => format!("Fariintayadii hore{about} wax kale looma baahna. Mahadsanid."),
            Words::Correction => {
                format!("Fadlan iska dhaaf fariintayadii hore{about}: si khalad ah ayaa loo diray. Waan ka xunnahay.")
            }
        }
    }

    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>) {
        let (names, when, about) = (told.who(NAMELESS), when(told.when), about(told));
        let ring = told.telephone.as_ref();
        let ring = ring.map_or_else(|| "dugsiga soo wac".to_owned(), |number| format!("dugsiga ka soo wac {number}"));
        let tell = |what: &str| {
            if told.reads_email {
                format!("Fadlan ku jawaab iimaylkan oo noo sheeg {what}, ama {ring}.")
            } else {
                format!("Fadlan {ring} oo noo sheeg {what}. Jawaabaha iimaylkan lama akhriyo.")
            }
        };
        let surprised = format!("Haddii aadan arrintan ogayn, fadlan hadda {ring}.");
        let nothing = || "Wax kale looma baahna.".to_owned();
        match told.words {
            Words::FirstDay => {
                let marked = format!("{names} - {when} lama calaamadin joogitaanka dugsiga");
                let said = vec![format!("{marked}, weli cidna nooma sheegin sababta."), tell("sababta"), surprised];
                (marked, said)
            }
            Words::SecondDay => {
                let marked = format!("{names} - {when} weli lama calaamadin joogitaanka dugsiga");
                let said = vec![format!("{marked}, cidna nooma sheegin sababta."), tell("sababta"), surprised];
                (marked, said)
            }
            Words::ReturnDay => {
                let expected = format!("{names} - maanta waxaan filaynay ku soo noqoshada dugsiga");
                (expected.clone(), vec![format!("{expected}, weli waan sugaynaa."), tell("sababta"), surprised])
            }
            Words::NotArrived => {
                let expected = format!("{names} - waqtigan ka hor waxaan filaynay imaanshaha dugsiga");
                (expected.clone(), vec![format!("{expected}, weli waan sugaynaa."), tell("waqtiga cusub"), surprised])
            }
            Words::GoneSinceMorning => (
                format!("{names} - galabta lama calaamadin joogitaanka dugsiga"),
                vec![
                    format!("{names} - saaka waa la calaamadiyay joogitaanka dugsiga, galabta lama calaamadin."),
                    if told.reads_email {
                        format!("Haddii aad sababta taqaan, fadlan ku jawaab iimaylkan. Haddii kale, fadlan hadda {ring}.")
                    } else {
                        format!(
                            "Haddii aad sababta taqaan iyo haddii kaleba, fadlan hadda {ring}. Jawaabaha iimaylkan lama akhriyo."
                        )
                    },
                ],
            ),
            Words::PleaseRing => (format!("Fadlan soo wac: {}", told.school), vec![format!("Fadlan {ring} markaad awooddo.")]),
            Words::InSchool => (in_school(told), vec![format!("{}.", in_school(told)), nothing()]),
            Words::Found => {
                (safe(told), vec![format!("{}.", safe(told)), nothing(), "Waad ku mahadsan tahay caawintaada.".to_owned()])
            }
            Words::NothingMore => {
                (format!("Wax kale looma baahna{about}"), vec![format!("Fariintayadii hore{about} wax kale looma baahna.")])
            }
            Words::Correction => (
                format!("Fadlan iska dhaaf fariintayadii hore{about}"),
                vec![
                    format!("Fadlan iska dhaaf fariintayadii hore{about}: si khalad ah ayaa loo diray. Waan ka xunnahay."),
                    format!("Haddii aad wax nagu weydiinayso, fadlan {ring}."),
                ],
            ),
        }
    }

    fn answer(&self, answer: &Answer<'_>) -> String {
        let Answer { items, letters, example, .. } = answer;
        let ring = ring_us(answer.telephone.as_deref());
        match answer.which {
            Acknowledgement::ReasonNoted => format!(
                "Waad ku mahadsan tahay inaad sababta noo sheegtay. Wax kale looma baahna. Haddii aan si khaldan u fahannay, fadlan {ring}."
            ),
            Acknowledgement::Understood(_) => {
                format!("Mahadsanid. Waxaan qornay: {items}. Haddii ay khaldan tahay, fadlan ku jawaab ama {ring}.")
            }
            Acknowledgement::StaffWillRead => format!(
                "Mahadsanid, shaqaalaha dugsiga ayaa akhrin doona. Haddii aadan weli sababta noo sheegin, fadlan ku soo jawaab ama {ring}."
            ),
            Acknowledgement::WhichChild(_) => {
                format!("Mahadsanid. Ilmahee ayaad ka hadlaysaa? {letters}. Fadlan ku jawaab xarafka iyo lambarka, tusaale {example}.")
            }
            Acknowledgement::Looking => format!(
                "Mahadsanid. Hadda ayaan raadinaynaa waana ku soo wici doonnaa. Adiguna fadlan {ring}, telefoonkaagana agtaada ku hay."
            ),
            Acknowledgement::Stopped => "Fariimo qoraal ah oo dambe uma soo diri doonno lambarkan. Dugsigu wali wuu ku soo wici karaa. \
                 Si aad mar kale u hesho, ku jawaab START."
                .to_owned(),
            Acknowledgement::Started => {
                "Mar kale ayaad heli doontaa fariimahayaga qoraalka ah. Si aad u joojiso, ku jawaab STOP.".to_owned()
            }
            Acknowledgement::LanguageChanged => {
                "Hadda wixii ka dambeeya waxaan kuugu soo qori doonnaa Af-Soomaali. Si aad ugu noqoto Ingiriisi, ku jawaab ENGLISH."
                    .to_owned()
            }
            Acknowledgement::UnknownSender => {
                "Waad ku mahadsan tahay fariintaada. Lambarkan ma aqoonsanin, ee fadlan dugsiga soo wac.".to_owned()
            }
        }
    }

    fn numbered(&self, answer: NumberedAnswer) -> &'static str {
        match answer {
            NumberedAnswer::Ill => "jirro",
            NumberedAnswer::Appointment => "ballan caafimaad",
            NumberedAnswer::RunningLate => "soo daahid",
            NumberedAnswer::Other => "sabab kale",
            NumberedAnswer::ShouldBeInSchool => "ilmuhu waa inuu dugsiga joogaa",
        }
    }

    fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Ill => "jirro",
            Category::Appointment => "ballan caafimaad",
            Category::Away => "safar",
            Category::ReligiousDay => "maalin diimeed",
            Category::RunningLate => "soo daahid",
            Category::Other => "sabab kale",
        }
    }

    fn back(&self, day: Weekday, date: Date) -> String {
        let day = match day {
            Weekday::Monday => "Isniin",
            Weekday::Tuesday => "Talaado",
            Weekday::Wednesday => "Arbaco",
            Weekday::Thursday => "Khamiis",
            Weekday::Friday => "Jimce",
            Weekday::Saturday => "Sabti",
            Weekday::Sunday => "Axad",
        };
        format!("soo noqosho {day} {}", with_stroke(date))
    }

    fn greeting(&self) -> &'static str {
        "Salaan,"
    }

    fn closing(&self) -> &'static str {
        "Mahadsanid,"
    }

    fn test(&self) -> &'static str {
        "Tijaabo"
    }

    fn listed(&self, names: &[String]) -> String {
        joined(names, ", ", " iyo ")
    }
}

fn ring_us(telephone: Option<&str>) -> String {
    telephone.map_or_else(|| "na soo wac".to_owned(), |number| format!("naga soo wac {number}"))
}

fn when(when: When) -> &'static str {
    match when {
        When::Morning => "saaka",
        When::Afternoon => "galabta",
        When::Today => "maanta",
    }
}

/// ` ee ku saabsanayd Ava`; nothing where no first name is known.
fn about(told: &Telling<'_>) -> String {
    told.named().map(|names| format!(" ee ku saabsanayd {names}")).unwrap_or_default()
}

fn in_school(told: &Telling<'_>) -> String {
    let be = told.form("ilmuhu hadda dugsiga ayuu joogaa", "carruurtu hadda dugsiga ayay joogaan");
    told.named().map_or_else(|| "Ilmahaagu hadda dugsiga ayuu joogaa".to_owned(), |names| format!("{names} - {be}"))
}

fn safe(told: &Telling<'_>) -> String {
    let be = told.form("ilmuhu waa nabad qabaa", "carruurtu waa nabad qabaan");
    told.named().map_or_else(|| "Ilmahaagu waa nabad qabaa".to_owned(), |names| format!("{names} - {be}"))
}

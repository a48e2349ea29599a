//! The people of a made-up school: families with their contacts, and the pupils on the roll.

use domain::upn::Upn;

use super::chance::Chance;
use super::names::{FORENAMES, HOUSES, SURNAMES};

/// Texts reach families on 07700 900000 to 900979. Those above are the schools' own.
const MOBILES: usize = 980;

/// Beginnings of the landlines that Ofcom keeps for fiction, each with the digits that are left.
const LANDLINES: [(&str, usize); 7] =
    [("01632960", 3), ("01134960", 3), ("01184960", 3), ("01214960", 3), ("01914980", 3), ("02079460", 3), ("02920180", 3)];

/// Somebody who may be told about a pupil.
#[derive(Clone, Debug, Default)]
pub(super) struct Parent {
    pub(super) title: &'static str,
    pub(super) forename: &'static str,
    pub(super) surname: &'static str,
    pub(super) relationship: &'static str,
    pub(super) priority: usize,
    pub(super) parental_responsibility: bool,
    pub(super) court_order: bool,
    /// With the leading 0, and where it rings.
    pub(super) mobile: Option<String>,
    pub(super) landline: Option<String>,
    pub(super) email: Option<String>,
    /// Whether the office has mistyped the mobile, so that nobody can be reached by it.
    pub(super) mobile_is_mistyped: bool,
}

impl Parent {
    /// Where the first message about a child goes.
    pub(super) fn first_way(&self) -> Option<Way> {
        if self.court_order {
            return None;
        }
        let mobile = self.mobile.as_ref().filter(|_| !self.mobile_is_mistyped);
        let text = mobile.and_then(|mobile| mobile.strip_prefix('0')).map(|national| Way::Text(format!("+44{national}")));
        text.or_else(|| self.email.clone().map(Way::Email))
    }
}

/// How somebody is reached.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Way {
    Text(String),
    Email(String),
}

/// A pupil on the roll.
#[derive(Clone, Debug)]
pub(super) struct Child {
    pub(super) admission_number: String,
    pub(super) upn: String,
    pub(super) forename: &'static str,
    pub(super) surname: &'static str,
    pub(super) year: usize,
    pub(super) registration_group: String,
    pub(super) house: &'static str,
    /// Which family.
    pub(super) family: usize,
    /// The mark of the session.
    pub(super) code: &'static str,
}

/// Families, each with the contacts of all its children, and the children.
pub(super) fn make(pupils: usize, chance: &mut Chance) -> (Vec<Vec<Parent>>, Vec<Child>) {
    let mut families = Vec::new();
    let mut children = Vec::new();
    let (mut mobiles, mut landlines) = (0, 0);
    while children.len() < pupils {
        let surname = chance.one_of(&SURNAMES);
        let family = families.len();
        families.push(parents(family, surname, &mut mobiles, &mut landlines, chance));
        let siblings = chance.weighted(&[(1, 76), (2, 20), (3, 4)]);
        for _ in 0..siblings.min(pupils - children.len()) {
            let year = 7 + chance.below(5);
            let number = children.len();
            children.push(Child {
                admission_number: format!("{:06}", 2400 + number),
                upn: upn(number),
                forename: chance.one_of(&FORENAMES),
                surname,
                year,
                registration_group: format!("{year}{}", chance.one_of(&["B", "D", "G", "H", "K", "M"])),
                house: chance.one_of(&HOUSES),
                family,
                code: "",
            });
        }
    }
    (families, children)
}

fn parents(family: usize, surname: &'static str, mobiles: &mut usize, landlines: &mut usize, chance: &mut Chance) -> Vec<Parent> {
    let count = chance.weighted(&[(1, 16), (2, 66), (3, 18)]);
    let mut parents: Vec<Parent> = Vec::new();
    for (at, relationship) in ["Mother", "Father", "Grandmother"].into_iter().enumerate().take(count) {
        let mut parent = Parent {
            title: chance.one_of(titles(relationship)),
            forename: chance.one_of(&FORENAMES),
            surname: if chance.happens(780) { surname } else { chance.one_of(&SURNAMES) },
            relationship: if chance.happens(920) { relationship } else { "Carer" },
            priority: at + 1,
            parental_responsibility: at < 2,
            ..Parent::default()
        };
        if at == 0 && *mobiles < MOBILES && chance.happens(940) {
            parent.mobile = Some(format!("07700900{mobiles:03}"));
            *mobiles += 1;
        }
        if at > 0 || chance.happens(250) {
            parent.landline = Some(landline(*landlines));
            *landlines += 1;
        }
        if chance.happens(650) || (at == 0 && parent.mobile.is_none()) {
            parent.email = Some(format!("home{family}.{at}@example.com"));
        }
        parents.push(parent);
    }
    if let Some(second) = parents.get_mut(1)
        && chance.happens(12)
    {
        second.court_order = true;
    }
    if chance.happens(12) {
        for parent in &mut parents {
            (parent.mobile, parent.landline, parent.email) = (None, None, None);
        }
    }
    parents
}

/// The titles that fit a relationship.
fn titles(relationship: &str) -> &'static [&'static str] {
    match relationship {
        "Father" => &["Mr", "Mr", "Mr", "Dr", ""],
        _ => &["Mrs", "Ms", "Miss", "Dr", ""],
    }
}

/// Landlines come round again in a large school: two families may share one, as neighbours at a school's own line do.
fn landline(number: usize) -> String {
    let (beginning, left) = LANDLINES.get(number % LANDLINES.len()).copied().unwrap_or(("01632960", 3));
    format!("{beginning}{:0left$}", number / LANDLINES.len() % 1000)
}

/// A unique pupil number of the local authority 999, which does not exist.
fn upn(number: usize) -> String {
    let rest = format!("999{:04}26{:03}", 7000 + number / 1000 % 1000, number % 1000);
    let letters = "ABCDEFGHJKLMNPQRTUVWXYZ".chars();
    let mut whole = letters.map(|letter| format!("{letter}{rest}"));
    whole.find(|text| Upn::new(text).check_letter_is_right()).unwrap_or_default()
}

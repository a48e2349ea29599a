//! Small SIMS extracts with known families.

use jiff::civil::Date;

/// A pupil with one row a contact.
#[derive(Clone)]
pub(super) struct Child {
    pub(super) number: &'static str,
    pub(super) forename: &'static str,
    pub(super) surname: &'static str,
    pub(super) contacts: Vec<Parent>,
}

/// A contact.
#[derive(Clone)]
pub(super) struct Parent {
    pub(super) forename: &'static str,
    pub(super) surname: &'static str,
    pub(super) mobile: &'static str,
    pub(super) email: &'static str,
    pub(super) language: &'static str,
    pub(super) court_order: bool,
}

/// A mother with a mobile.
pub(super) fn mother(forename: &'static str, surname: &'static str, mobile: &'static str) -> Parent {
    Parent { forename, surname, mobile, email: "", language: "", court_order: false }
}

/// A mother who has an email address and no telephone.
pub(super) fn mailed(forename: &'static str, surname: &'static str, email: &'static str) -> Parent {
    Parent { email, ..mother(forename, surname, "") }
}

pub(super) fn child(number: &'static str, forename: &'static str, surname: &'static str, contacts: Vec<Parent>) -> Child {
    Child { number, forename, surname, contacts }
}

/// Children of two families whose mothers have one telephone.
pub(super) fn on_one_telephone() -> [Child; 2] {
    let (ava, kit) = (mother("Eve", "Smith", "07700900001"), mother("Nan", "Jones", "07700900001"));
    [child("0001", "Ava", "Smith", vec![ava]), child("0002", "Kit", "Jones", vec![kit])]
}

type Files = Vec<(String, Vec<u8>)>;

/// Pupils and contacts.
pub(super) fn roll(children: &[Child]) -> Files {
    let mut pupils = "UPN,Adno,Legal Forename,Legal Surname,Preferred Forename,Preferred Surname,Year,Reg,House\r\n".to_owned();
    let mut contacts = "Adno,Contact Priority,Title,Forename,Surname,Relationship,Parental Responsibility,Court Order,Language,Telephone,Telephone Location,Email\r\n".to_owned();
    for child in children {
        let Child { number, forename, surname, .. } = child;
        pupils.push_str(&format!(",{number},{forename},{surname},{forename},{surname},Year  7,7B,Curie\r\n"));
        for (index, parent) in child.contacts.iter().enumerate() {
            let Parent { forename, surname, mobile, email, language, court_order } = parent;
            let order = if *court_order { "True" } else { "False" };
            let of = format!("{number},{},Ms,{forename},{surname},Mother,True,{order},{language}", index + 1);
            if !mobile.is_empty() {
                contacts.push_str(&format!("{of},{mobile},M,\r\n"));
            }
            if !email.is_empty() {
                contacts.push_str(&format!("{of},,,{email}\r\n"));
            }
        }
    }
    vec![("pupils.csv".to_owned(), pupils.into_bytes()), ("contacts.csv".to_owned(), contacts.into_bytes())]
}

/// The marks of a session.
pub(super) fn marks(date: Date, session: &str, marks: &[(&str, &str)]) -> Files {
    let mut file = "Adno,Date,Session,Mark,Comments,Minutes Late\r\n".to_owned();
    for (number, mark) in marks {
        file.push_str(&format!("{number},{},{session},{mark},,\r\n", date.strftime("%d/%m/%Y")));
    }
    vec![("attendance.csv".to_owned(), file.into_bytes())]
}

/// A whole extract of a morning.
pub(super) fn whole(children: &[Child], date: Date, of: &[(&str, &str)]) -> Files {
    [roll(children), marks(date, "AM", of)].concat()
}

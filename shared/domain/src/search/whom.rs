//! Which contacts are asked, and by which ways they can be reached.

use super::{Child, ContactKey};
use crate::contact::Contact;
use crate::ladder::{Ask, Way, Whom};

/// Those who may be asked, in the order of their priority: nobody under a restriction, nobody whose number or address somebody under a
/// restriction reads too, and for a looked-after child only carers.
pub(super) fn askable<'a>(child: &Child<'a>) -> Vec<&'a Contact> {
    let mut askable: Vec<&Contact> = child
        .contacts
        .iter()
        .filter(|contact| contact.may_be_told() && (!child.looked_after || is_carer(contact)))
        .filter(|contact| [Way::Text, Way::Email, Way::Call].into_iter().any(|way| reaches(child, contact, way)))
        .collect();
    askable.sort_by_key(|contact| contact.priority.unwrap_or(u16::MAX));
    askable
}

/// Who cares for a looked-after child: whoever the child lives with, or who is called a carer. Parents by birth are none.
fn is_carer(contact: &Contact) -> bool {
    let relationship = contact.relationship.to_lowercase();
    contact.lives_with_pupil == Some(true)
        || ["carer", "foster", "guardian", "key worker", "social worker"].iter().any(|word| relationship.contains(word))
}

/// Whether a way leads to this contact and to nobody who must not be told.
pub(super) fn reaches(child: &Child<'_>, contact: &Contact, way: Way) -> bool {
    let barred = || child.contacts.iter().filter(|other| !other.may_be_told());
    let number = |takes: &dyn Fn(&crate::phone::PhoneNumber) -> bool| {
        contact
            .phones
            .iter()
            .map(|phone| &phone.number)
            .any(|number| takes(number) && !barred().any(|other| other.phones.iter().any(|phone| phone.number == *number)))
    };
    match way {
        Way::Text => number(&|number| number.takes_texts()),
        Way::Call => number(&|_| true),
        Way::Email => contact.emails.iter().any(|email| !barred().any(|other| other.emails.contains(email))),
    }
}

/// Whom a rung asks, each by which way. A contact whom none of its ways reach is passed over for the next.
pub(super) fn asked(child: &Child<'_>, ask: &Ask) -> Vec<(ContactKey, Way)> {
    let reached = askable(child).into_iter().filter_map(|contact| {
        let mut ways: Vec<Way> = ask.ways.iter().copied().filter(|way| reaches(child, contact, *way)).collect();
        if !ask.by_every_way {
            ways.truncate(1);
        }
        (!ways.is_empty()).then(|| (contact.name_key(), ways))
    });
    let many = match ask.whom {
        Whom::First => 1,
        Whom::FirstTwo => 2,
        Whom::All => usize::MAX,
    };
    reached.take(many).flat_map(|(key, ways)| ways.into_iter().map(move |way| (key.clone(), way))).collect()
}

/// The ways by which somebody hears that nothing more is needed, the first that reaches them.
pub(super) fn mending_way(child: &Child<'_>, key: &str) -> Option<(ContactKey, Way)> {
    let contact = askable(child).into_iter().find(|contact| contact.name_key() == key)?;
    let way = [Way::Text, Way::Email, Way::Call].into_iter().find(|way| reaches(child, contact, *way))?;
    Some((contact.name_key(), way))
}

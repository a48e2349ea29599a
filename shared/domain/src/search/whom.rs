//! Which contacts are asked, by which ways they can be reached, and who of them hears why.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Child, ContactKey, Day};
use crate::contact::{Contact, Restriction};
use crate::ladder::{Ask, Way, Whom};
use crate::planning;

const WAYS: [Way; 3] = [Way::Text, Way::Email, Way::Call];

/// A contact who may be asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Askable<'a> {
    /// Who.
    pub(super) contact: &'a Contact,
    /// Whether they hear that the child is absent and may say why. The others are asked to ring the school, and no more.
    pub(super) hears_why: bool,
}

/// Those who may be asked, in the order in which they are: nobody under a restriction, nobody whose number or address somebody under a
/// restriction reads too, and for a looked-after child only carers.
///
/// Parental responsibility is no condition for the first: a foster carer has none. From the second on, those hear why who have it, live
/// with the child, or are called a parent or carer; of a flagged child these alone, from the first on.
pub(super) fn askable<'a>(day: &Day<'_>, child: &Child<'a>) -> Vec<Askable<'a>> {
    askable_where(day, child, |contact| WAYS.into_iter().any(|way| reaches(day, child, contact, way)))
}

fn askable_where<'a>(day: &Day<'_>, child: &Child<'a>, is_reached: impl Fn(&Contact) -> bool) -> Vec<Askable<'a>> {
    let policy = day.policy.contacting;
    let mut contacts: Vec<&Contact> = child
        .contacts
        .iter()
        .filter(|contact| contact.may_be_told() && (!child.looked_after || is_carer(contact)))
        .filter(|contact| is_reached(contact))
        .collect();
    let lives_apart = |contact: &Contact| policy.lives_with_first && contact.lives_with_pupil != Some(true);
    contacts.sort_by_key(|contact| (lives_apart(contact), contact.priority.unwrap_or(u16::MAX)));
    let is_asked = |(place, contact): &(usize, &Contact)| {
        *place == 0 || policy.up_to_priority.is_none_or(|last| contact.priority.is_some_and(|priority| priority <= last))
    };
    let asked = contacts.into_iter().enumerate().filter(is_asked);
    asked
        .map(|(place, contact)| Askable {
            contact,
            hears_why: child.looked_after || is_close(contact) || (place == 0 && !child.flagged),
        })
        .collect()
}

/// Who cares for a looked-after child: whoever the child lives with, or who is called a carer. Parents by birth are none.
fn is_carer(contact: &Contact) -> bool {
    let relationship = contact.relationship.to_lowercase();
    contact.lives_with_pupil == Some(true)
        || ["carer", "foster", "guardian", "key worker", "social worker"].iter().any(|word| relationship.contains(word))
}

/// Whether a contact is a parent or carer, by what the file says of them.
fn is_close(contact: &Contact) -> bool {
    let relationship = contact.relationship.to_lowercase();
    let once_removed = ["grand", "god", "great", "child"].iter().any(|word| relationship.contains(word));
    let called = || ["mother", "father", "mum", "dad", "parent"].iter().any(|word| relationship.contains(word)) && !once_removed;
    contact.parental_responsibility || is_carer(contact) || called()
}

/// Whether a way leads to this contact and to nobody who must not be told.
fn reaches(day: &Day<'_>, child: &Child<'_>, contact: &Contact, way: Way) -> bool {
    let refused = || child.wishes.get(&contact.name_key()).is_some_and(|wishes| wishes.refused.contains(&way));
    leads(day, child, contact, way) && !refused()
}

/// Whether a way leads to this contact and to nobody who must not be told, whether they want it or not.
fn leads(day: &Day<'_>, child: &Child<'_>, contact: &Contact, way: Way) -> bool {
    day.ways.contains(&way) && planning::reaches(child.contacts, contact, way)
}

/// Whether a contact may be asked about the child, and then whether they hear why.
pub fn hears_why(day: &Day<'_>, child: &Child<'_>, key: &str) -> Option<bool> {
    askable(day, child).into_iter().find(|known| known.contact.name_key() == key).map(|known| known.hears_why)
}

/// Whether this contact's word explains the child's absence: whoever hears why may say why. Who wants no more texts may still write one.
pub fn may_explain(day: &Day<'_>, child: &Child<'_>, key: &str) -> bool {
    let is_reached = |contact: &Contact| {
        let writes = contact.name_key() == key;
        WAYS.into_iter().any(|way| if writes { leads(day, child, contact, way) } else { reaches(day, child, contact, way) })
    };
    askable_where(day, child, is_reached).iter().any(|known| known.contact.name_key() == key && known.hears_why)
}

/// Why a contact is not asked about a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotAsked {
    /// A court order stands against them.
    CourtOrder,
    /// The record says not to contact them.
    DoNotContact,
    /// The child is looked after, and they are no carer.
    NoCarer,
    /// What there is to reach them by is refused, cannot be used, or is read by somebody who may not be told.
    NoWay,
    /// The school asks nobody of so low a priority.
    LowPriority,
}

impl NotAsked {
    /// All of them, the strongest first.
    pub const ALL: [Self; 5] = [Self::CourtOrder, Self::DoNotContact, Self::NoCarer, Self::NoWay, Self::LowPriority];

    /// The word for the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CourtOrder => "court_order",
            Self::DoNotContact => "do_not_contact",
            Self::NoCarer => "no_carer",
            Self::NoWay => "no_way",
            Self::LowPriority => "low_priority",
        }
    }

    /// The reason as a sentence for staff.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::CourtOrder => "A court order stands against this contact. The safeguarding lead decides.",
            Self::DoNotContact => "The record says not to contact them.",
            Self::NoCarer => "The child is looked after, and only carers are asked.",
            Self::NoWay => {
                "No number or address leads to this contact alone: there is none, they refused it, or somebody reads it who may not be told."
            }
            Self::LowPriority => "The school's policy asks nobody of so low a priority.",
        }
    }
}

/// Why a contact is not asked about the child; `None` where they are. The strongest reason counts.
pub fn not_asked(day: &Day<'_>, child: &Child<'_>, contact: &Contact) -> Option<NotAsked> {
    if hears_why(day, child, &contact.name_key()).is_some() && contact.may_be_told() {
        return None;
    }
    Some(match contact.restriction {
        Restriction::CourtOrder => NotAsked::CourtOrder,
        Restriction::DoNotContact => NotAsked::DoNotContact,
        Restriction::None if child.looked_after && !is_carer(contact) => NotAsked::NoCarer,
        Restriction::None if !WAYS.into_iter().any(|way| reaches(day, child, contact, way)) => NotAsked::NoWay,
        Restriction::None => NotAsked::LowPriority,
    })
}

/// How many of the child's contacts may be asked and can be reached.
pub fn reachable(day: &Day<'_>, child: &Child<'_>) -> usize {
    askable(day, child).len()
}

/// Whether they want to be spoken to at this moment.
fn wants_it_now(child: &Child<'_>, contact: &Contact, way: Way, now: Timestamp) -> bool {
    child.wishes.get(&contact.name_key()).is_none_or(|wishes| wishes.allows(way, now))
}

/// Somebody who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Who.
    pub(super) contact: ContactKey,
    /// How.
    pub(super) way: Way,
    /// Whether they hear that the child is absent.
    pub(super) hears_why: bool,
}

/// By which way whom nothing reached today.
type Missed = BTreeSet<(ContactKey, Way)>;

/// Whether nothing has reached anybody by any way there is.
pub(super) fn all_missed(day: &Day<'_>, child: &Child<'_>, missed: &Missed) -> bool {
    askable(day, child).into_iter().all(|askable| {
        let reached = |way: &Way| reaches(day, child, askable.contact, *way);
        WAYS.into_iter().filter(reached).all(|way| missed.contains(&(askable.contact.name_key(), way)))
    })
}

/// Whom a rung asks, each by which way. A contact whom none of its ways reach now is passed over for the next.
pub(super) fn asked(day: &Day<'_>, child: &Child<'_>, ask: &Ask, missed: &Missed, now: Timestamp) -> Vec<Asked> {
    let reached = askable(day, child).into_iter().filter_map(|askable| {
        let contact = askable.contact;
        let leads = |way: &Way| {
            // A call asks why: whoever may not hear that is not rung.
            let fits = *way != Way::Call || askable.hears_why;
            let reached = fits && !missed.contains(&(contact.name_key(), *way));
            reached && reaches(day, child, contact, *way) && wants_it_now(child, contact, *way, now)
        };
        let mut ways: Vec<Way> = ask.ways.iter().copied().filter(leads).collect();
        if !ask.by_every_way {
            ways.truncate(1);
        }
        (!ways.is_empty()).then(|| (contact.name_key(), ways, askable.hears_why))
    });
    let many = match ask.whom {
        Whom::First => 1,
        Whom::FirstTwo => 2,
        Whom::All => usize::MAX,
    };
    let each = |(key, ways, hears_why): (String, Vec<Way>, bool)| {
        ways.into_iter().map(move |way| Asked { contact: key.clone(), way, hears_why })
    };
    reached.take(many).flat_map(each).collect()
}

/// The way by which somebody hears that nothing more is needed, the first that reaches them. A call asks and mends nothing.
pub(super) fn mending_way(day: &Day<'_>, child: &Child<'_>, key: &str, now: Timestamp) -> Option<(ContactKey, Way)> {
    let askable = askable(day, child).into_iter().find(|known| known.contact.name_key() == key)?;
    let contact = askable.contact;
    let leads = |way: &Way| *way != Way::Call && reaches(day, child, contact, *way) && wants_it_now(child, contact, *way, now);
    Some((contact.name_key(), WAYS.into_iter().find(leads)?))
}

//! Whom a text is about: by who wrote, and to which of our numbers. Nobody guesses.

use std::collections::BTreeSet;

use channels::InboundText;
use domain::Personal;
use domain::absence::AbsenceId;
use domain::code::Cell;
use domain::contact::Contact;
use domain::message::MessageId;
use domain::pupil::PupilId;
use domain::reply::AnswerToken;
use domain::school::Urn;
use jiff::civil::Date;
use shell::clock;
use store::StoreError;
use store::absences::StoredAbsence;
use store::messages::{Conversation, Message};
use store::way_back::WayBack;
use vault::Keyring;

use crate::receive::{Receive, ReceiveError, sender};

/// Why staff have to place a text of a number that more than one family has.
pub(crate) const TWO_FAMILIES: &str = "two_families";

/// Where a text belongs.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) school: Urn,
    /// The day that it is about; none where staff have to place it.
    pub(crate) about: Option<Date>,
    pub(crate) pupils: Vec<PupilId>,
    pub(crate) from: From,
    /// Why staff have to place it, as a stable word; empty otherwise.
    pub(crate) unmatched: &'static str,
}

/// Whom a text is about.
#[derive(Debug)]
pub(crate) enum Whose {
    /// This, at each of these schools.
    Placed(Vec<Placed>),
    /// One or more of those whom several families were asked about at this number today, in these conversations.
    OneOf(Vec<Conversation>),
}

/// Who wrote.
#[derive(Debug)]
pub(crate) enum From {
    /// Whoever a message of a day asked, or told.
    Asked(Date, MessageId),
    /// A contact on the roll: display name and the name by which they are recognised.
    OnTheRoll(Personal, Personal),
    /// Nobody knows.
    Unknown,
    /// A member of staff who was told of something today, by these messages.
    Staff(Date, Vec<MessageId>),
}

/// A contact on the roll who has a number.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Having {
    /// The name by which they are recognised.
    pub(crate) key: Personal,
    /// Their name for staff.
    pub(crate) name: Personal,
    /// Whose contact they are.
    pub(crate) pupil: PupilId,
}

impl Receive {
    /// Which message an answer belongs to that brings its token; `None` where nobody ever gave that out, or long ago.
    pub(crate) async fn way_back(&self, token: AnswerToken) -> Result<Option<WayBack>, ReceiveError> {
        let deployment = match self.follow_up.keys.deployment().await {
            // Before there is any school nothing was asked.
            Err(StoreError::NoSuchSchool) => return Ok(None),
            other => other?,
        };
        let hashed = deployment.blind("token", token.bytes()).map_err(StoreError::from)?;
        Ok(self.follow_up.messages.way_back(hashed).await?)
    }

    /// Finds whom a text is about.
    ///
    /// A member of staff who was told of something today and says that they have it is heard as that. Else it is the contact who was asked
    /// today; else a contact on the roll, whose word is kept for today. Another day's question that is still unanswered is answered where the child
    /// is here today; else, where two families or two schools asked then, and of what comes only after its day, staff of each have to see whom
    /// the words mean.
    pub(crate) async fn place(&self, text: &InboundText) -> Result<Whose, ReceiveError> {
        let deployment = match self.follow_up.keys.deployment().await {
            Err(StoreError::NoSuchSchool) => return Err(ReceiveError::NobodysNumber),
            other => other?,
        };
        let today = domain::school::day(clock::now());
        if text.came.is_some_and(|came| domain::school::day(came) < today) {
            // It waited past its day, or somebody plays it again: of today it says nothing.
            let school = self.follow_up.schools.school_of_number(text.to.expose()).await?.ok_or(ReceiveError::NobodysNumber)?;
            return Ok(Whose::Placed(vec![Placed::for_staff(school, "came_late")]));
        }
        let all = self.follow_up.messages.conversations(sender(&deployment, text)?).await?;
        let (to_staff, asked): (Vec<Conversation>, Vec<Conversation>) = all.into_iter().partition(|one| one.to_staff);
        let told: Vec<Conversation> = to_staff.into_iter().filter(|told| told.date == today).collect();
        if !told.is_empty() && (wording::is_taken(text.body.expose()) || asked.is_empty()) {
            return Ok(Whose::Placed(of_staff(&told, today)));
        }
        let newest = asked.iter().map(|conversation| conversation.date).max();
        let newest: Vec<&Conversation> = asked.iter().filter(|conversation| Some(conversation.date) == newest).collect();
        let families: BTreeSet<(&Urn, &str)> = newest.iter().map(|c| (&c.school, c.contact.as_str())).collect();
        let schools: BTreeSet<&Urn> = families.iter().map(|(school, _)| *school).collect();
        if families.len() > 1 {
            if newest.iter().all(|conversation| conversation.date == today) {
                return Ok(Whose::OneOf(newest.into_iter().cloned().collect()));
            }
            let unmatched = |school: &Urn| Placed::for_staff(school.clone(), TWO_FAMILIES);
            return Ok(Whose::Placed(schools.into_iter().map(unmatched).collect()));
        }
        let Some(last) = newest.last() else {
            let to = text.to.expose();
            let school = self.follow_up.schools.school_of_number(to).await?.ok_or(ReceiveError::NobodysNumber)?;
            return Ok(Whose::Placed(vec![self.on_the_roll(&school, text).await?]));
        };
        if last.date == today {
            let pupils: BTreeSet<PupilId> = newest.iter().flat_map(|conversation| conversation.pupils.iter().copied()).collect();
            return Ok(Whose::Placed(vec![Placed {
                school: last.school.clone(),
                about: Some(today),
                pupils: pupils.into_iter().collect(),
                from: From::Asked(last.date, last.message),
                unmatched: "",
            }]));
        }
        if self.is_still_open(last).await? {
            if self.are_here(last, today).await? {
                // Of today there is nothing to explain.
                return Ok(Whose::Placed(vec![Placed {
                    school: last.school.clone(),
                    about: Some(last.date),
                    pupils: newest
                        .iter()
                        .flat_map(|asked| asked.pupils.iter().copied())
                        .collect::<BTreeSet<_>>()
                        .into_iter()
                        .collect(),
                    from: From::Asked(last.date, last.message),
                    unmatched: "",
                }]));
            }
            // What was asked on another day may be answered about today: nobody's list of today would show it there.
            return Ok(Whose::Placed(vec![Placed::for_staff(last.school.clone(), "asked_another_day")]));
        }
        Ok(Whose::Placed(vec![self.on_the_roll(&last.school, text).await?]))
    }

    /// Whether the question of another day was never answered.
    async fn is_still_open(&self, asked: &Conversation) -> Result<bool, ReceiveError> {
        let keys = self.follow_up.keys.school(&asked.school).await?;
        let absences = self.absences_of(&keys, &asked.school, asked.date, asked.pupils.iter().copied()).await?;
        Ok(absences.iter().any(|stored| !stored.search.state.is_over()))
    }

    /// Whether each child of a conversation was seen on a day.
    async fn are_here(&self, asked: &Conversation, day: Date) -> Result<bool, ReceiveError> {
        let keys = self.follow_up.keys.school(&asked.school).await?;
        let registers = self.follow_up.absences.registers_on(&keys, &asked.school, day).await?;
        let is_seen = |cell| matches!(cell, Cell::Known(code) if code.accounts_for_the_child());
        Ok(asked.pupils.iter().all(|pupil| registers.iter().any(|register| is_seen(register.cell(*pupil)))))
    }

    /// The absences of children on a day, of those who have one.
    pub(crate) async fn absences_of(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        pupils: impl IntoIterator<Item = PupilId>,
    ) -> Result<Vec<StoredAbsence>, ReceiveError> {
        let mut absences = Vec::new();
        for pupil in pupils {
            absences.extend(self.follow_up.absences.absence(keys, school, AbsenceId { date, pupil }).await?);
        }
        Ok(absences)
    }

    /// A contact on the school's roll who has this number: what they write is about today. It reads the whole roll, which is asked for only
    /// where nobody asked this number lately.
    async fn on_the_roll(&self, school: &Urn, text: &InboundText) -> Result<Placed, ReceiveError> {
        let keys = self.follow_up.keys.school(school).await?;
        let having = self.having(&keys, school, text.from.expose()).await?;
        let names: BTreeSet<&Personal> = having.iter().map(|having| &having.key).collect();
        Ok(match (names.len(), having.first()) {
            (1, Some(Having { key, name, .. })) => Placed {
                school: school.clone(),
                about: Some(domain::school::day(clock::now())),
                pupils: having.iter().map(|having| having.pupil).collect::<BTreeSet<_>>().into_iter().collect(),
                from: From::OnTheRoll(name.clone(), key.clone()),
                unmatched: "",
            },
            (0, _) => Placed::for_staff(school.clone(), "unknown_sender"),
            _ => Placed::for_staff(school.clone(), TWO_FAMILIES),
        })
    }

    /// The contacts on the school's roll who have a number, each with the child whose contact they are. It reads the whole roll.
    pub(crate) async fn having(&self, keys: &Keyring, school: &Urn, number: &str) -> Result<BTreeSet<Having>, ReceiveError> {
        let head = self.follow_up.schools.head(school).await?;
        let index = self.follow_up.roll.index(school, &head).await?;
        let all: Vec<PupilId> = index.pupils().collect();
        let roll = self.follow_up.roll.pupils(keys, school, &index, &all).await?;
        let having = roll.iter().flat_map(|(id, pupil)| {
            let has_it = |contact: &&Contact| contact.phones.iter().any(|phone| phone.number.expose() == number);
            pupil.contacts.iter().filter(has_it).map(|contact| Having {
                key: Personal::new(contact.name_key()),
                name: contact.display_name(),
                pupil: *id,
            })
        });
        Ok(having.collect())
    }
}

/// A member of staff means all that they were told of so far today, at each school that told them.
fn of_staff(told: &[Conversation], today: Date) -> Vec<Placed> {
    let schools: BTreeSet<&Urn> = told.iter().map(|told| &told.school).collect();
    let of_school = |school: &Urn| {
        let of: Vec<&Conversation> = told.iter().filter(|told| told.school == *school).collect();
        let pupils: BTreeSet<PupilId> = of.iter().flat_map(|told| told.pupils.iter().copied()).collect();
        Placed {
            school: school.clone(),
            about: None,
            pupils: pupils.into_iter().collect(),
            from: From::Staff(today, of.iter().map(|told| told.message).collect()),
            unmatched: "from_staff",
        }
    };
    schools.into_iter().map(of_school).collect()
}

impl Placed {
    /// A member of staff who answers one alert means what that alert told them of. What they were told of on another day is not today's: staff read
    /// what they say of it.
    pub(crate) fn by_staff(way: &WayBack, told: &Message, today: Date) -> Self {
        let of_today = way.date == today;
        // Before the alert's end is noted nobody has written down whom it named.
        let covered = told.covers.iter().map(|opening| opening.pupil);
        let named = if told.named.is_empty() { covered.collect() } else { told.named.clone() };
        Self {
            school: way.school.clone(),
            about: None,
            pupils: if of_today { named } else { Vec::new() },
            from: From::Staff(way.date, vec![way.message]),
            unmatched: if of_today { "from_staff" } else { "asked_another_day" },
        }
    }

    pub(crate) fn for_staff(school: Urn, unmatched: &'static str) -> Self {
        Self { school, about: None, pupils: Vec::new(), from: From::Unknown, unmatched }
    }
}

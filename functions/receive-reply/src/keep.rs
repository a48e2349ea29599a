//! What a reply leaves behind for later: a reason until the day of return, an hour until which a child is waited for, a language.

use domain::Personal;
use domain::day;
use domain::known::{Arriving, By, Expected, Known};
use domain::pupil::{Pupil, PupilId};
use domain::reply::day_meant;
use domain::school::Urn;
use domain::search::{Said, Words};
use domain::wishes::Wishes;
use jiff::Timestamp;
use jiff::civil::Date;
use store::replies::Reply;
use vault::Keyring;
use wording::Language;

use crate::hear::OfChild;
use crate::receive::{Receive, ReceiveError};

impl Receive {
    /// Keeps what a contact said before any register: a reason covers the day, or until a return date; a child on the way is waited for. What is
    /// written on a Sunday is about the next school day. Says whether it was kept.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that keeping depends on")]
    pub(crate) async fn keep(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        record: &Pupil,
        of_child: &OfChild,
        reply: &Reply,
        came: Timestamp,
    ) -> Result<bool, ReceiveError> {
        if !matches!(of_child.said, Said::Reason | Said::OnTheWay(_))
            || !self.may_explain(keys, school, date, (of_child.pupil, record), reply.contact_key.expose()).await?
        {
            return Ok(false);
        }
        let calendar = self.follow_up.schools.calendar(school).await?;
        self.remember(keys, school, day_meant(date, &calendar), of_child, reply, came).await?;
        Ok(true)
    }

    /// Whether this contact may give a reason for this child.
    pub(crate) async fn may_explain(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        (pupil, record): (PupilId, &Pupil),
        contact: &str,
    ) -> Result<bool, ReceiveError> {
        let policy = self.follow_up.policy(school).await?;
        let calendar = self.follow_up.schools.calendar(school).await?;
        let known = self.follow_up.absences.known(keys, school, pupil).await?.known;
        let of_school = (date, &policy, &calendar);
        let facts = followup::facts_of(record, Some(&known), Words::FirstDay, of_school);
        Ok(day::with_day(of_school, self.follow_up.calls.ways(), Timestamp::MIN, |of_search| {
            domain::search::may_explain(of_search, &facts.child(), contact)
        }))
    }

    pub(crate) async fn remember(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        of_child: &OfChild,
        reply: &Reply,
        came: Timestamp,
    ) -> Result<(), ReceiveError> {
        let id = format!("{}.{}", reply.date, reply.id);
        let keep = |known: &mut Known| {
            let said_before = known.expected.iter().any(|expected| expected.reply.as_ref() == Some(&id))
                || known.arriving.iter().any(|arriving| arriving.reply == id);
            if said_before {
                return Ok(());
            }
            known.arriving.retain(|arriving| domain::school::day(arriving.until) >= date);
            match of_child.said {
                Said::OnTheWay(until) => {
                    known.arriving.push(Arriving { contact: reply.contact_key.expose().to_owned(), until, reply: id.clone() });
                }
                _ => known.expected.push(Expected {
                    from: date,
                    until: of_child.back.and_then(|back| back.yesterday().ok()).filter(|until| *until >= date).unwrap_or(date),
                    by: By::Contact,
                    who: reply.contact_name.clone(),
                    accepted: false,
                    code: of_child.code,
                    reply: Some(id.clone()),
                    said: came,
                }),
            }
            Ok(())
        };
        self.follow_up.absences.change_known(keys, school, of_child.pupil, keep).await
    }

    /// Keeps for each of these children that a contact wants to be spoken to in a language. Doing it again changes nothing.
    pub(crate) async fn choose_language(
        &self,
        keys: &Keyring,
        school: &Urn,
        language: Language,
        (contact, pupils): (&Personal, &[PupilId]),
    ) -> Result<(), ReceiveError> {
        if contact.is_blank() {
            return Ok(());
        }
        for pupil in pupils {
            let speaks = |wishes: &mut Wishes| wishes.language = Some(language.tag().to_owned());
            self.change_wishes(keys, school, *pupil, contact.expose(), speaks).await?;
        }
        Ok(())
    }

    /// Changes what a contact wants of one child's messages; says whether that was anything new.
    pub(crate) async fn change_wishes(
        &self,
        keys: &Keyring,
        school: &Urn,
        pupil: PupilId,
        contact: &str,
        change: impl Fn(&mut Wishes),
    ) -> Result<bool, ReceiveError> {
        let change = |known: &mut Known| {
            let before = known.wishes.get(contact).cloned().unwrap_or_default();
            let mut after = before.clone();
            change(&mut after);
            let is_new = after != before;
            if is_new {
                known.wishes.insert(contact.to_owned(), after);
            }
            Ok(is_new)
        };
        self.follow_up.absences.change_known(keys, school, pupil, change).await
    }
}

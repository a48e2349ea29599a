//! What a stored reply does: to the searches of today, to what is known for the days ahead, to what staff have been told of.

use std::collections::BTreeMap;

use domain::Personal;
use domain::absence::AbsenceId;
use domain::code::{Cell, Code, read_cell};
use domain::day;
use domain::duty::Why;
use domain::known::{Arriving, By, Expected};
use domain::pupil::{Pupil, PupilId};
use domain::reply::{self, Asked};
use domain::school::{Urn, time_zone};
use domain::search::{Decision, Event, Said, State, Words};
use followup::{Happening, WAYS};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use shell::clock;
use shell::metrics::{self, Unit};
use store::StoreError;
use store::absences::{Happened, Proposal};
use store::replies::Reply;
use vault::Keyring;
use wording::{Kind, Reading};

use crate::receive::{Heard, Receive, ReceiveError};

/// How often a write that lost against another one is tried again at once.
const TRIES: u32 = 5;

/// What was understood of a reply, as the rules need it.
struct Understood {
    said: Said,
    code: Option<Code>,
    back: Option<Date>,
}

impl Understood {
    fn of(reading: &Reading, came: Timestamp) -> Self {
        let said = match reading.kind {
            Kind::Alarm => Said::Alarm,
            kind if kind.is_reason() => Said::Reason,
            _ => arrival(reading, came).map_or(Said::Words, Said::OnTheWay),
        };
        Self { said, code: proposed(reading.kind), back: reading.back }
    }

    fn heard(&self) -> Heard {
        match self.said {
            Said::Alarm => Heard::Alarm,
            Said::Reason => Heard::Reason,
            Said::OnTheWay(_) | Said::Words => Heard::Words,
        }
    }
}

/// The moment at which a child who is late will be there.
fn arrival(reading: &Reading, came: Timestamp) -> Option<Timestamp> {
    match reading.expected? {
        wording::Expected::In(minutes) => came.checked_add(SignedDuration::from_mins(i64::from(minutes))).ok(),
        wording::Expected::At(hour) => {
            let day = domain::school::day(came);
            Some(day.to_datetime(hour).to_zoned_datetime(time_zone()).ok()?.timestamp())
        }
    }
}

/// The code that a kind of reason proposes for the register. Only these four are for a parent to propose; the school decides.
fn proposed(kind: Kind) -> Option<Code> {
    let code = match kind {
        Kind::Illness => "I",
        Kind::Appointment => "M",
        Kind::Religious => "R",
        Kind::Holiday => "G",
        _ => return None,
    };
    match read_cell(code) {
        Cell::Known(code) if code.a_parent_may_propose() => Some(code),
        _ => None,
    }
}

impl Receive {
    /// Does what a stored reply asks for, and notes that it was done.
    pub(crate) async fn act(&self, keys: &Keyring, school: &Urn, mut stored: Reply) -> Result<Heard, ReceiveError> {
        let came = Timestamp::from_second(stored.came).unwrap_or_else(|_| clock::now());
        let reading = wording::read_reply_on(stored.words.expose(), domain::school::day(came));
        let understood = Understood::of(&reading, came);
        let mut heard = understood.heard();
        if stored.handled {
            return Ok(heard);
        }
        let outcome = if stored.unmatched == "from_staff" && wording::is_taken(stored.words.expose()) {
            self.take(keys, school, &stored).await?;
            "taken"
        } else if let Some(date) = stored.about {
            heard = self.tell(keys, school, date, &understood, &stored, came).await?;
            match heard {
                Heard::Alarm => "alarm",
                Heard::Reason => "explained",
                Heard::Words => "answered",
            }
        } else {
            // Nobody knows whose child it is: that is no reason to read it later.
            if heard == Heard::Alarm {
                self.follow_up.alarm_without_absence(school, domain::school::day(clock::now()), came).await?;
            }
            "unmatched"
        };
        stored.handled = true;
        match self.follow_up.messages.put_reply(keys, school, &mut stored).await {
            // Somebody else has just done the same.
            Ok(()) | Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        metrics::emit(clock::now(), &[("outcome", outcome)], &[("Replies", Unit::Count, 1.0)]);
        tracing::info!(school = %school, reply = %stored.id, outcome, "a reply was taken in");
        Ok(heard)
    }

    /// A member of staff has it: what they were told of goes no higher.
    async fn take(&self, keys: &Keyring, school: &Urn, reply: &Reply) -> Result<(), ReceiveError> {
        let now = clock::now();
        let happenings: Vec<Happening> = reply
            .pupils
            .iter()
            .map(|pupil| Happening {
                pupil: *pupil,
                event: Some(Event::Staff(Decision::Take)),
                moment: Happened::Staff {
                    what: "take".to_owned(),
                    by: reply.contact_name.expose().to_owned(),
                    note: format!("{}.{}", reply.date, reply.id),
                    request: String::new(),
                },
                at: now,
                proposal: None,
            })
            .collect();
        let mut day = self.follow_up.work(school, reply.date, &happenings, now).await?;
        // Who was told of a hold has looked at it, and who was told that no marks came will see to it.
        for hold in &mut day.holds {
            let told = hold.standing.hold.pupils.iter().any(|pupil| reply.pupils.contains(pupil));
            if told && !hold.standing.raised.taken {
                hold.standing.raised.taken = true;
                let next = hold.standing.next(day.policy.steps(Why::Held));
                self.follow_up.absences.put_hold(keys, school, hold, next).await?;
            }
        }
        if let Some(mut watch) = self.follow_up.absences.watch(school).await?
            && let Some(raised) = watch.raised.as_mut().filter(|raised| !raised.taken)
        {
            raised.taken = true;
            self.follow_up.absences.put_watch(school, &mut watch).await?;
        }
        Ok(())
    }

    /// Tells the searches of the day, keeps what is said for those of whom there is none, and says as what the sender is thanked for it.
    async fn tell(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        understood: &Understood,
        reply: &Reply,
        came: Timestamp,
    ) -> Result<Heard, ReceiveError> {
        let pupils = self.pupils(keys, school, &reply.pupils).await?;
        let asked: Vec<Asked<'_>> =
            pupils.iter().map(|(pupil, record)| Asked { pupil: *pupil, forename: record.forename.expose() }).collect();
        let said: Vec<(PupilId, Said)> = reply::apply(understood.said, reply.words.expose(), &asked);
        let mut happenings = Vec::new();
        let mut without_absence = Vec::new();
        for (pupil, said) in &said {
            let id = AbsenceId { date, pupil: *pupil };
            if self.follow_up.absences.absence(keys, school, id).await?.is_some() {
                happenings.push(happening(*pupil, *said, understood, reply, came));
            } else {
                without_absence.push((*pupil, *said));
            }
        }
        for (pupil, said) in &without_absence {
            let Some(record) = pupils.get(pupil) else { continue };
            if !self.keep(keys, school, date, (*pupil, record), (*said, understood), reply, came).await? {
                continue;
            }
            // A search that opens at this moment may not have read what was kept. The look at the day tells it, whether it stands there
            // already or is written before that look is.
            happenings.push(happening(*pupil, *said, understood, reply, came));
        }
        let mut explained = 0_usize;
        let mut alarmed = false;
        if !happenings.is_empty() {
            let day = self.follow_up.work(school, date, &happenings, came.max(clock::now())).await?;
            let state = |happening: &Happening| day.absences.get(&happening.pupil).map(|stored| stored.search.state);
            let states: Vec<Option<State>> = happenings.iter().map(state).collect();
            // Of whom there is no search nothing is left to explain.
            explained = states.iter().filter(|state| state.is_none_or(State::is_over)).count();
            alarmed = states.contains(&Some(State::Alarm));
            self.keep_return(keys, school, date, &happenings, understood, reply, came).await?;
        }
        let nobody_heard = happenings.is_empty();
        // An alarm about a child of whom there is no search. About one who has been seen since it raises none: the parent has read an old text.
        let unplaced = !alarmed && without_absence.iter().any(|(_, said)| *said == Said::Alarm);
        if nobody_heard || unplaced {
            // Nobody is absent, and nothing was said that could be kept: staff read it, and an alarm at once.
            let unmatched = if said.len() > 1 { "which_child" } else { "nobody_absent" }.to_owned();
            let mut for_staff = Reply { unmatched, handled: true, revision: 0, ..reply.clone() };
            match self.follow_up.messages.put_reply(keys, school, &mut for_staff).await {
                // It lies there already.
                Ok(()) | Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
            if understood.said == Said::Alarm {
                self.follow_up.alarm_without_absence(school, date, came).await?;
                alarmed = true;
            }
        }
        Ok(match understood.heard() {
            _ if alarmed => Heard::Alarm,
            // A reason that leaves a child unaccounted for is thanked for as words: the search goes on.
            Heard::Reason if explained == said.len() => Heard::Reason,
            _ => Heard::Words,
        })
    }

    async fn pupils(&self, keys: &Keyring, school: &Urn, ids: &[PupilId]) -> Result<BTreeMap<PupilId, Pupil>, ReceiveError> {
        let head = self.follow_up.schools.head(school).await?;
        let index = self.follow_up.roll.index(school, &head).await?;
        Ok(self.follow_up.roll.pupils(keys, school, &index, ids).await?.into_iter().collect())
    }

    /// Keeps what a contact said before any register: a reason covers the day, or until a return date; a child on the way is waited for.
    /// Says whether it was kept.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that keeping depends on")]
    async fn keep(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        (pupil, record): (PupilId, &Pupil),
        (said, understood): (Said, &Understood),
        reply: &Reply,
        came: Timestamp,
    ) -> Result<bool, ReceiveError> {
        if !matches!(said, Said::Reason | Said::OnTheWay(_))
            || !self.hears_why(keys, school, date, (pupil, record), reply).await?
        {
            return Ok(false);
        }
        self.remember(keys, school, date, pupil, (said, understood), reply, came).await?;
        Ok(true)
    }

    /// Whether this contact may give a reason for this child.
    async fn hears_why(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        (pupil, record): (PupilId, &Pupil),
        reply: &Reply,
    ) -> Result<bool, ReceiveError> {
        let policy = self.follow_up.policy(school).await?;
        let calendar = self.follow_up.schools.calendar(school).await?;
        let known = self.follow_up.absences.known(keys, school, pupil).await?.known;
        let of_school = (date, &policy, &calendar);
        let facts = followup::facts_of(record, Some(&known), Words::FirstDay, of_school);
        let hears = day::with_day(of_school, &WAYS, Timestamp::MIN, |of_search| {
            domain::search::hears_why(of_search, &facts.child(), reply.contact_key.expose())
        });
        Ok(hears == Some(true))
    }

    /// A return date that came with a reason covers the days until then.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that keeping depends on")]
    async fn keep_return(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        happenings: &[Happening],
        understood: &Understood,
        reply: &Reply,
        came: Timestamp,
    ) -> Result<(), ReceiveError> {
        if understood.back.is_none() {
            return Ok(());
        }
        for happening in happenings {
            if matches!(happening.event, Some(Event::Said(_, Said::Reason))) {
                self.remember(keys, school, date, happening.pupil, (Said::Reason, understood), reply, came).await?;
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "each is a different thing that remembering depends on")]
    async fn remember(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        pupil: PupilId,
        (said, understood): (Said, &Understood),
        reply: &Reply,
        came: Timestamp,
    ) -> Result<(), ReceiveError> {
        let id = format!("{}.{}", reply.date, reply.id);
        for _ in 0..TRIES {
            let mut stored = self.follow_up.absences.known(keys, school, pupil).await?;
            let known = &mut stored.known;
            let said_before = known.expected.iter().any(|expected| expected.reply.as_ref() == Some(&id))
                || known.arriving.iter().any(|arriving| arriving.reply == id);
            if said_before {
                return Ok(());
            }
            known.arriving.retain(|arriving| domain::school::day(arriving.until) >= date);
            match said {
                Said::OnTheWay(until) => {
                    known.arriving.push(Arriving { contact: reply.contact_key.expose().to_owned(), until, reply: id.clone() });
                }
                _ => known.expected.push(Expected {
                    from: date,
                    until: understood.back.and_then(|back| back.yesterday().ok()).filter(|until| *until >= date).unwrap_or(date),
                    by: By::Contact,
                    who: reply.contact_name.clone(),
                    accepted: false,
                    code: understood.code,
                    reply: Some(id.clone()),
                    said: came,
                }),
            }
            match self.follow_up.absences.put_known(keys, school, &mut stored).await {
                Err(StoreError::Conflict) => {}
                other => return Ok(other?),
            }
        }
        Err(StoreError::Conflict.into())
    }
}

fn happening(pupil: PupilId, said: Said, understood: &Understood, reply: &Reply, came: Timestamp) -> Happening {
    let code = understood.code.filter(|_| said == Said::Reason);
    Happening {
        pupil,
        event: Some(Event::Said(reply.contact_key.expose().to_owned(), said)),
        moment: Happened::Replied(format!("{}.{}", reply.date, reply.id)),
        at: came,
        proposal: code.map(|code| Proposal { code, by: Personal::new(reply.contact_name.expose()), decided: false }),
    }
}

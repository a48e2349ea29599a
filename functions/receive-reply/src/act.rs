//! What a stored reply does: to the searches of today, to what is known for the days ahead, to what staff have been told of.

use domain::Personal;
use domain::absence::AbsenceId;
use domain::contact::Contact;
use domain::duty::Why;
use domain::known::Known;
use domain::pupil::{Pupil, PupilId};
use domain::reply::CameBy;
use domain::school::Urn;
use domain::search::{Decision, Event, Said, State};
use domain::statement::Statement;
use followup::Happening;
use jiff::Timestamp;
use jiff::civil::Date;
use shell::clock;
use shell::metrics::{self, Unit};
use store::StoreError;
use store::absences::{Happened, Proposal};
use store::replies::{Reply, WHICH_FAMILY};
use vault::Keyring;
use wording::{Kind, Understood};

use crate::hear::{self, OfChild, confirmed};
use crate::receive::{Heard, Receive, ReceiveError};
use crate::stop::Texts;

impl Receive {
    /// Does what a stored reply asks for, and notes that it was done.
    pub(crate) async fn act(&self, keys: &Keyring, school: &Urn, mut stored: Reply) -> Result<Heard, ReceiveError> {
        let came = Timestamp::from_second(stored.came).unwrap_or_else(|_| clock::now());
        if stored.handled {
            return Ok(Heard::Words);
        }
        if stored.unmatched == WHICH_FAMILY {
            self.waited_for(keys, school, stored, clock::now()).await?;
            return Ok(Heard::Words);
        }
        let mut understood = wording::understand(stored.words.expose(), domain::school::day(came), &[]);
        let mut heard = if understood.kind() == Kind::Alarm { Heard::Alarm } else { Heard::Words };
        let outcome = if stored.unmatched == "from_staff" && wording::is_taken(stored.words.expose()) {
            self.take(keys, school, &stored).await?;
            "taken"
        } else if let Some(date) = stored.about {
            (heard, understood) = self.tell(keys, school, date, &stored, came).await?;
            // Who is meant by a letter, or by a name, is known by now: what was read without that may be another thing.
            stored.reading = Personal::new(understood.kind().as_str());
            match heard {
                Heard::Alarm => "alarm",
                Heard::Reason(_) => "explained",
                Heard::WhichChild(_) | Heard::Language | Heard::Texts(_) | Heard::Words => "answered",
            }
        } else {
            // Nobody knows whose child it is: that is no reason to read it later.
            if heard == Heard::Alarm {
                self.follow_up.alarm_without_absence(school, domain::school::day(clock::now()), came).await?;
            }
            if !understood.distress.is_empty() {
                self.follow_up.tell_of_distress(school, domain::school::day(clock::now()), &[], &stored.id).await?;
            }
            "unmatched"
        };
        if outcome != "taken" {
            if stored.channel == CameBy::Sms
                && let Some(texts) = Texts::asked(stored.words.expose(), &understood)
                && self.change_texts(keys, school, texts, &stored, came.max(clock::now())).await?
            {
                heard = Heard::Texts(texts);
            }
            self.has_written(keys, school, &stored).await?;
            // Of how it was read a count is left, so that a school can see how often its staff read otherwise.
            self.usage.reply_read(school, stored.date, &stored.id, hear::counted(&understood)).await?;
        }
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

    /// That a contact was asked in vain before counts no more.
    async fn has_written(&self, keys: &Keyring, school: &Urn, reply: &Reply) -> Result<(), ReceiveError> {
        if reply.contact_key.is_blank() {
            return Ok(());
        }
        for pupil in &reply.pupils {
            let note = |known: &mut Known| {
                known.has_written(reply.contact_key.expose());
                Ok::<_, StoreError>(())
            };
            self.follow_up.absences.change_known(keys, school, *pupil, note).await?;
        }
        Ok(())
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
                statement: None,
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
        // Who texts means all that they were told of; who answers one alert about children does not mean the marks that never came.
        let of_school = reply.channel == CameBy::Sms || reply.pupils.is_empty();
        if of_school
            && let Some(mut watch) = self.follow_up.absences.watch(school).await?
            && let Some(raised) = watch.raised.as_mut().filter(|raised| !raised.taken)
        {
            raised.taken = true;
            self.follow_up.absences.put_watch(school, &mut watch).await?;
        }
        Ok(())
    }

    /// Tells the searches of the day, keeps what is said for those of whom there is none, and says as what the sender is thanked for it, and what was
    /// read.
    async fn tell(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        reply: &Reply,
        came: Timestamp,
    ) -> Result<(Heard, Understood), ReceiveError> {
        let asked = self.pupils(keys, school, &reply.pupils).await?;
        let siblings = self.absent_siblings(keys, school, date, reply).await?;
        let (pupils, understood) = hear::with_siblings(reply.words.expose(), domain::school::day(came), asked, siblings);
        let said: Vec<OfChild> = pupils
            .iter()
            .enumerate()
            .map(|(place, (pupil, record))| OfChild::of(*pupil, &record.forename, understood.of_child(place, pupils.len()), came))
            .collect();
        let mut happenings = Vec::new();
        let mut without_absence = Vec::new();
        for (of_child, (_, record)) in said.iter().zip(&pupils) {
            let id = AbsenceId { date, pupil: of_child.pupil };
            if self.follow_up.absences.absence(keys, school, id).await?.is_some() {
                happenings.push(happening(of_child, reply, came));
            } else {
                without_absence.push((of_child, record));
            }
        }
        for (of_child, record) in &without_absence {
            // A search that opens at this moment may not have read what was kept. The look at the day tells it, whether it stands there
            // already or is written before that look is.
            if self.keep(keys, school, date, record, of_child, reply, came).await? {
                happenings.push(happening(of_child, reply, came));
            }
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
            for of_child in said.iter().filter(|of_child| of_child.said == Said::Reason && of_child.back.is_some()) {
                if happenings.iter().any(|happening| happening.pupil == of_child.pupil) {
                    self.remember(keys, school, date, of_child, reply, came).await?;
                }
            }
        }
        let nobody_heard = happenings.is_empty();
        // An alarm about a child of whom there is no search. About one who has been seen since it raises none: the parent has read an old text.
        let unplaced = !alarmed && without_absence.iter().any(|(of_child, _)| of_child.said == Said::Alarm);
        if nobody_heard || unplaced {
            // Nobody is absent, and nothing was said that could be kept: staff read it, and an alarm at once.
            let unmatched = if said.len() > 1 { "which_child" } else { "nobody_absent" }.to_owned();
            let reading = Personal::new(understood.kind().as_str());
            let mut for_staff = Reply { unmatched, reading, handled: true, revision: 0, ..reply.clone() };
            match self.follow_up.messages.put_reply(keys, school, &mut for_staff).await {
                // It lies there already.
                Ok(()) | Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
            if understood.kind() == Kind::Alarm {
                self.follow_up.alarm_without_absence(school, date, came).await?;
                alarmed = true;
            }
        }
        if !understood.distress.is_empty() {
            self.follow_up.tell_of_distress(school, date, &reply.pupils, &reply.id).await?;
        }
        if let Some(language) = understood.asks_for {
            self.choose_language(keys, school, language, (&reply.contact_key, &reply.pupils)).await?;
        }
        let heard = match () {
            () if alarmed => Heard::Alarm,
            () if understood.asks_for.is_some() => Heard::Language,
            // A reason that leaves a child unaccounted for is thanked for as words: the search goes on.
            () if said.iter().all(|of_child| of_child.said == Said::Reason) && explained == said.len() => {
                // Who is in distress reads nothing of it again on a telephone that others may see.
                let confirmed = if understood.distress.is_empty() { confirmed(said) } else { Vec::new() };
                Heard::Reason(confirmed)
            }
            () if hear::which_child(&understood, pupils.len()) => {
                Heard::WhichChild(pupils.into_iter().map(|(_, record)| record.forename).collect())
            }
            () => Heard::Words,
        };
        Ok((heard, understood))
    }

    /// Whose absence of the day the sender was not asked about, though they are the child's contact too: the text of a brother who was marked later
    /// may be on its way.
    async fn absent_siblings(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        reply: &Reply,
    ) -> Result<Vec<(PupilId, Pupil)>, ReceiveError> {
        // A page names its children, and who wrote an email is told apart by its token alone.
        let by_number = matches!(reply.channel, CameBy::Sms | CameBy::Call);
        if !by_number || reply.contact_key.is_blank() {
            return Ok(Vec::new());
        }
        let absences = self.follow_up.absences.absences_on(keys, school, date).await?;
        let missing = absences.iter().filter(|stored| !stored.search.state.is_over()).map(|stored| stored.id.pupil);
        let others: Vec<PupilId> = missing.filter(|pupil| !reply.pupils.contains(pupil)).collect();
        if others.is_empty() {
            return Ok(Vec::new());
        }
        let mut siblings = self.pupils(keys, school, &others).await?;
        let is_theirs = |contact: &Contact| {
            let has_it = contact.phones.iter().any(|phone| phone.number.expose() == reply.from.expose());
            has_it && contact.name_key() == reply.contact_key.expose()
        };
        siblings.retain(|(_, record)| record.contacts.iter().any(is_theirs));
        Ok(siblings)
    }

    /// The pupils in the order in which a message names them, so that a letter means the same child in both.
    pub(crate) async fn pupils(
        &self,
        keys: &Keyring,
        school: &Urn,
        ids: &[PupilId],
    ) -> Result<Vec<(PupilId, Pupil)>, ReceiveError> {
        let head = self.follow_up.schools.head(school).await?;
        let index = self.follow_up.roll.index(school, &head).await?;
        let mut pupils: Vec<(PupilId, Pupil)> =
            self.follow_up.roll.pupils(keys, school, &index, ids).await?.into_iter().collect();
        pupils.sort_by_cached_key(|(_, pupil)| (pupil.forename.clone(), pupil.registration_group.clone()));
        Ok(pupils)
    }
}

fn happening(of_child: &OfChild, reply: &Reply, came: Timestamp) -> Happening {
    Happening {
        pupil: of_child.pupil,
        event: Some(Event::Said(reply.contact_key.expose().to_owned(), of_child.said)),
        moment: Happened::Replied(format!("{}.{}", reply.date, reply.id)),
        at: came,
        proposal: of_child.code.map(|code| Proposal { code, by: Personal::new(reply.contact_name.expose()), decided: false }),
        // Who is not known as a contact contradicts nobody.
        statement: of_child.what.filter(|_| !reply.contact_key.is_blank()).map(|what| Statement {
            contact: reply.contact_key.expose().to_owned(),
            by: reply.contact_name.clone(),
            reply: format!("{}.{}", reply.date, reply.id),
            what,
            back: of_child.back,
            settled: false,
        }),
    }
}

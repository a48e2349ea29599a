//! Lets the rules look at a day, and makes messages of what they want said.

use std::collections::{BTreeMap, BTreeSet};

use domain::Personal;
use domain::absence::AbsenceId;
use domain::calendar::Calendar;
use domain::code::Cell;
use domain::contact::{Contact, Destination};
use domain::day;
use domain::duty::{Duty, OnDuty, Why};
use domain::interlock::HoldId;
use domain::known::Known;
use domain::message::{Channel, MessageId, Opening, Progress};
use domain::phone::PhoneNumber;
use domain::planning::{self, Planned};
use domain::policy::Policy;
use domain::pupil::PupilId;
use domain::register::Session;
use domain::search::{ContactKey, Decision, Dropped, Effect, Event, State, Words};
use domain::speaking::Drop;
use domain::statement;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
use store::absences::{Happened, Proposal, Snapshot, StoredAbsence};
use store::holds::StoredHold;
use store::messages::{Message, Saying};
use store::registers::cell_text;

use crate::load::Day;
use crate::{FollowUpError, Happening};

/// An alert to staff that nobody took up is handed over again after so long.
const ALERT: SignedDuration = SignedDuration::from_secs(30);

/// How long a search that is due and did not move is left alone.
const A_MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Why somebody who was asked does not hear how it ended: nothing leads to them any more.
const NO_WAY: &str = "no_way";

/// What has to be written.
#[derive(Debug, Default)]
pub(crate) struct ToWrite {
    /// Messages, in the order in which they are said: to staff first.
    pub(crate) messages: Vec<Message>,
    /// The pupils whose absence is another one.
    pub(crate) absences: BTreeSet<PupilId>,
    /// Places of holds that are other ones.
    pub(crate) holds: BTreeSet<usize>,
    /// The pupils of whom it has just become clear that contacts were asked in vain, with those.
    pub(crate) in_vain: BTreeMap<PupilId, Vec<ContactKey>>,
}

/// Lets the rules look at the day: it is as they want it afterwards, and what has to be written is given out.
pub(crate) fn decide(day: &mut Day, happenings: &[Happening], now: Timestamp) -> Result<ToWrite, FollowUpError> {
    let before = day.absences.clone();
    let held_before: Vec<_> = day.holds.iter().map(|hold| hold.standing.clone()).collect();
    let news: Vec<&Happening> = happenings.iter().filter(|happening| is_news(day, happening)).collect();
    let planned_before = planned_moments(day);
    let mut pupils = pupils(day, &news);
    let mut standing: Vec<_> = held_before.clone();
    let outcome = day.with_school(&planned_before, |school| school.work(&mut pupils, &mut standing, now));
    for happening in &news {
        note(day, happening);
    }
    take_over(day, pupils, now);
    let mut to_write = ToWrite::default();
    speak_to_contacts(day, &outcome, now, &mut to_write)?;
    speak_to_staff(day, &outcome, &standing, now, &mut to_write)?;
    // Stable: within each the order stays.
    to_write.messages.sort_by_key(|message| !matches!(message.saying, Saying::ToStaff { .. }));
    for (place, one) in standing.into_iter().enumerate() {
        if held_before.get(place) != Some(&one) {
            to_write.holds.insert(place);
        }
        match day.holds.get_mut(place) {
            Some(hold) => hold.standing = one,
            None => day.holds.push(StoredHold { standing: one, revision: 0 }),
        }
    }
    set_next(day, now);
    to_write.in_vain = in_vain(day, &before);
    to_write.absences =
        day.absences.iter().filter(|(pupil, stored)| before.get(*pupil) != Some(*stored)).map(|(pupil, _)| *pupil).collect();
    Ok(to_write)
}

/// The contacts of searches that have just ended without an answer.
fn in_vain(day: &Day, before: &BTreeMap<PupilId, StoredAbsence>) -> BTreeMap<PupilId, Vec<ContactKey>> {
    let had_ended = |pupil| before.get(pupil).is_some_and(|stored| stored.search.state == State::Unanswered);
    let ended = day.absences.iter().filter(|(pupil, _)| !had_ended(*pupil));
    let of = ended.map(|(pupil, stored)| (*pupil, stored.search.asked_in_vain().cloned().collect::<Vec<_>>()));
    of.filter(|(_, contacts)| !contacts.is_empty()).collect()
}

/// Whether it did not happen before, and there is an absence that it can happen to.
fn is_news(day: &Day, happening: &Happening) -> bool {
    day.absences.get(&happening.pupil).is_some_and(|stored| !stored.story.iter().any(|moment| moment.what == happening.moment))
}

/// When messages to contacts were planned today, each message once.
fn planned_moments(day: &Day) -> Vec<Timestamp> {
    let mut planned: BTreeMap<MessageId, Timestamp> = BTreeMap::new();
    for moment in day.absences.values().flat_map(|stored| &stored.story) {
        if let Happened::Planned(message) = moment.what {
            planned.entry(message).or_insert(moment.at);
        }
    }
    planned.into_values().collect()
}

fn pupils(day: &Day, news: &[&Happening]) -> Vec<day::Pupil> {
    let known = day.absences.values().map(|stored| day::Pupil {
        id: stored.id.pupil,
        year: stored.pupil.year.clone(),
        class: stored.pupil.registration_group.clone(),
        flagged: stored.flagged,
        cells: day.cells(stored.id.pupil),
        search: Some(stored.search.clone()),
        facts: day.facts.get(&stored.id.pupil).cloned(),
        events: news
            .iter()
            .filter(|happening| happening.pupil == stored.id.pupil)
            .filter_map(|happening| happening.event.clone())
            .collect(),
    });
    let new = day.pupils.iter().filter(|(id, _)| !day.absences.contains_key(id)).map(|(id, pupil)| day::Pupil {
        id: *id,
        year: pupil.year.clone(),
        class: pupil.registration_group.clone(),
        flagged: day.facts.get(id).is_some_and(day::Facts::is_flagged),
        cells: day.cells(*id),
        search: None,
        facts: day.facts.get(id).cloned(),
        events: Vec::new(),
    });
    known.chain(new).collect()
}

/// Takes over the searches as the rules left them, and tells in the stories what became of them.
fn take_over(day: &mut Day, pupils: Vec<day::Pupil>, now: Timestamp) {
    for pupil in pupils {
        let Some(search) = pupil.search else { continue };
        let cells = day.cells(pupil.id);
        let opened = !day.absences.contains_key(&pupil.id);
        if opened {
            let (Some(record), Some(facts)) = (day.pupils.get(&pupil.id), &pupil.facts) else { continue };
            let reachable =
                day.with_school(&[], |school| school.with_day(|of_search| domain::search::reachable(of_search, &facts.child())));
            let stored = StoredAbsence {
                id: AbsenceId { date: day.date, pupil: pupil.id },
                search: search.clone(),
                pupil: Snapshot::of(record),
                flagged: pupil.flagged,
                reachable: u32::try_from(reachable).unwrap_or(u32::MAX),
                first_words: facts.first_words,
                proposal: None,
                statements: Vec::new(),
                next: None,
                unsaid: BTreeSet::new(),
                policy: day.policy_version,
                story: Vec::new(),
                revision: 0,
            };
            day.absences.insert(pupil.id, stored);
        }
        let Some(stored) = day.absences.get_mut(&pupil.id) else { continue };
        note_marks(stored, cells, now);
        if opened || search.openings > stored.search.openings {
            stored.happened(now, Happened::Opened);
        }
        if search.state != stored.search.state || opened {
            stored.happened(now, Happened::Became(search.state));
        }
        if search != stored.search {
            stored.policy = day.policy_version;
        }
        if search.state == State::NotExpected && stored.proposal.is_none() {
            let of_school = (day.date, &day.policy, &day.calendar);
            stored.proposal = said_before(day.known.get(&pupil.id), pupil.facts.as_ref(), of_school);
        }
        stored.search = search;
    }
}

/// The code that whoever said it before the register has proposed.
fn said_before(known: Option<&Known>, facts: Option<&day::Facts>, of_school: (Date, &Policy, &Calendar)) -> Option<Proposal> {
    let (date, policy, calendar) = of_school;
    let school_days = |first, last| calendar.school_days_between(first, last);
    let said = known?.covers(date, facts?.is_flagged(), policy.return_days, &school_days)?;
    Some(Proposal { code: said.code?, by: said.who.clone(), decided: said.is_the_schools_word() })
}

fn note_marks(stored: &mut StoredAbsence, cells: [Cell; 2], now: Timestamp) {
    for (session, cell) in Session::BOTH.into_iter().zip(cells) {
        let last = stored.story.iter().rev().find_map(|moment| match &moment.what {
            Happened::Marked { session: of, code } if *of == session => Some(code.as_str()),
            _ => None,
        });
        if cell != Cell::NotTaken && last != Some(cell_text(cell)) {
            stored.happened(now, Happened::Marked { session, code: cell_text(cell).to_owned() });
        }
    }
}

fn note(day: &mut Day, happening: &Happening) {
    let Some(stored) = day.absences.get_mut(&happening.pupil) else { return };
    stored.happened(happening.at, happening.moment.clone());
    if matches!(happening.event, Some(Event::Staff(Decision::Undo { .. }))) {
        stored.proposal = None;
    }
    // What a member of staff has decided about the code is not proposed away.
    if let Some(proposal) = &happening.proposal
        && (proposal.decided || !stored.proposal.as_ref().is_some_and(|known| known.decided))
    {
        stored.proposal = Some(proposal.clone());
    }
    note_statement(stored, happening);
    if let Happened::MessageEnded(message) = happening.moment {
        stored.unsaid.remove(&message);
    }
}

/// What contacts have said of the child, and that staff have decided since or taken it back.
fn note_statement(stored: &mut StoredAbsence, happening: &Happening) {
    match &happening.moment {
        Happened::Staff { what, note, .. } if what == "undo_reading" => stored.statements.retain(|said| said.reply != *note),
        _ => {
            let decides = |decision: &Decision| !matches!(decision, Decision::Handle | Decision::Take | Decision::Restart);
            let decided = matches!(&happening.event, Some(Event::Staff(decision)) if decides(decision));
            if decided || happening.proposal.as_ref().is_some_and(|proposal| proposal.decided) {
                stored.statements.iter_mut().for_each(|said| said.settled = true);
            }
        }
    }
    let Some(said) = &happening.statement else { return };
    if statement::take_in(&mut stored.statements, said.clone())
        && let Some(conflict) = statement::conflict(&stored.statements)
    {
        let differed = Happened::Differed(conflict.first.reply.clone(), conflict.last.reply.clone());
        stored.happened(happening.at, differed);
    }
}

/// Messages to contacts; of a day gone by none.
fn speak_to_contacts(day: &mut Day, outcome: &day::Outcome, now: Timestamp, to_write: &mut ToWrite) -> Result<(), StoreError> {
    let contacts = |pupil: &PupilId| day.facts.get(pupil).map_or(&[] as &[Contact], |facts| facts.contacts.as_slice());
    let planned = planning::messages(outcome.effects.iter().map(|(pupil, effect)| (*pupil, contacts(pupil), effect)));
    let mut messages = Vec::new();
    for planned in planned {
        messages.push(to_contact(day, now, planned)?);
    }
    for message in messages {
        for opening in &message.covers {
            if let Some(stored) = day.absences.get_mut(&opening.pupil) {
                stored.happened(now, Happened::Planned(message.id));
                if !message.progress.is_final() {
                    stored.unsaid.insert(message.id);
                }
            }
        }
        to_write.messages.push(message);
    }
    for (pupil, effect) in &outcome.effects {
        let Some(stored) = day.absences.get_mut(pupil) else { continue };
        match effect {
            Effect::Drop(Dropped::Overtaken { .. }) => {
                stored.happened(now, Happened::NotSaid(Drop::Overtaken.as_str().to_owned()));
            }
            Effect::Drop(Dropped::OutsideWindow { .. }) => {
                stored.happened(now, Happened::NotSaid(Drop::OutsideWindow.as_str().to_owned()));
            }
            Effect::Drop(Dropped::NoWay { .. }) => stored.happened(now, Happened::NotSaid(NO_WAY.to_owned())),
            Effect::Tell(duty, why) => stored.happened(now, Happened::Told(*duty, *why)),
            Effect::Say { .. } => {}
        }
    }
    Ok(())
}

fn to_contact(day: &Day, now: Timestamp, planned: Planned) -> Result<Message, StoreError> {
    let key = planned.contact.name_key();
    let covers: Vec<String> = planned.covers.iter().map(|opening| format!("{}.{}", opening.pupil, opening.number)).collect();
    let what = planned.rung.map_or_else(|| planned.words.as_str().to_owned(), |rung| rung.to_string());
    let named =
        [&key, planned.destination.expose(), &day.date.to_string(), &what, planned.channel.as_str(), &covers.join(",")].join("|");
    let blank = blank(day, now, (&named, Saying::ToContact { words: planned.words, rung: planned.rung }))?;
    Ok(Message {
        channel: planned.channel,
        destination: planned.destination,
        contact_name: planned.contact.display_name(),
        relationship: planned.contact.relationship.clone(),
        contact_key: Personal::new(key),
        language: wanted_language(day, &planned.contact, &planned.covers),
        covers: planned.covers,
        ..blank
    })
}

/// The language that a contact wants to be spoken to in: what they chose, else what the extract says of them, else of their child.
fn wanted_language(day: &Day, contact: &Contact, covers: &[Opening]) -> String {
    let Some(pupil) = covers.first().map(|opening| opening.pupil) else { return String::new() };
    let wishes = day.facts.get(&pupil).and_then(|facts| facts.wishes.get(&contact.name_key()));
    let chosen = wishes.and_then(|wishes| wishes.language.clone());
    let of_child = || day.pupils.get(&pupil).map(|pupil| pupil.preferred_language.clone());
    let of_contact = Some(contact.preferred_language.clone()).filter(|language| !language.is_empty());
    chosen.or(of_contact).or_else(of_child).unwrap_or_default()
}

/// A message of which the recipient is still to be said.
fn blank(day: &Day, now: Timestamp, (named, saying): (&str, Saying)) -> Result<Message, StoreError> {
    let shadow = day.policy.shadow;
    Ok(Message {
        id: MessageId::new(day.keys.blind("message", named.as_bytes())?),
        date: day.date,
        saying,
        policy: day.policy_version,
        channel: Channel::Sms,
        destination: Destination::Text(day.settings.numbers.first.clone()),
        contact_name: Personal::default(),
        relationship: String::new(),
        contact_key: Personal::default(),
        covers: Vec::new(),
        progress: if shadow { Progress::Dropped } else { Progress::Planned },
        wait_until: None,
        attempts: 0,
        maybe_duplicate: false,
        reason: if shadow { Drop::Shadow.as_str().to_owned() } else { String::new() },
        ended: shadow.then(|| now.as_second()),
        planned: now.as_second(),
        text: Personal::default(),
        english: Personal::default(),
        language: String::new(),
        named: Vec::new(),
        parts: 0,
        provider: None,
        provider_id: String::new(),
        delivery: String::new(),
        revision: 0,
    })
}

fn speak_to_staff(
    day: &Day,
    outcome: &day::Outcome,
    standing: &[domain::interlock::Standing],
    now: Timestamp,
    to_write: &mut ToWrite,
) -> Result<(), StoreError> {
    let opening =
        |pupil: &PupilId| Opening { pupil: *pupil, number: day.absences.get(pupil).map_or(1, |stored| stored.search.openings) };
    let mut to_staff = Vec::new();
    for alert in planning::alerts(outcome.effects.iter().map(|(pupil, effect)| (opening(pupil), effect))) {
        let detail = if alert.why == Why::MarksAreOld { marks_as_at(day) } else { String::new() };
        let apart = times_told(day, &alert).to_string();
        to_staff.extend(alerts(day, now, (alert.duty, alert.why, &detail), alert.covers, &apart)?);
    }
    for (id, duty) in &outcome.of_holds {
        let Some(hold) = standing.iter().map(|one| &one.hold).find(|hold| hold.id == *id) else { continue };
        let covers = hold.pupils.iter().map(&opening).collect();
        let apart = named_hold(day, id);
        to_staff.extend(alerts(day, now, (*duty, Why::Held, &hold.sentence()), covers, &apart)?);
    }
    to_write.messages.extend(rung_once(to_staff));
    Ok(())
}

/// How often those on duty were told the same of these children: what is raised once more is told once more.
fn times_told(day: &Day, alert: &planning::Alert) -> usize {
    let told = Happened::Told(alert.duty, alert.why);
    let stories = alert.covers.iter().filter_map(|covered| day.absences.get(&covered.pupil));
    stories.flat_map(|stored| &stored.story).filter(|moment| moment.what == told).count()
}

/// The hold as it was before this look: what is held once more is told once more, and the same look again tells nobody twice.
fn named_hold(day: &Day, id: &HoldId) -> String {
    let revision = day.holds.iter().find(|stored| stored.standing.hold.id == *id).map_or(0, |stored| stored.revision);
    format!("{} {} {revision}", id.session, id.scope.word())
}

fn marks_as_at(day: &Day) -> String {
    let local = day.marks_taken.map(|taken| taken.to_zoned_datetime(domain::school::time_zone()).strftime("%H:%M").to_string());
    local.map_or_else(String::new, |local| format!("The newest marks are as at {local}."))
}

/// The same is rung for once: whoever has two duties, or stands twice on the list, would find the second call in the midst of the first.
pub(crate) fn rung_once(messages: Vec<Message>) -> Vec<Message> {
    let mut once: Vec<Message> = Vec::new();
    for message in messages {
        let same = |known: &Message| {
            known.channel == Channel::Call && known.destination == message.destination && known.covers == message.covers
        };
        if message.channel != Channel::Call || !once.iter().any(same) {
            once.push(message);
        }
    }
    once
}

/// One message a number and address of everybody on duty. `apart` is what makes two alerts about the same children two.
pub(crate) fn alerts(
    day: &Day,
    now: Timestamp,
    (duty, why, detail): (Duty, Why, &str),
    covers: Vec<Opening>,
    apart: &str,
) -> Result<Vec<Message>, StoreError> {
    let recipients = planning::recipients(&day.duty, (duty, why), day.calls.ways(), now);
    if recipients.is_empty() {
        tracing::error!(error_type = "NobodyOnDuty", school = %day.school, duty = duty.as_str(), why = why.as_str(), "staff are to be told and nobody is on the duty list");
    }
    let covered: Vec<String> = covers.iter().map(|opening| format!("{}.{}", opening.pupil, opening.number)).collect();
    recipients
        .into_iter()
        .map(|(person, destination)| {
            // A number may be texted and rung: each is a message of its own.
            let to = match &destination {
                Destination::Call(number) => format!("call {}", number.expose()),
                Destination::Text(_) | Destination::Email(_) => destination.expose().to_owned(),
            };
            let named = [&*to, &day.date.to_string(), duty.as_str(), why.as_str(), apart, &covered.join(",")].join("|");
            let saying = Saying::ToStaff { duty, why, detail: detail.to_owned() };
            let message = blank(day, now, (&named, saying))?;
            let wait_until = (!message.progress.is_final()).then(|| now.saturating_add(ALERT).unwrap_or(now));
            Ok(Message {
                channel: destination.channel(),
                destination,
                contact_name: person.name.clone(),
                relationship: duty.as_str().to_owned(),
                contact_key: person.name.clone(),
                covers: covers.clone(),
                wait_until,
                ..message
            })
        })
        .collect()
}

/// A message that shows somebody on duty how these words read, on their own phone. It is no part of the day: a school that runs in shadow
/// sends it too. `apart` is what makes two of them two.
pub(crate) fn test(
    day: &Day,
    now: Timestamp,
    person: &OnDuty,
    number: &PhoneNumber,
    (words, apart): (Words, &str),
) -> Result<Message, StoreError> {
    let named = ["test", number.expose(), words.as_str(), apart].join("|");
    let message = blank(day, now, (&named, Saying::Test { words }))?;
    Ok(Message {
        destination: Destination::Text(number.clone()),
        contact_name: person.name.clone(),
        relationship: person.duty.as_str().to_owned(),
        contact_key: person.name.clone(),
        progress: Progress::Planned,
        wait_until: Some(now.saturating_add(ALERT).unwrap_or(now)),
        reason: String::new(),
        ended: None,
        ..message
    })
}

/// A message of now to whoever an earlier one went to. It stands in the due index until somebody says it.
pub(crate) fn again(policy: u32, now: Timestamp, earlier: Message) -> Message {
    Message {
        policy,
        progress: Progress::Planned,
        wait_until: Some(now.saturating_add(ALERT).unwrap_or(now)),
        attempts: 0,
        maybe_duplicate: false,
        reason: String::new(),
        ended: None,
        planned: now.as_second(),
        text: Personal::default(),
        english: Personal::default(),
        language: String::new(),
        named: Vec::new(),
        parts: 0,
        provider: None,
        provider_id: String::new(),
        delivery: String::new(),
        revision: 0,
        ..earlier
    }
}

/// When each search has something to do by itself.
fn set_next(day: &mut Day, now: Timestamp) {
    let next: Vec<(PupilId, Option<Timestamp>)> = day.with_school(&[], |school| {
        school.with_day(|of_search| {
            day.absences.iter().map(|(pupil, stored)| (*pupil, stored.search.next(of_search, now))).collect()
        })
    });
    for (pupil, next) in next {
        if let Some(stored) = day.absences.get_mut(&pupil) {
            // What is due and was just looked at is looked at again in a minute, not at once and for ever.
            stored.next = next.map(|next| if next > now { next } else { now.saturating_add(A_MINUTE).unwrap_or(next) });
        }
    }
}

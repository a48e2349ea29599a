//! The things that somebody has to see to, as staff read them.

use std::collections::{BTreeSet, HashMap};

use domain::calendar::Gap;
use domain::clocks::{Notice, Worker};
use domain::duty::{Duty, OnDuty};
use domain::message::Progress;
use domain::money::Money;
use domain::pupil::PupilId;
use domain::search::State;
use domain::statement::Statement;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::absences::StoredAbsence;
use store::messages::{Message, Saying};
use store::replies::Reply;
use store::watch::Watch;
use utoipa::ToSchema;

use super::disagreements::Disagreement;
use crate::morning::Morning;
use crate::shown::{PupilShown, Said, sees};

/// From so many percent of the month's cap on, somebody has to know.
const NEAR: i64 = 80;

/// What has not been said so long after it was planned is late.
const LATE: SignedDuration = SignedDuration::from_mins(10);

/// As many letters of a contact's words stand in a sentence.
const MOST_WORDS: usize = 160;

/// Something that somebody has to see to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttentionEntryShown {
    /// The same as long as it is the same thing.
    #[schema(example = "reason.2026-11-16.0f3c5a1e9b7d4c2a8e6f001122334455")]
    pub(crate) id: String,
    /// What it is, as a stable word.
    #[schema(example = "reason_due_soon")]
    pub(crate) what: &'static str,
    /// What it is and what to do.
    #[schema(example = "A contact gave a reason for 2026-11-16 AM, and the mark is still N. Code it by 2026-11-23.")]
    pub(crate) sentence: String,
    /// Since when: a day, or a moment.
    #[schema(example = "2026-11-16")]
    pub(crate) since: Option<String>,
    /// The children whom it concerns.
    pub(crate) pupils: Vec<PupilShown>,
    /// Sessions that are counted, where it is a count.
    pub(crate) count: Option<CountShown>,
}

/// A count of sessions.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct CountShown {
    #[schema(example = 11)]
    sessions: usize,
    /// Of them those that are still N, and may turn out otherwise.
    #[schema(example = 4)]
    pending: usize,
}

/// The entries in the order in which they are read.
pub(super) struct Entries {
    shown: Vec<AttentionEntryShown>,
    names: HashMap<PupilId, PupilShown>,
    lead: bool,
}

impl Entries {
    pub(super) fn new(names: HashMap<PupilId, PupilShown>, lead: bool) -> Self {
        Self { shown: Vec::new(), names, lead }
    }

    pub(super) fn into_shown(self) -> Vec<AttentionEntryShown> {
        self.shown
    }

    fn add(&mut self, id: String, what: &'static str, sentence: String, since: Option<String>, pupils: &[PupilId]) {
        let pupils = pupils.iter().filter_map(|pupil| self.names.get(pupil).cloned()).collect();
        self.shown.push(AttentionEntryShown { id, what, sentence, since, pupils, count: None });
    }

    pub(super) fn no_extract(&mut self, watch: Option<&Watch>, today: Date) {
        let Some((watch, raised)) = watch.and_then(|watch| Some((watch, watch.raised?))) else { return };
        if watch.date == today {
            let sentence =
                format!("No marks of {} {} have come. See whether the MIS still sends them.", watch.date, watch.session);
            let id = format!("no_extract.{}.{}", watch.date, watch.session);
            self.add(id, "no_extract", sentence, Some(raised.since.to_string()), &[]);
        }
    }

    pub(super) fn untaken(&mut self, morning: &Morning, now: Timestamp) {
        for untaken in morning.untaken(now) {
            let id = format!("untaken.{}.{}", morning.date, untaken.session);
            let closed = morning.policy.register_closes(morning.date, untaken.session);
            let groups: Vec<&str> = untaken.groups.iter().map(String::as_str).collect();
            let groups = if untaken.nothing_came { String::new() } else { format!(" {}.", groups.join(", ")) };
            self.add(id, "untaken", format!("{}{groups}", untaken.sentence()), Some(closed.to_string()), &[]);
        }
    }

    pub(super) fn holds(&mut self, morning: &Morning) {
        let standing = morning.holds.iter().map(|stored| &stored.standing);
        for one in standing.filter(|standing| standing.holds_somebody() && !standing.raised.taken) {
            let id = &one.hold.id;
            let name = format!("hold.{}.{}.{}", id.date, id.session, id.scope.word());
            self.add(name, "hold_unseen", one.hold.sentence(), Some(one.raised.since.to_string()), &[]);
        }
    }

    pub(super) fn unreachable(&mut self, morning: &Morning) {
        for stored in morning.absences.iter().filter(|stored| stored.search.state == State::Unreachable) {
            let sentence = "Nobody who may be told can be reached. Ring whom you know, and put a number into the MIS.";
            let (id, since) = (format!("unreachable.{}", stored.id), stored.search.seen.to_string());
            self.add(id, "unreachable", sentence.to_owned(), Some(since), &[stored.id.pupil]);
        }
    }

    pub(super) fn unmatched(&mut self, replies: &[Reply]) {
        let Some(oldest) = replies.iter().map(|reply| reply.came).min() else { return };
        let sentence = match replies.len() {
            1 => "1 reply is still to be placed: see whom it means.".to_owned(),
            count => format!("{count} replies are still to be placed: see whom they mean."),
        };
        let since = Timestamp::from_second(oldest).ok().map(|oldest| oldest.to_string());
        self.add("unmatched".to_owned(), "unmatched", sentence, since, &[]);
    }

    /// Two contacts who do not say the same, in their own words: what staff have to settle.
    pub(super) fn conflicts<'a>(&mut self, absences: impl Iterator<Item = &'a StoredAbsence>, said: &Said) {
        let quoted = |statement: &Statement| {
            let words = said.replies.get(&statement.reply).map(|reply| reply.words.expose()).unwrap_or_default();
            let short: String = words.chars().take(MOST_WORDS).collect();
            let more = if short.len() < words.len() { "…" } else { "" };
            format!("{}: “{short}{more}”", statement.by.expose())
        };
        for stored in absences {
            let Some(conflict) = stored.conflict() else { continue };
            let sentence = format!("{} {}. {}.", conflict.differ.sentence(), quoted(conflict.first), quoted(conflict.last));
            let since = Some(stored.id.date.to_string());
            self.add(format!("contacts_differ.{}", stored.id), "contacts_differ", sentence, since, &[stored.id.pupil]);
        }
    }

    pub(super) fn disagreements(&mut self, found: &BTreeSet<Disagreement>) {
        for Disagreement { what, date, session, pupil } in found {
            let id = format!("{}.{date}.{session}.{pupil}", what.as_str());
            self.add(id, what.as_str(), what.sentence().to_owned(), Some(date.to_string()), &[*pupil]);
        }
    }

    pub(super) fn notices(&mut self, notices: BTreeSet<(Notice, PupilId)>) {
        for (notice, pupil) in notices {
            // A reason stays the same thing when its day passes.
            let name = match &notice {
                Notice::ReasonOverdue { date, .. } | Notice::ReasonDueSoon { date, .. } => format!("reason.{date}"),
                Notice::TellTheWorker { worker: Worker::SocialWorker, .. } => "tell_the_social_worker".to_owned(),
                Notice::TellTheWorker { worker: Worker::YouthWorker, .. } => "tell_the_youth_worker".to_owned(),
                _ => notice.as_str().to_owned(),
            };
            let (since, count) = since_and_count(&notice);
            let since = since.map(|day| day.to_string());
            self.add(format!("{name}.{pupil}"), notice.as_str(), notice.sentence(), since, &[pupil]);
            if let Some(entry) = self.shown.last_mut() {
                entry.count = count;
            }
        }
    }

    /// What failed, and what is late; while the school or the deployment is paused everything waits.
    pub(super) fn unsaid(&mut self, messages: &[Message], paused: bool, now: Timestamp) {
        for message in messages {
            let to_whom = match &message.saying {
                Saying::ToStaff { why, .. } if !sees(self.lead, *why) => continue,
                // Whoever wrote has been heard; that they were not thanked leaves nothing to do.
                Saying::Answer { .. } | Saying::Test { .. } => continue,
                Saying::ToStaff { .. } | Saying::ToContact { .. } | Saying::Written { .. } => {
                    format!("{} ({})", message.contact_name.expose(), message.relationship)
                }
            };
            let planned = Timestamp::from_second(message.planned).unwrap_or(now);
            let due = message.wait_until.map_or(planned, |until| planned.max(until));
            let channel = message.channel.as_str();
            let (what, sentence) = match message.progress {
                Progress::Failed => {
                    let reason = &message.reason;
                    (
                        "message_failed",
                        format!(
                            "What was to be said to {to_whom} by {channel} could not be said ({reason}). Reach them another way."
                        ),
                    )
                }
                Progress::Planned | Progress::Sending { .. } if !paused && now.duration_since(due) > LATE => (
                    "message_late",
                    format!("What is to be said to {to_whom} by {channel} has not been said yet. Ring if it cannot wait."),
                ),
                _ => continue,
            };
            let pupils: Vec<PupilId> = message.covers.iter().map(|opening| opening.pupil).collect();
            self.add(format!("message.{}", message.id), what, sentence, Some(planned.to_string()), &pupils);
        }
    }

    /// What the month's texts cost, when it comes near to what the school lets them cost.
    pub(super) fn spent(&mut self, spent: Money, cap: Money, today: Date) {
        let percent = spent.percent_of(cap);
        if percent >= NEAR {
            let sentence = format!(
                "The texts of this month have cost {percent}% of the {cap} that the policy allows. Beyond it questions go by email or call, or you ring; alarms are sent all the same. Raise monthly_cap_pounds if it is too low."
            );
            self.add(format!("spent.{}", today.strftime("%Y-%m")), "cap_near", sentence, None, &[]);
        }
    }

    pub(super) fn duties(&mut self, list: &[OnDuty]) {
        for duty in Duty::ALL {
            let has = |one: &OnDuty| one.duty == duty && (one.number.is_some() || one.email.is_some());
            if !list.iter().any(has) {
                let sentence = format!("Nobody who can be reached is on the duty list as {duty}. Name somebody, with a number.");
                self.add(format!("duty.{}", duty.as_str()), "duty_without_anybody", sentence, None, &[]);
            }
        }
    }

    pub(super) fn calendar(&mut self, gap: Option<Gap>) {
        if let Some(gap) = gap {
            self.add("calendar".to_owned(), gap.as_str(), gap.sentence(), None, &[]);
        }
    }
}

fn since_and_count(notice: &Notice) -> (Option<Date>, Option<CountShown>) {
    let count = |sessions, pending| Some(CountShown { sessions, pending });
    match *notice {
        Notice::TellTheWorker { ref days, .. } => (days.first().copied(), None),
        Notice::ReasonOverdue { date, .. } | Notice::ReasonDueSoon { date, .. } => (Some(date), None),
        Notice::ContinuousUnauthorised { since, days, pending, .. } => (Some(since), count(days.saturating_mul(2), pending)),
        Notice::IrregularAttendance { sessions, pending, .. } => (None, count(sessions, pending)),
        Notice::PenaltyThreshold { sessions, pending, since, .. } => (Some(since), count(sessions, pending)),
        Notice::Sickness { sessions, .. } => (None, count(sessions, 0)),
    }
}

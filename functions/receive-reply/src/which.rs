//! Which child a text is about, where several families or schools asked one number today: it says so itself, or its sender is asked, by first
//! names that this number was texted and in nobody's name. Neither school hears of the other's child, and nobody guesses.
//!
//! The text that did not say lies held back at each school until its sender does; each school then has what is its own, or nothing. Where nothing
//! comes, staff of each read it. Whatever is loud is with staff of each at once, and asked about beside.

use std::collections::BTreeSet;
use std::sync::Arc;

use channels::InboundText;
use domain::Personal;
use domain::contact::Destination;
use domain::message::{Channel, Progress};
use domain::pupil::PupilId;
use domain::reply::sender_key;
use domain::school::Urn;
use followup::Acknowledged;
use jiff::Timestamp;
use jiff::civil::Date;
use shell::clock;
use shell::metrics::{self, Unit};
use store::StoreError;
use store::messages::{Conversation, Message};
use store::questions::{Choice, Question};
use store::replies::{Reply, WHICH_FAMILY, WHICH_FAMILY_WAITS};
use store::way_back::WayBack;
use vault::Keyring;
use wording::{Kind, Language, Meant, Understood};

use crate::hear;
use crate::place::{From, Placed, TWO_FAMILIES};
use crate::receive::{Heard, Incoming, Receive, ReceiveError, Took, reply_id, sender};
use crate::stop::Texts;

/// As many children are told apart by letters that a reply can name.
const MOST: usize = 4;

/// What a sender is asked.
#[derive(Debug)]
pub(crate) struct Asks {
    /// The question, ready for sending.
    pub(crate) words: String,
    /// The text came before, and its sender was asked then.
    pub(crate) again: bool,
    language: Language,
    school: Urn,
    after: Message,
    reply: String,
}

/// A child whom a text may be about.
#[derive(Debug)]
struct Child {
    choice: Choice,
    keys: Arc<Keyring>,
    forename: Personal,
    /// The message that asked.
    message: Message,
    /// Whether that message said the child's name to the number that wrote.
    was_named: bool,
}

/// A text that several families may mean.
struct Several<'a> {
    text: &'a InboundText,
    sender: [u8; 16],
    /// A blind index of the provider's own id of it, under the deployment's key.
    id: String,
    today: Date,
}

impl Receive {
    /// Takes in a text from a number at which several families were asked today.
    pub(crate) async fn of_several(&self, text: &InboundText, asked: &[Conversation]) -> Result<Took, ReceiveError> {
        let deployment = self.follow_up.keys.deployment().await?;
        let several = Several {
            text,
            sender: sender(&deployment, text)?,
            id: reply_id(&deployment, &text.provider_id)?,
            today: domain::school::day(clock::now()),
        };
        let schools: BTreeSet<Urn> = asked.iter().map(|conversation| conversation.school.clone()).collect();
        let understood = wording::understand(text.body.expose(), several.today, &[]);
        if !is_of_a_child(text.body.expose(), &understood) {
            return self.for_staff(text, schools).await;
        }
        let question = self.follow_up.messages.question(several.sender, several.today).await?;
        let Some(children) = self.children_of(text, asked).await? else { return self.for_staff(text, schools).await };
        if let Some(question) = &question {
            let of_question = self.choices(text, question.date, &question.choices).await?;
            if question.asked_by == several.id {
                return Ok(self.asked_before(&several, question, &of_question).await?.unwrap_or(Took::Before));
            }
            // Where the contact may not hear of one of them any more the letters are others'.
            let complete = of_question.len() == question.choices.len();
            let meant = if complete { meant(text, &of_question, true) } else { Vec::new() };
            if !meant.is_empty() {
                return self.said_which(&several, Some(question), &of_question, &meant).await;
            }
        }
        let meant = if children.len() == 1 { the_only(text) } else { meant(text, &children, false) };
        if !meant.is_empty() {
            return self.said_which(&several, question.as_ref(), &children, &meant).await;
        }
        match question {
            Some(question) => {
                self.still_not_said(&several, question).await?;
                self.for_staff(text, schools).await
            }
            None => self.ask(&several, &children, &understood, schools).await,
        }
    }

    /// Staff of each school have to see whom the words mean.
    async fn for_staff(&self, text: &InboundText, schools: BTreeSet<Urn>) -> Result<Took, ReceiveError> {
        self.take_text_in(text, schools.into_iter().map(|school| Placed::for_staff(school, TWO_FAMILIES)).collect()).await
    }

    /// The children whom a number was asked about, in the order of their letters; `None` where it may not hear of one of them any more.
    async fn children_of(&self, text: &InboundText, asked: &[Conversation]) -> Result<Option<Vec<Child>>, ReceiveError> {
        let mut children: Vec<Child> = Vec::new();
        for conversation in asked {
            let choices: Vec<Choice> = conversation
                .pupils
                .iter()
                .map(|pupil| Choice { school: conversation.school.clone(), pupil: *pupil, message: conversation.message })
                .collect();
            let of_conversation = self.choices(text, conversation.date, &choices).await?;
            if of_conversation.len() < choices.len() {
                return Ok(None);
            }
            for child in of_conversation {
                let same =
                    |other: &&mut Child| (&other.choice.school, other.choice.pupil) == (&child.choice.school, child.choice.pupil);
                match children.iter_mut().find(same) {
                    Some(other) if other.was_named => {}
                    Some(other) => *other = child,
                    None => children.push(child),
                }
            }
        }
        children.sort_by(|one, other| (&one.forename, &one.choice).cmp(&(&other.forename, &other.choice)));
        Ok(Some(children))
    }

    /// Those of the choices of whom the contact who was asked may still hear.
    async fn choices(&self, text: &InboundText, date: Date, choices: &[Choice]) -> Result<Vec<Child>, ReceiveError> {
        let mut children = Vec::new();
        for choice in choices {
            let keys = self.follow_up.keys.school(&choice.school).await?;
            let Some(message) = self.follow_up.messages.message(&keys, &choice.school, date, choice.message).await? else {
                continue;
            };
            let way = WayBack { school: choice.school.clone(), date, message: choice.message };
            let may_hear = self.may_answer_for(&keys, &way, &message).await?;
            let Some((_, record)) = may_hear.into_iter().find(|(pupil, _)| *pupil == choice.pupil) else { continue };
            let was_named = said_to(&message, text, &record.forename);
            children.push(Child { choice: choice.clone(), keys, forename: record.forename, message, was_named });
        }
        Ok(children)
    }

    /// Asks the sender, where that names nobody new to them; else staff of each school have to see whom the words mean.
    async fn ask(
        &self,
        several: &Several<'_>,
        children: &[Child],
        understood: &Understood,
        schools: BTreeSet<Urn>,
    ) -> Result<Took, ReceiveError> {
        let Some(asks) = self.question_of(several, children, false).await? else {
            return self.for_staff(several.text, schools).await;
        };
        let incoming = Incoming::of_text(several.text);
        let loud = understood.kind() == Kind::Alarm || !understood.distress.is_empty();
        let mut first = Vec::new();
        for school in schools {
            let keys = self.follow_up.keys.school(&school).await?;
            let placed = Placed::for_staff(school.clone(), if loud { TWO_FAMILIES } else { WHICH_FAMILY });
            let stored = if loud {
                self.take_in(&keys, &placed, &incoming).await?.0
            } else {
                self.store(&keys, &placed, &incoming, clock::now()).await?.0
            };
            first.push((school, stored.id));
        }
        let mut question = Question {
            date: several.today,
            choices: children.iter().map(|child| child.choice.clone()).collect(),
            asked_by: several.id.clone(),
            first,
            answered_by: String::new(),
            revision: 0,
        };
        for elsewhere in self.other_senders(several, children).await? {
            match self.follow_up.messages.put_question(elsewhere, &mut question.clone()).await {
                // It stands there already.
                Ok(()) | Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.follow_up.messages.put_question(several.sender, &mut question).await?;
        metrics::emit(clock::now(), &[("outcome", "asked_which")], &[("Replies", Unit::Count, 1.0)]);
        tracing::info!(children = children.len(), "a sender is asked which child they mean");
        Ok(Took::Which(Box::new(asks)))
    }

    /// By what the answer is found that comes to another number of these schools: whichever of them the question goes by.
    async fn other_senders(&self, several: &Several<'_>, children: &[Child]) -> Result<BTreeSet<[u8; 16]>, ReceiveError> {
        let deployment = self.follow_up.keys.deployment().await?;
        let schools: BTreeSet<&Urn> = children.iter().map(|child| &child.choice.school).collect();
        let mut senders = BTreeSet::new();
        for school in schools {
            let Some(settings) = self.follow_up.schools.settings(school).await? else { continue };
            for (_, ours) in settings.numbers.all() {
                let key = sender_key(&several.text.from, ours);
                senders.insert(deployment.blind("sender", key.as_bytes()).map_err(StoreError::from)?);
            }
        }
        senders.remove(&several.sender);
        Ok(senders)
    }

    /// What the sender is asked: by names that this number was texted, in nobody's name, and in the language in which all the families are
    /// spoken to. `None` where that cannot be asked, or nothing is sent for now.
    async fn question_of(&self, several: &Several<'_>, children: &[Child], again: bool) -> Result<Option<Asks>, ReceiveError> {
        let mut names = Vec::new();
        let mut languages = BTreeSet::new();
        for child in children {
            let school = &child.choice.school;
            if self.follow_up.schools.paused(school).await?.is_on() {
                return Ok(None);
            }
            languages.insert(self.language(&child.keys, school, child.choice.pupil, &child.message.contact_key).await?.tag());
            let namesake = children.iter().filter(|other| other.forename == child.forename).count() > 1;
            let settings = self.follow_up.schools.settings(school).await?;
            names.push(match settings.filter(|_| namesake) {
                Some(settings) => Personal::new(format!("{} ({})", child.forename.expose(), settings.name)),
                None => child.forename.clone(),
            });
        }
        let apart = names.iter().collect::<BTreeSet<_>>().len() == names.len();
        if !apart || names.len() > MOST || !children.iter().all(|child| child.was_named) {
            return Ok(None);
        }
        let Some(child) = children.first() else { return Ok(None) };
        let language = match languages.first() {
            Some(tag) if languages.len() == 1 => Language::from_tag(tag).unwrap_or_default(),
            _ => Language::English,
        };
        Ok(Some(Asks {
            words: wording::which_child(&names, language),
            again,
            language,
            school: child.choice.school.clone(),
            after: child.message.clone(),
            reply: several.id.clone(),
        }))
    }

    /// A text that comes again after its sender was asked about it: the question may not have been handed over.
    async fn asked_before(
        &self,
        several: &Several<'_>,
        question: &Question,
        children: &[Child],
    ) -> Result<Option<Took>, ReceiveError> {
        if !question.answered_by.is_empty() || children.len() < question.choices.len() {
            return Ok(None);
        }
        Ok(self.question_of(several, children, true).await?.map(|asks| Took::Which(Box::new(asks))))
    }

    /// Asks by a message of its own, where a text is not answered at once. The same is planned once.
    pub(crate) async fn ask_by_message(&self, text: &InboundText, asks: Asks) -> Result<(), ReceiveError> {
        let keys = self.follow_up.keys.school(&asks.school).await?;
        let answer = Acknowledged {
            after: asks.after,
            to: Destination::Text(text.from.clone()),
            reply: &asks.reply,
            words: Personal::new(asks.words),
            language: asks.language.tag(),
            mail: None,
        };
        Ok(self.follow_up.acknowledge(&keys, &asks.school, answer, clock::now()).await?)
    }

    /// The text says which: each school hears what is said of its own, and what was written before it was asked.
    async fn said_which(
        &self,
        several: &Several<'_>,
        question: Option<&Question>,
        children: &[Child],
        meant: &[Meant],
    ) -> Result<Took, ReceiveError> {
        let mut took = Took::Before;
        let mut seen: BTreeSet<&Urn> = BTreeSet::new();
        let mut taken = Vec::new();
        for meant in meant {
            let Some(child) = children.get(meant.place) else { continue };
            // What a text says of a second child of a school is another reply.
            let apart = if seen.insert(&child.choice.school) { String::new() } else { format!("|{}", child.choice.pupil) };
            let incoming = Incoming {
                id: format!("{}{apart}", several.text.provider_id),
                words: Personal::new(&*meant.words),
                ..Incoming::of_text(several.text)
            };
            let placed = child.placed(several.today);
            let (stored, heard) = self.take_in(&child.keys, &placed, &incoming).await?;
            taken.push((child, placed, stored, heard));
        }
        let mut of_first = Vec::new();
        if let Some(question) = question.filter(|question| question.is_for(&several.id)) {
            let said: Vec<&Child> = taken.iter().map(|(child, ..)| *child).collect();
            // "Both" is said of what they were asked about; "A1 B9" says anew what is said of each.
            let same = meant.iter().all(|one| meant.first().is_some_and(|first| first.words == one.words));
            of_first = self.settle(question, &said, same).await?;
            self.close(several, question.clone()).await?;
        }
        for (child, placed, stored, heard) in taken {
            let before = of_first.iter().find(|(school, _)| *school == child.choice.school).map(|(_, heard)| heard);
            // A letter alone says nothing: what counts is what it was about.
            let heard = match heard {
                Some(Heard::Words) => Some(before.cloned().unwrap_or(Heard::Words)),
                heard => heard,
            };
            let Some(heard) = heard else { continue };
            if let Some(thanks) = self.thanks(&child.keys, (several.text, &stored), &placed, &heard).await? {
                took = Took::New(Box::new(thanks));
            }
        }
        Ok(took)
    }

    /// Gives the text that did not say which to those who are meant, and to no other school; says what was heard of it at each.
    async fn settle(&self, question: &Question, said: &[&Child], same: bool) -> Result<Vec<(Urn, Heard)>, ReceiveError> {
        let mut heard = Vec::new();
        for (school, reply) in &question.first {
            let keys = self.follow_up.keys.school(school).await?;
            let Some(stored) = self.follow_up.messages.reply(&keys, school, question.date, reply).await? else { continue };
            let own: Vec<&Child> = said.iter().copied().filter(|child| child.choice.school == *school).collect();
            let contacts: BTreeSet<&Personal> = own.iter().map(|child| &child.message.contact_key).collect();
            match own.first() {
                // Nothing of it is for this school, as far as staff have not read it already.
                None if stored.unmatched == WHICH_FAMILY => self.forget(&keys, school, stored).await?,
                None => {}
                Some(child) if same && contacts.len() == 1 => {
                    let pupils = own.iter().map(|child| child.choice.pupil).collect();
                    if let Some(placed) = self.place_first(&keys, school, stored, (child, pupils)).await? {
                        heard.push((school.clone(), self.act(&keys, school, placed).await?));
                    }
                }
                Some(_) if stored.unmatched == WHICH_FAMILY => self.release(&keys, school, stored).await?,
                Some(_) => {}
            }
        }
        Ok(heard)
    }

    /// Places the text that did not say which, if nobody has: as it is held back, or beside what staff were given to place.
    async fn place_first(
        &self,
        keys: &Keyring,
        school: &Urn,
        stored: Reply,
        (child, pupils): (&Child, Vec<PupilId>),
    ) -> Result<Option<Reply>, ReceiveError> {
        let is_placed = stored.unmatched.is_empty() && !stored.pupils.is_empty();
        if is_placed {
            return Ok(Some(stored));
        }
        let mut first = if stored.unmatched == WHICH_FAMILY {
            stored
        } else {
            let revision = if stored.unmatched.is_empty() { stored.revision } else { 0 };
            let Some(to_place) = self.follow_up.messages.to_place(keys, school, stored.date, &stored.id).await? else {
                return Ok(None);
            };
            Reply { revision, ..to_place }
        };
        first.unmatched = String::new();
        first.about = Some(child.message.date);
        first.pupils = pupils;
        first.contact_name = child.message.contact_name.clone();
        first.contact_key = child.message.contact_key.clone();
        first.handled = false;
        self.follow_up.messages.put_reply(keys, school, &mut first).await?;
        Ok(Some(first))
    }

    /// The next text does not say which either: staff of each school read both.
    async fn still_not_said(&self, several: &Several<'_>, question: Question) -> Result<(), ReceiveError> {
        if !question.is_for(&several.id) {
            return Ok(());
        }
        for (school, reply) in &question.first {
            let keys = self.follow_up.keys.school(school).await?;
            let stored = self.follow_up.messages.reply(&keys, school, question.date, reply).await?;
            if let Some(stored) = stored.filter(|stored| stored.unmatched == WHICH_FAMILY) {
                self.release(&keys, school, stored).await?;
            }
        }
        self.close(several, question).await
    }

    async fn close(&self, several: &Several<'_>, mut question: Question) -> Result<(), ReceiveError> {
        if question.answered_by.is_empty() {
            question.answered_by.clone_from(&several.id);
            self.follow_up.messages.put_question(several.sender, &mut question).await?;
        }
        Ok(())
    }

    /// A text that is held back: once its sender was waited for, staff read it.
    pub(crate) async fn waited_for(&self, keys: &Keyring, school: &Urn, held: Reply, now: Timestamp) -> Result<(), ReceiveError> {
        let came = Timestamp::from_second(held.came).unwrap_or(now);
        if now.duration_since(came) < WHICH_FAMILY_WAITS { Ok(()) } else { self.release(keys, school, held).await }
    }

    /// Gives a text that was held back to staff to place.
    async fn release(&self, keys: &Keyring, school: &Urn, held: Reply) -> Result<(), ReceiveError> {
        let mut for_staff = Reply { unmatched: TWO_FAMILIES.to_owned(), handled: true, revision: 0, ..held.clone() };
        match self.follow_up.messages.put_reply(keys, school, &mut for_staff).await {
            // It lies there already.
            Ok(()) | Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        let understood = wording::understand(held.words.expose(), held.date, &[]);
        self.usage.reply_read(school, held.date, &held.id, hear::counted(&understood)).await?;
        metrics::emit(clock::now(), &[("outcome", "unmatched")], &[("Replies", Unit::Count, 1.0)]);
        tracing::info!(school = %school, reply = %held.id, outcome = "unmatched", "nobody said which child a text is about");
        self.forget(keys, school, held).await
    }

    /// Leaves nothing of a text that was held back but that it came.
    async fn forget(&self, keys: &Keyring, school: &Urn, held: Reply) -> Result<(), ReceiveError> {
        let mut nothing = Reply {
            unmatched: String::new(),
            from: Personal::default(),
            words: Personal::default(),
            reading: Personal::default(),
            handled: true,
            ..held
        };
        Ok(self.follow_up.messages.put_reply(keys, school, &mut nothing).await?)
    }
}

impl Child {
    fn placed(&self, today: Date) -> Placed {
        Placed {
            school: self.choice.school.clone(),
            about: Some(today),
            pupils: vec![self.choice.pupil],
            from: From::Asked(self.message.date, self.choice.message),
            unmatched: "",
        }
    }
}

/// Whom a text means of these children.
fn meant(text: &InboundText, children: &[Child], lettered: bool) -> Vec<Meant> {
    let names: Vec<&str> = children.iter().map(|child| child.forename.expose()).collect();
    wording::meant(text.body.expose(), &names, lettered)
}

/// Several contacts have this number, and all were asked about one child.
fn the_only(text: &InboundText) -> Vec<Meant> {
    vec![Meant { place: 0, words: text.body.expose().to_owned() }]
}

/// Whether a message has said a name to whoever wrote a text.
fn said_to(message: &Message, text: &InboundText, forename: &Personal) -> bool {
    let to_them = message.channel == Channel::Sms && message.destination.expose() == text.from.expose();
    let name = forename.expose().trim();
    let says = |name: &str| !name.is_empty() && message.text.expose().contains(name);
    to_them && message.progress == Progress::Sent && (says(name) || says(&wording::tidy(name).text))
}

/// Whether a text says something of a child. To end texts, to ask for a language or to say that the number is wrong is to speak of oneself.
fn is_of_a_child(words: &str, understood: &Understood) -> bool {
    let of_self = |kind| matches!(kind, Kind::Stop | Kind::WrongNumber | Kind::Language | Kind::Question | Kind::Thanks);
    Texts::asked(words, understood).is_none() && understood.readings.iter().any(|reading| !of_self(reading.kind))
}

//! One turn of a call: from what was heard to the answer.

use wording::{NumberedAnswer, Spoken};

use crate::answer::{Answer, Effect, How, Line, Then, spoken};
use crate::call::{At, Back, Call, OfCall, Question, Said, Way};
use crate::heard::{By, Heard, Outcome};
use crate::limits::{KEY_WAIT, ONE_MORE, PROMPTS, RECORDING, SPOKEN, TALK, TONE, TRIES};
use crate::prompts;

/// The key that asks for the same words again; the star does too.
pub(crate) const AGAIN: char = '0';
/// The key that asks for another language.
const LANGUAGES: char = '8';
/// The key that answers for each child, where there are several.
const ONE_BY_ONE: char = '5';

pub(crate) struct Turn<'a> {
    call: Call,
    of: &'a OfCall<'a>,
    pause: u32,
    lines: Vec<Line>,
    effects: Vec<Effect>,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(call: &Call, of: &'a OfCall<'a>) -> Self {
        let step = call.step.saturating_add(1);
        Self { call: Call { step, ..call.clone() }, of, pause: 0, lines: Vec::new(), effects: Vec::new() }
    }

    pub(crate) fn after(mut self, heard: &Heard) -> (Call, Answer) {
        let then = self.then(heard);
        let answer = Answer { step: self.call.step, pause: self.pause, lines: self.lines, then, effects: self.effects };
        (self.call, answer)
    }

    fn then(&mut self, heard: &Heard) -> Then {
        match (self.call.at, heard) {
            // Whatever still comes is of a call that is over: nothing happens twice.
            (At::Ended(_), _) => Then::HangUp,
            (At::Connecting, _) => self.school_rung(heard),
            (At::Office, _) => self.office_rung(heard),
            (At::Ringing, Heard::NotLifted(outcome)) => self.end(How::NotLifted(*outcome)),
            (_, Heard::HungUp | Heard::NotLifted(_)) => self.end(How::HungUp),
            (_, Heard::AnsweredElsewhere) => self.end_with(&[Spoken::Answered, Spoken::ThankYou], How::AnsweredElsewhere),
            (At::Ringing, Heard::Lifted { by }) => self.lifted(*by),
            (At::Ringing, _) => self.lifted(By::Unknown),
            (At::Asked(question), Heard::Digits(digits)) => match one_key(digits) {
                Some(key) => self.key(question, key),
                None => self.missed(question),
            },
            (At::Asked(question), _) => self.missed(question),
            (At::Languages(question), Heard::Digits(digits)) => self.language(question, one_key(digits)),
            (At::Languages(_), _) => self.missed_language(),
            (At::Speaking(child), Heard::Recorded { id, seconds }) if *seconds > 0 => {
                self.effects.push(Effect::Recording { child, id: id.clone(), seconds: *seconds });
                self.ask(Question::Back(child))
            }
            (At::Speaking(child), _) => {
                self.say(Spoken::WriteReason);
                self.ask(Question::Back(child))
            }
        }
    }

    fn lifted(&mut self, by: By) -> Then {
        match (self.call.way, by) {
            (Way::Unknown, _) => {
                self.say(Spoken::Welcome);
                self.ring_office()
            }
            (Way::Placed, By::Machine) => {
                // A machine listens a moment after its tone.
                self.pause = 1;
                self.end_with(&[Spoken::Message, Spoken::PleaseRing, Spoken::ThankYou], How::LeftMessage)
            }
            _ => self.ask(Question::Greeting),
        }
    }

    fn key(&mut self, question: Question, key: char) -> Then {
        match (question, key) {
            (_, AGAIN | '*') => self.ask(question),
            (_, LANGUAGES) if !prompts::offered(&self.call, self.of).is_empty() => {
                self.call.at = At::Languages(question);
                self.call.missed = 0;
                self.prompt(prompts::languages(&self.call, self.of))
            }
            (Question::Greeting, '1') => self.ask(Question::Reason((self.call.said.len() == 1).then_some(0))),
            (Question::Greeting, '2') if self.call.way == Way::Placed => {
                self.effects.push(Effect::WrongNumber);
                self.end_with(&[Spoken::WrongNumber, Spoken::ThankYou], How::WrongNumber)
            }
            (Question::Greeting, '2') => self.ring_office(),
            (Question::Reason(None), ONE_BY_ONE) => self.ask(Question::Reason(Some(0))),
            (Question::Reason(child), key) => match NumberedAnswer::from_digit(key) {
                Some(answer) => self.reason(child, answer),
                None => self.missed(question),
            },
            // Whoever thinks again about where a child is must not have to hang up for it.
            (Question::Back(child), '9') => self.reason(child, NumberedAnswer::ShouldBeInSchool),
            (Question::Back(child), '1') => self.back(child, Back::LaterToday),
            (Question::Back(child), '2') => self.back(child, Back::NextSchoolDay(self.of.next_school_day)),
            (Question::Back(child), '3') => self.back(child, Back::NotKnown),
            (Question::Greeting | Question::Back(_), _) => self.missed(question),
        }
    }

    fn reason(&mut self, child: Option<usize>, answer: NumberedAnswer) -> Then {
        self.each(child, |said| *said = Some(Said { answer, back: None }));
        self.effects.push(Effect::Said { child, answer });
        match answer {
            NumberedAnswer::ShouldBeInSchool => self.alarm(child),
            // A child who is on the way is back today, or staff will see that it is not.
            NumberedAnswer::RunningLate => self.next(child),
            NumberedAnswer::Other if self.of.records && self.has_time(self.speaking()) => {
                self.say(Spoken::AfterTheTone);
                self.call.at = At::Speaking(child);
                Then::Record { longest: RECORDING }
            }
            NumberedAnswer::Other => {
                self.say(Spoken::WriteReason);
                self.ask(Question::Back(child))
            }
            NumberedAnswer::Ill | NumberedAnswer::Appointment => self.ask(Question::Back(child)),
        }
    }

    fn back(&mut self, child: Option<usize>, back: Back) -> Then {
        self.each(child, |said| {
            if let Some(said) = said {
                said.back = Some(back);
            }
        });
        self.effects.push(Effect::Back { child, back });
        self.next(child)
    }

    /// The next child, or the end.
    fn next(&mut self, child: Option<usize>) -> Then {
        let next = child.map_or(self.call.said.len(), |place| place.saturating_add(1));
        if next < self.call.said.len() { self.ask(Question::Reason(Some(next))) } else { self.close() }
    }

    /// Stored before the school is rung: whoever hangs up meanwhile has raised it all the same.
    fn alarm(&mut self, child: Option<usize>) -> Then {
        self.effects.push(Effect::Alarm { child });
        match self.of.office {
            Some(office) => {
                self.say(Spoken::Connecting);
                self.call.at = At::Connecting;
                Then::Dial { to: office.clone(), shown: Some(self.of.ours.clone()) }
            }
            None => {
                self.effects.push(Effect::AlarmInWriting);
                self.end_with(&[Spoken::SchoolTold, Spoken::PleaseRing, Spoken::ThankYou], How::ToldInWriting)
            }
        }
    }

    fn school_rung(&mut self, heard: &Heard) -> Then {
        match heard {
            Heard::Dialled { outcome: Outcome::Completed, seconds } if *seconds >= SPOKEN => {
                self.end_with(&[Spoken::ThankYou], How::Connected)
            }
            Heard::HungUp => {
                self.effects.push(Effect::AlarmInWriting);
                self.end(How::ToldInWriting)
            }
            // Anything that does not say that they spoke.
            _ => {
                self.effects.push(Effect::AlarmInWriting);
                let said = [Spoken::NobodyNow, Spoken::SchoolTold, Spoken::PleaseRing, Spoken::ThankYou];
                self.end_with(&said, How::ToldInWriting)
            }
        }
    }

    fn ring_office(&mut self) -> Then {
        match self.of.office {
            Some(office) => {
                self.say(Spoken::Office);
                self.call.at = At::Office;
                // The office sees who rings, as it would without us.
                Then::Dial { to: office.clone(), shown: None }
            }
            None => self.end_with(&[Spoken::PleaseRing, Spoken::ThankYou], How::OfficeNotReached),
        }
    }

    fn office_rung(&mut self, heard: &Heard) -> Then {
        match heard {
            Heard::Dialled { outcome: Outcome::Completed, .. } => self.end(How::ToOffice),
            Heard::HungUp => self.end(How::HungUp),
            _ => self.end_with(&[Spoken::NobodyNow, Spoken::PleaseRing, Spoken::ThankYou], How::OfficeNotReached),
        }
    }

    fn language(&mut self, question: Question, key: Option<char>) -> Then {
        let chosen = prompts::offered(&self.call, self.of).into_iter().find(|(offered, _)| Some(*offered) == key);
        match (chosen, key) {
            (Some((_, language)), _) => {
                self.call.language = language;
                self.effects.push(Effect::Language(language));
                self.ask(question)
            }
            (None, Some(AGAIN | '*')) => self.prompt(prompts::languages(&self.call, self.of)),
            (None, _) => self.missed_language(),
        }
    }

    fn missed(&mut self, question: Question) -> Then {
        if self.miss() { self.ask(question) } else { self.close() }
    }

    fn missed_language(&mut self) -> Then {
        if self.miss() { self.prompt(prompts::languages(&self.call, self.of)) } else { self.close() }
    }

    /// Whether the question may be asked once more.
    fn miss(&mut self) -> bool {
        self.call.missed = self.call.missed.saturating_add(1);
        let again = self.call.missed < TRIES;
        if again {
            self.say(Spoken::NotHeard);
        }
        again
    }

    fn ask(&mut self, question: Question) -> Then {
        // Another question has its own tries; the same one in another language has them again.
        if self.call.at != At::Asked(question) {
            self.call.missed = 0;
        }
        self.call.at = At::Asked(question);
        self.prompt(prompts::question(question, &self.call, self.of))
    }

    /// Asks, unless the call has asked or spoken long enough.
    fn prompt(&mut self, lines: Vec<Line>) -> Then {
        if self.call.prompts >= PROMPTS || !self.has_time(spoken(&lines).saturating_add(KEY_WAIT)) {
            return self.close();
        }
        self.call.prompts = self.call.prompts.saturating_add(1);
        self.lines.extend(lines);
        Then::Key { wait: KEY_WAIT }
    }

    /// Whether so many seconds are left, with what is to be said before and what will have to be said after them.
    fn has_time(&self, seconds: u32) -> bool {
        let last = spoken(&prompts::closing(&self.call, self.of)).saturating_add(ONE_MORE);
        let needed = spoken(&self.lines).saturating_add(seconds).saturating_add(last);
        self.of.elapsed.saturating_add(needed) <= TALK
    }

    /// How many seconds a spoken reason takes, with what asks for it and its tone.
    fn speaking(&self) -> u32 {
        let asked = spoken(&[prompts::line(Spoken::AfterTheTone, &self.call, self.of)]);
        asked.saturating_add(RECORDING).saturating_add(TONE)
    }

    /// What was understood, and the number.
    fn close(&mut self) -> Then {
        let said = self.call.said.iter().filter(|said| said.is_some()).count();
        let how = match said {
            0 => How::NotAnswered,
            all if all == self.call.said.len() => How::Answered,
            _ => How::PartlyAnswered,
        };
        let closing = prompts::closing(&self.call, self.of);
        self.lines.extend(closing);
        self.end(how)
    }

    fn end_with(&mut self, said: &[Spoken<'_>], how: How) -> Then {
        said.iter().for_each(|spoken| self.say(*spoken));
        self.end(how)
    }

    fn end(&mut self, how: How) -> Then {
        self.call.at = At::Ended(how);
        self.effects.push(Effect::Ended { how });
        Then::HangUp
    }

    fn say(&mut self, spoken: Spoken<'_>) {
        let line = prompts::line(spoken, &self.call, self.of);
        self.lines.push(line);
    }

    /// What was pressed counts for one child, or for all.
    fn each(&mut self, child: Option<usize>, set: impl Fn(&mut Option<Said>)) {
        match child {
            None => self.call.said.iter_mut().for_each(set),
            Some(place) => self.call.said.get_mut(place).into_iter().for_each(set),
        }
    }
}

/// The key, where it is one. The provider is asked for one; more of them were pressed in a hurry, and none of them is guessed.
pub(crate) fn one_key(digits: &str) -> Option<char> {
    let mut keys = digits.chars();
    keys.next().filter(|_| keys.next().is_none())
}

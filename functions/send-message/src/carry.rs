//! A text, by one of the school's numbers: the one where the family was texted last, else the other where its provider fails.

use channels::{ProviderId, ProviderText, Retry, SendError};
use domain::money::{self, Money};
use domain::phone::PhoneNumber;
use domain::reply::STATUSES;
use domain::sending::{Provider, Went};
use shell::clock;
use store::StoreError;
use store::messages::{Message, Saying};
use store::sending::Lately;

use crate::send::{At, NotSaid, Send};

/// The numbers that a text is tried by, the best first, with what is needed to note where it went.
pub(crate) struct Ways {
    order: Vec<(Provider, PhoneNumber)>,
    /// The recipient's number as a blind index; `None` for a school that has one number.
    texted: Option<[u8; 16]>,
    lately: Lately,
}

impl Ways {
    /// The numbers, the best first.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = &PhoneNumber> {
        self.order.iter().map(|(_, number)| number)
    }
}

/// Why a text failed that would have gone beyond the month's cap, as a stable word.
pub(crate) const OVER_THE_CAP: &str = "over_the_cap";

impl Send {
    /// Takes what a text costs out of what the school's texts of this month may cost, where it has said so. What a cap may not stop is counted
    /// all the same.
    pub(crate) async fn reserve(&self, at: &At<'_>, message: &Message, cap: Option<Money>) -> Result<Money, NotSaid> {
        let Some(cap) = cap else { return Ok(Money::default()) };
        let may_be_stopped = match message.saying {
            Saying::ToContact { words, .. } => money::may_be_stopped(words),
            Saying::Test { .. } => true,
            Saying::ToStaff { .. } | Saying::Written { .. } | Saying::Answer { .. } => false,
        };
        let cost = self.price.of(message.parts);
        let cap = if may_be_stopped { cap } else { Money::MOST };
        let today = domain::school::day(clock::now());
        let fits = self.usage.spend(at.school, today, (cost, cap), self.price).await?;
        if fits { Ok(cost) } else { Err(NotSaid::OverTheCap) }
    }

    /// Gives back what was taken for a text that certainly did not go out. Where that cannot be noted the month ends a little sooner.
    pub(crate) async fn give_back_cost(&self, at: &At<'_>, cost: Money) {
        if cost == Money::default() {
            return;
        }
        if let Err(error) = self.usage.give_back(at.school, domain::school::day(clock::now()), cost).await {
            tracing::warn!(error_type = error.error_type(), school = %at.school, "what a text would have cost could not be given back");
        }
    }

    /// By which of the school's numbers a text to this number is tried.
    pub(crate) async fn ways(&self, at: &At<'_>, message: &Message, to: &PhoneNumber) -> Result<Ways, StoreError> {
        let numbers = &at.settings.numbers;
        let (mut texted, mut lately) = (None, Lately::default());
        if numbers.second.is_some() {
            let key = at.keys.blind("thread", to.expose().as_bytes())?;
            lately = self.messages.lately(at.school, key).await?;
            texted = Some(key);
        }
        let now = clock::now();
        let order = numbers.order(lately.thread, message.provider, &|provider| lately.fails(provider, now));
        let order = order.into_iter().map(|(provider, number)| (provider, number.clone())).collect();
        Ok(Ways { order, texted, lately })
    }

    /// Sends a text by the first of the ways whose provider takes it, and says whose answer that is. A provider that may have sent it ends the
    /// attempt: nobody is to read it twice within a minute. Where one of them may take it later, it is not given up because the other never will.
    pub(crate) async fn text(
        &self,
        at: &At<'_>,
        ways: &Ways,
        (to, words): (&PhoneNumber, &str),
    ) -> (Provider, Result<ProviderId, SendError>) {
        let mut refused = None;
        for (provider, from) in &ways.order {
            let sent = match provider {
                Provider::Aws => self.texts.send(from, to, words).await,
                Provider::Twilio => {
                    let status = format!("{}{STATUSES}", self.webhooks);
                    let text = ProviderText { from, to, words, status: &status };
                    self.provider.text(text).await
                }
            };
            match sent {
                Ok(id) => {
                    self.note(at, ways, *provider, Went::Well).await;
                    return (*provider, Ok(id));
                }
                Err(error) if error.is_the_providers() => {
                    let passes = error.retry() != Retry::Never;
                    if passes {
                        // That it will not take this one text says nothing of the others.
                        self.note(at, ways, *provider, Went::Badly).await;
                    }
                    tracing::warn!(error_type = "ProviderFails", school = %at.school, provider = provider.as_str(), reason = error.code(), "a provider did not take a text");
                    if error.may_have_been_sent() {
                        return (*provider, Err(error));
                    }
                    if passes || refused.is_none() {
                        refused = Some((*provider, error));
                    }
                }
                Err(error) => return (*provider, Err(error)),
            }
        }
        let (provider, error) = refused.unwrap_or((at.settings.numbers.provider, SendError::Unreachable));
        (provider, Err(error))
    }

    /// Notes how a text went at a provider, for a school that has a choice. It is a hint for the next one: where it cannot be noted, this one
    /// is not held up.
    async fn note(&self, at: &At<'_>, ways: &Ways, provider: Provider, went: Went) {
        let Some(texted) = ways.texted else { return };
        let noted = async {
            if went == Went::Badly || ways.lately.health.contains_key(&provider) {
                self.messages.note_health(at.school, provider, went).await?;
            }
            let thread = ways.lately.thread.unwrap_or(at.settings.numbers.provider);
            if went == Went::Well && thread != provider {
                self.messages.keep_thread(at.school, texted, provider).await?;
            }
            Ok::<(), StoreError>(())
        };
        if let Err(error) = noted.await {
            tracing::warn!(error_type = error.error_type(), school = %at.school, "how a text went could not be noted");
        }
    }
}

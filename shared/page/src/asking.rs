//! The page that asks.

use domain::Personal;
use jiff::civil::Date;
use maud::{Markup, html};
use wording::{Language, NumberedAnswer, OnPage, Told};

use crate::form::{Form, LONGEST, OfChild, Problem};
use crate::frame::{document, ring, sentence};

/// The page on which a parent answers a message: the same words about the same children, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Where the form goes: `/r/…`, with `?lang=en` where the reader chose the English.
    pub token_path: &'a str,
    /// The message that is answered: its words, its school, its children in the order in which it names them, its part of the day.
    pub told: Told<'a>,
    /// In which language.
    pub language: Language,
    /// Today, where the school is.
    pub today: Date,
    /// What was wrong with the form that was just sent.
    pub problem: Option<Problem>,
    /// That form.
    pub given: Option<&'a Form>,
}

impl Asking<'_> {
    /// The page.
    ///
    /// ```
    /// use domain::search::Words;
    /// use page::Asking;
    /// use wording::{Language, School, Told, When};
    /// let school = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };
    /// let told = Told { words: Words::FirstDay, school, children: &["Ava".into()], when: When::Morning };
    /// let (language, today) = (Language::English, jiff::civil::date(2026, 11, 26));
    /// let html = Asking { token_path: "/r/abc", told, language, today, problem: None, given: None }.html();
    /// assert!(html.contains("<h1><bdi>Ava</bdi> is not marked in school this morning</h1>"));
    /// ```
    pub fn html(&self) -> String {
        let says = OnPage::of(self.language);
        let unnamed = [Personal::default()];
        let children = if self.told.children.is_empty() { &unnamed } else { self.told.children };
        let several = children.len() > 1;
        let main = html! {
            @if let Some(problem) = self.problem { (self.summary(problem, says)) }
            h1 { (sentence(&self.told.headline(self.language))) }
            p { (if several { says.choose_each } else { says.choose_one }) }
            form method="post" action=(self.token_path) autocomplete="off" novalidate {
                @for (place, name) in children.iter().enumerate() { (self.child(place, name, says)) }
                (self.words(says))
                button { (says.send) }
            }
            (ring(says.or_ring, &self.told.school, says))
        };
        let title = if self.problem.is_some() { says.look_again } else { says.title };
        document(self.language, title, Some(&self.told.school), &main)
    }

    /// Before all else: what has to be looked at, as a link to where it is.
    fn summary(&self, problem: Problem, says: &OnPage) -> Markup {
        let to = match problem {
            Problem::NothingSaid(place) => format!("a{place}-{}", NumberedAnswer::ShouldBeInSchool.digit()),
            Problem::DayOver(place) => format!("b{place}"),
            Problem::TooLong => "words".to_owned(),
        };
        html! {
            // Whoever sent the form stands here again first, without a script that moves them.
            div.problem role="alert" tabindex="-1" autofocus {
                h2 { (says.look_again) }
                p { a href={ "#" (to) } { (said(problem, says)) } }
            }
        }
    }

    fn child(&self, place: usize, name: &Personal, says: &OnPage) -> Markup {
        let given = self.given.and_then(|form| form.children.get(place)).cloned().unwrap_or_default();
        let OfChild { answer, back } = given;
        let (of_answer, of_day) =
            (self.problem == Some(Problem::NothingSaid(place)), self.problem == Some(Problem::DayOver(place)));
        let alarm = NumberedAnswer::ShouldBeInSchool;
        let offered = NumberedAnswer::offered(self.told.words);
        // First what matters most; the others as the message lists them.
        let choices = offered.iter().filter(|choice| **choice == alarm).chain(offered.iter().filter(|choice| **choice != alarm));
        let tomorrow = self.today.tomorrow().unwrap_or(self.today);
        html! {
            fieldset aria-describedby=[of_answer.then_some("problem")] {
                legend { @if name.is_blank() { (says.your_child) } @else { bdi { (bare(name.expose())) } } }
                @if of_answer { (beside(Problem::NothingSaid(place), says)) }
                @for choice in choices {
                    label.choice.first[*choice == alarm] {
                        input type="radio" id={ "a" (place) "-" (choice.digit()) } name={ "a" (place) } value=(choice.digit())
                            checked[answer == Some(*choice)];
                        span {
                            b { (choice.digit()) } " " (choice.words(self.language))
                            @if *choice == alarm { small { (says.looked_for) } }
                        }
                    }
                }
                label for={ "b" (place) } { (says.back) }
                @if of_day { (beside(Problem::DayOver(place), says)) }
                input type="date" id={ "b" (place) } name={ "b" (place) } min=(tomorrow.to_string()) value=[back.map(|day| day.to_string())]
                    aria-invalid=[of_day.then_some("true")] aria-describedby=[of_day.then_some("problem")];
            }
        }
    }

    fn words(&self, says: &OnPage) -> Markup {
        let too_long = self.problem == Some(Problem::TooLong);
        let given = self.given.map(|form| form.words.expose()).unwrap_or_default();
        html! {
            label for="words" { (says.words) }
            @if too_long { (beside(Problem::TooLong, says)) }
            textarea id="words" name="words" rows="3" maxlength=(LONGEST) dir="auto" aria-invalid=[too_long.then_some("true")]
                aria-describedby=[too_long.then_some("problem")] {
                // A browser drops the first new line of what stands here.
                @if given.starts_with('\n') { "\n" }
                (given)
            }
        }
    }
}

/// What is wrong, beside where it is.
fn beside(problem: Problem, says: &OnPage) -> Markup {
    html! { p.wrong id="problem" { (said(problem, says)) } }
}

const fn said(problem: Problem, says: &OnPage) -> &'static str {
    match problem {
        Problem::NothingSaid(_) => says.nothing_said,
        Problem::DayOver(_) => says.day_over,
        Problem::TooLong => says.too_long,
    }
}

/// A name without marks of order: the element round it keeps its own.
fn bare(name: &str) -> String {
    name.trim().chars().filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')).collect()
}

//! The words of the parents' page in Polish.

use super::OnPage;

pub(super) const WORDS: OnPage = OnPage {
    in_email: "Można odpowiedzieć tutaj, bez logowania:",
    title: "Prosimy o odpowiedź",
    choose_one: "Prosimy wybrać jedną odpowiedź albo napisać do nas poniżej.",
    choose_each: "Prosimy wybrać odpowiedź dla każdego dziecka albo napisać do nas poniżej.",
    looked_for: "Wtedy od razu sprawdzimy i zadzwonimy do Państwa.",
    back: "Powrót do szkoły (jeśli znają Państwo dzień)",
    words: "Wiadomość do sekretariatu (jeśli chcą Państwo coś dodać)",
    send: "Wyślij",
    or_ring: "Można też do nas zadzwonić",
    look_again: "Prosimy spojrzeć na to jeszcze raz",
    nothing_said: "Prosimy wybrać odpowiedź albo napisać do nas.",
    day_over: "Prosimy wybrać dzień po dzisiejszym.",
    too_long: "Prosimy napisać najwyżej 500 znaków.",
    answered: "Mamy Państwa odpowiedź. Dziękujemy.",
    close: "Można zamknąć tę stronę.",
    changed: "Jeśli coś się zmieniło albo martwią się Państwo, prosimy zadzwonić do szkoły",
    ended: "Ta strona jest już zamknięta",
    has_more: "Jeśli chcą nam Państwo coś przekazać, prosimy zadzwonić do szkoły",
    unknown: "Nie możemy znaleźć tej strony",
    again: "Prosimy jeszcze raz otworzyć odnośnik z naszej wiadomości albo zadzwonić do szkoły",
    your_child: "Państwa dziecko",
    stop: ".",
};

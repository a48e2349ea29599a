//! The words of the parents' page in Romanian.

use super::OnPage;

pub(super) const WORDS: OnPage = OnPage {
    in_email: "Puteți răspunde aici, fără autentificare:",
    title: "Vă rugăm să răspundeți",
    choose_one: "Vă rugăm să alegeți un răspuns sau să ne scrieți mai jos.",
    choose_each: "Vă rugăm să alegeți un răspuns pentru fiecare copil sau să ne scrieți mai jos.",
    looked_for: "Atunci verificăm imediat și vă sunăm.",
    back: "Întoarcerea la școală (dacă știți ziua)",
    words: "Un mesaj pentru secretariat (dacă doriți)",
    send: "Trimiteți",
    or_ring: "Sau sunați-ne",
    look_again: "Vă rugăm să mai verificați o dată",
    nothing_said: "Vă rugăm să alegeți un răspuns sau să ne scrieți.",
    day_over: "Vă rugăm să alegeți o zi de după cea de azi.",
    too_long: "Vă rugăm să scrieți cel mult 500 de caractere.",
    answered: "Am primit răspunsul dumneavoastră. Vă mulțumim.",
    close: "Puteți închide această pagină.",
    changed: "Dacă s-a schimbat ceva sau vă faceți griji, vă rugăm să sunați la școală",
    ended: "Această pagină este acum închisă",
    has_more: "Dacă aveți ceva să ne spuneți, vă rugăm să sunați la școală",
    unknown: "Nu găsim această pagină",
    again: "Vă rugăm să deschideți din nou linkul din mesajul nostru sau să sunați la școală",
    your_child: "Copilul dumneavoastră",
    stop: ".",
};

//! What is said in a call, in Polish. Register and words as in `languages/polish.rs`: Państwo, "prosimy", names that stand apart.
//!
//! A reviewer should look at: "dzień nauki" for a school day; "pomyłka" for a wrong number; that no verb agrees with the child.

use super::phrases::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    greeting: "Tu {school}. Mamy wiadomość dla rodzica lub opiekuna jednego z uczniów. Jeśli to Państwo, prosimy nacisnąć 1. \
               Jeśli to pomyłka, prosimy nacisnąć 2.",
    greeting_back: "Tu {school}. Dziękujemy za oddzwonienie. Mamy wiadomość dla rodzica lub opiekuna jednego z uczniów. \
                    Jeśli to Państwo, prosimy nacisnąć 1. Aby porozmawiać z sekretariatem szkoły, prosimy nacisnąć 2.",
    welcome: "Tu {school}. Dziękujemy za telefon.",
    other_language: "Aby wybrać inny język, prosimy nacisnąć 8.",
    this_language: "Aby słuchać po polsku, prosimy nacisnąć {digit}.",
    again: "Aby usłyszeć to jeszcze raz, prosimy nacisnąć 0.",
    marked_one: "{children} – nie odnotowano obecności w szkole {when}.",
    marked_several: "{children} – nie odnotowano obecności w szkole {when}.",
    when: ["dziś rano", "dziś po południu", "dzisiaj"],
    did_not_know: "Jeśli Państwo o tym nie wiedzieli lub to nie może się zgadzać, prosimy od razu nacisnąć 9.",
    for_all: "Jeśli to samo dotyczy wszystkich dzieci, prosimy wybrać teraz.",
    reasons: "Jeśli znają Państwo powód, prosimy nacisnąć: choroba – 1; wizyta u lekarza – 2; spóźnienie – 3; inny powód – 4.",
    one_by_one: "Aby odpowiedzieć o każdym dziecku osobno, prosimy nacisnąć 5.",
    about: "Teraz: {children}.",
    after_the_tone: "Prosimy podać powód po sygnale, a na koniec nacisnąć dowolny klawisz.",
    write_reason: "Prosimy zadzwonić do szkoły lub napisać SMS i podać powód.",
    back: "{children} – kiedy powrót do szkoły? Jeśli jeszcze dzisiaj, prosimy nacisnąć 1. Jeśli w następnym dniu nauki, prosimy nacisnąć 2. \
           Jeśli później albo jeszcze nie wiadomo, prosimy nacisnąć 3.",
    back_today: "powrót jeszcze dzisiaj",
    back_next: "powrót w następnym dniu nauki",
    noted: "Dziękujemy. Zapisaliśmy: {items}.",
    not_right: "Jeśli to się nie zgadza, prosimy nam o tym powiedzieć.",
    ring: "Prosimy zadzwonić pod numer {number}.",
    ring_school: "Prosimy zadzwonić do szkoły.",
    message: "Tu {school}. Mamy wiadomość dla rodzica lub opiekuna.",
    not_heard: "Przepraszamy, nie zrozumieliśmy.",
    connecting: "Dziękujemy za tę informację. Łączymy teraz ze szkołą. Prosimy się nie rozłączać.",
    office: "Łączymy z sekretariatem szkoły. Prosimy się nie rozłączać.",
    nobody_now: "W tej chwili nikt w szkole nie może odebrać telefonu.",
    school_told: "Szkoła już o tym wie, sprawdza to teraz i oddzwoni do Państwa. Prosimy mieć telefon przy sobie.",
    wrong_number: "Przepraszamy za kłopot.",
    answered: "Mamy już Państwa odpowiedź. Nie trzeba nic więcej robić.",
    thank_you: "Dziękujemy. Do usłyszenia.",
    nameless: "Państwa dziecko",
};

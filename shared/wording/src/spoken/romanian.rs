//! What is said in a call, in Romanian. Register and words as in `languages/romanian.rs`: dumneavoastră, "vă rugăm", nouns instead of verbs
//! about the child.
//!
//! A reviewer should look at: "tutore" for a carer; "secretariatul școlii" for the office; the bare imperative "apăsați" before a key.

use super::phrases::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    greeting: "Aici {school}, cu un mesaj pentru părintele sau tutorele unui elev. Dacă sunteți dumneavoastră, apăsați 1. \
               Dacă numărul este greșit, apăsați 2.",
    greeting_back: "Aici {school}. Vă mulțumim că ați sunat înapoi. Avem un mesaj pentru părintele sau tutorele unui elev. \
                    Dacă sunteți dumneavoastră, apăsați 1. Pentru a vorbi cu secretariatul școlii, apăsați 2.",
    welcome: "Aici {school}. Vă mulțumim că ați sunat.",
    other_language: "Pentru altă limbă, apăsați 8.",
    this_language: "Pentru limba română, apăsați {digit}.",
    again: "Pentru a asculta din nou, apăsați 0.",
    marked_one: "{children} – prezența la școală nu este înregistrată {when}.",
    marked_several: "{children} – prezența la școală nu este înregistrată {when}.",
    when: ["azi-dimineață", "azi după-amiază", "azi"],
    did_not_know: "Dacă nu știați acest lucru sau dacă nu poate fi corect, apăsați acum 9.",
    for_all: "Dacă răspunsul este același pentru toți copiii, alegeți acum.",
    reasons: "Dacă știți motivul: pentru boală, apăsați 1; pentru programare medicală, apăsați 2; pentru întârziere, apăsați 3; \
              pentru alt motiv, apăsați 4.",
    one_by_one: "Pentru a răspunde pe rând despre fiecare copil, apăsați 5.",
    about: "Acum despre {children}.",
    after_the_tone: "Vă rugăm să ne spuneți motivul după semnalul sonor. La sfârșit, apăsați orice tastă.",
    write_reason: "Vă rugăm să sunați la școală sau să trimiteți un SMS cu motivul.",
    back: "{children} – când va fi întoarcerea la școală? Dacă mai târziu azi, apăsați 1. Dacă în următoarea zi de școală, apăsați 2. \
           Dacă după aceea sau dacă nu știți încă, apăsați 3.",
    back_today: "întoarcere mai târziu azi",
    back_next: "întoarcere în următoarea zi de școală",
    noted: "Vă mulțumim. Am notat: {items}.",
    not_right: "Dacă nu este corect, vă rugăm să ne spuneți.",
    ring: "Vă rugăm să ne sunați la {number}.",
    ring_school: "Vă rugăm să sunați la școală.",
    message: "Aici {school}, cu un mesaj pentru un părinte sau tutore.",
    not_heard: "Ne cerem scuze, nu am înțeles.",
    connecting: "Vă mulțumim că ne-ați spus. Vă facem acum legătura cu școala. Vă rugăm să rămâneți pe fir.",
    office: "Vă facem legătura cu secretariatul școlii. Vă rugăm să rămâneți pe fir.",
    nobody_now: "Nimeni de la școală nu poate răspunde acum.",
    school_told: "Școala a fost anunțată, verifică acum și vă va suna înapoi. Vă rugăm să țineți telefonul la îndemână.",
    wrong_number: "Ne cerem scuze pentru deranj.",
    answered: "Am primit răspunsul dumneavoastră. Nu mai trebuie să faceți nimic.",
    thank_you: "Vă mulțumim. La revedere.",
    nameless: "copilul dumneavoastră",
};

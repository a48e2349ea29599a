//! What is said in a call, in Welsh. Register and words as in `languages/welsh.rs`: chi, and "marc presenoldeb" for a mark in the register.
//!
//! A reviewer should look at: "i {children}", where a name is never mutated; "fesul un" for one child after the other, which needs no he or
//! she.

use super::phrases::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    greeting: "Dyma {school} gyda neges i riant neu ofalwr disgybl. Os mai chi yw hwnnw, pwyswch 1. Os yw hwn yn rhif anghywir, pwyswch 2.",
    greeting_back: "Dyma {school}. Diolch am ffonio'n ôl. Mae gennym neges i riant neu ofalwr disgybl. \
                    Os mai chi yw hwnnw, pwyswch 1. I siarad â swyddfa'r ysgol, pwyswch 2.",
    welcome: "Dyma {school}. Diolch am ffonio.",
    other_language: "Am iaith arall, pwyswch 8.",
    this_language: "I glywed hyn yn Gymraeg, pwyswch {digit}.",
    again: "I glywed hyn eto, pwyswch 0.",
    marked_one: "Nid oes marc presenoldeb i {children} yn yr ysgol {when}.",
    marked_several: "Nid oes marc presenoldeb i {children} yn yr ysgol {when}.",
    when: ["y bore yma", "y prynhawn yma", "heddiw"],
    did_not_know: "Os nad oeddech yn gwybod hyn, neu os na all fod yn gywir, pwyswch 9 nawr.",
    for_all: "Os yw'r un peth yn wir am bob un ohonynt, dewiswch nawr.",
    reasons: "Os gwyddoch y rheswm: am salwch, pwyswch 1; am apwyntiad, pwyswch 2; os yn hwyr, pwyswch 3; am unrhyw reswm arall, pwyswch 4.",
    one_by_one: "I ateb am y plant fesul un, pwyswch 5.",
    about: "Nawr am {children}.",
    after_the_tone: "Dywedwch y rheswm wrthym ar ôl y sain, os gwelwch yn dda. Ar ôl gorffen, pwyswch unrhyw fysell.",
    write_reason: "Ffoniwch yr ysgol neu anfonwch neges destun gyda'r rheswm, os gwelwch yn dda.",
    back: "Pryd bydd {children} yn ôl yn yr ysgol? Os yn ddiweddarach heddiw, pwyswch 1. Os ar y diwrnod ysgol nesaf, pwyswch 2. \
           Os yn hwyrach na hynny, neu os nad ydych yn gwybod eto, pwyswch 3.",
    back_today: "yn ôl yn ddiweddarach heddiw",
    back_next: "yn ôl ar y diwrnod ysgol nesaf",
    noted: "Diolch. Rydym wedi nodi: {items}.",
    not_right: "Os nad yw hynny'n gywir, rhowch wybod i ni.",
    ring: "Ffoniwch ni ar {number}, os gwelwch yn dda.",
    ring_school: "Ffoniwch yr ysgol, os gwelwch yn dda.",
    message: "Dyma {school} gyda neges i riant neu ofalwr.",
    not_heard: "Mae'n ddrwg gennym, ni wnaethom ddeall hynny.",
    connecting: "Diolch am ddweud wrthym. Rydym yn eich cysylltu â'r ysgol nawr. Arhoswch ar y lein, os gwelwch yn dda.",
    office: "Rydym yn eich cysylltu â swyddfa'r ysgol. Arhoswch ar y lein, os gwelwch yn dda.",
    nobody_now: "Ni allai neb yn yr ysgol ateb nawr.",
    school_told: "Mae'r ysgol wedi cael gwybod, yn edrych nawr, a bydd yn eich ffonio'n ôl. Cadwch eich ffôn gyda chi, os gwelwch yn dda.",
    wrong_number: "Mae'n ddrwg gennym am darfu arnoch.",
    answered: "Rydym wedi cael eich ateb. Nid oes angen dim mwy.",
    thank_you: "Diolch. Hwyl fawr.",
    nameless: "eich plentyn",
};

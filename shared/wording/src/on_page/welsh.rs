//! The words of the parents' page in Welsh.

use super::OnPage;

pub(super) const WORDS: OnPage = OnPage {
    in_email: "Gallwch ateb yma, heb fewngofnodi:",
    title: "Atebwch, os gwelwch yn dda",
    choose_one: "Dewiswch un ateb, neu ysgrifennwch atom isod.",
    choose_each: "Dewiswch ateb ar gyfer pob plentyn, neu ysgrifennwch atom isod.",
    looked_for: "Byddwn yn edrych ar unwaith ac yn eich ffonio.",
    back: "Yn ôl yn yr ysgol ar (os ydych yn gwybod)",
    words: "Gair i'r swyddfa (os dymunwch)",
    send: "Anfon",
    or_ring: "Neu ffoniwch ni",
    look_again: "Edrychwch ar hyn eto, os gwelwch yn dda",
    nothing_said: "Dewiswch ateb, neu ysgrifennwch atom, os gwelwch yn dda.",
    day_over: "Dewiswch ddiwrnod ar ôl heddiw, os gwelwch yn dda.",
    too_long: "Peidiwch ag ysgrifennu mwy na 500 o lythrennau, os gwelwch yn dda.",
    answered: "Mae eich ateb gyda ni. Diolch.",
    close: "Gallwch gau'r dudalen hon.",
    changed: "Os oes rhywbeth wedi newid, neu os ydych yn poeni, ffoniwch yr ysgol",
    ended: "Mae'r dudalen hon wedi cau",
    has_more: "Os oes gennych rywbeth i'w ddweud wrthym, ffoniwch yr ysgol",
    unknown: "Ni allwn ddod o hyd i'r dudalen hon",
    again: "Agorwch y ddolen yn ein neges eto, neu ffoniwch yr ysgol",
    your_child: "Eich plentyn",
    stop: ".",
};

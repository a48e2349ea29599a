//! Phrases that deny, taken together after the others. What they become is told in [`super::phrases`].

/// Phrases that deny; read after the others, so that `not <in>` can be one.
pub(super) const DENIALS: &[(&str, &str)] = &[
    (
        "not be/been/even/actually/really/at/yet/currently? be/been/going/coming/able/well? enough? to? be/come/go/get/attend/make/coming/going? it? <in>/<to>",
        "<absent>",
    ),
    ("not be/been? coming/come/attending/attend/returning/return/back <in>/in? !home/back", "<absent>"),
    ("not make/making it <in>/in?", "<absent>"),
    ("not be/been? in !hospital/pain/bed/a/her/his/any", "<absent>"),
    ("not have/had any/a/got? sleep", "<x>"),
    (
        "not been? be/feel/feeling/felt/feels/look/looking/looked/doing/at/very/too/all/that/so/really/been? very/too/so/really/all/that? well/great/good/herself/himself/themselves/<number>/best/clever/grand",
        "<unwell>",
    ),
    ("he/she/they is/are/was/were not ..1 right", "<unwell>"),
    ("not up to it/coming/school/much", "<unwell>"),
    ("un well", "<unwell>"),
    ("not keep/keeping/kept/hold/holding anything/food/water/much/it down", "<unwell>"),
    ("can/could not stop? <x>", "<unwell>"),
    ("can/could not breathe/swallow/walk/hear", "<unwell>"),
];

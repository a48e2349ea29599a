//! Which of our languages the provider can speak, and with which voice.

use wording::Language;

/// A voice of the provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The value of `language`.
    pub language: &'static str,
    /// The value of `voice`.
    pub voice: &'static str,
}

/// The voice of a language; `None` where the provider publishes none, as for Urdu and Somali.
///
/// The source of each stands in `tests/contracts/voices.tsv`. Amazon's voices are taken where there is one: a child's name is spoken by them, and
/// Amazon holds the data anyway, so no further company hears it. Google's speak the three languages that Amazon's do not.
pub const fn voice_of(language: Language) -> Option<Voice> {
    let (language, voice) = match language {
        Language::English => ("en-GB", "Polly.Amy-Neural"),
        Language::Welsh => ("cy-GB", "Polly.Gwyneth"),
        Language::Polish => ("pl-PL", "Polly.Ola-Neural"),
        Language::Romanian => ("ro-RO", "Polly.Carmen"),
        Language::Punjabi => ("pa-IN", "Google.pa-IN-Wavenet-A"),
        Language::Bengali => ("bn-IN", "Google.bn-IN-Wavenet-A"),
        Language::Arabic => ("arb", "Polly.Zeina"),
        Language::Portuguese => ("pt-PT", "Polly.Ines-Neural"),
        Language::Turkish => ("tr-TR", "Polly.Burcu-Neural"),
        Language::Ukrainian => ("uk-UA", "Google.uk-UA-Wavenet-A"),
        Language::Urdu | Language::Somali => return None,
    };
    Some(Voice { language, voice })
}

/// The language that is heard: the parent's, or English where the provider cannot speak it. Such a parent also gets the text.
pub const fn heard_in(language: Language) -> Language {
    match voice_of(language) {
        Some(_) => language,
        None => Language::English,
    }
}

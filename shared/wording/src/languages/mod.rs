//! The languages that every message can be said in. Each stands in one file, which does not build until it can say all of them.

mod arabic;
mod bengali;
pub(crate) mod english;
mod named;
mod polish;
mod portuguese;
mod punjabi;
mod romanian;
mod somali;
mod speech;
mod turkish;
mod ukrainian;
mod urdu;
mod welsh;

pub(crate) use speech::{Answer, Speech, Telling, isolated};

/// A language that every message can be said in: a language is added here, and nothing builds until each message has its words.
///
/// None but English may be used before a person has read it: see [`version`](crate::version).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Welsh.
    Welsh,
    /// Polish.
    Polish,
    /// Romanian.
    Romanian,
    /// Urdu.
    Urdu,
    /// Punjabi, in Gurmukhi.
    Punjabi,
    /// Bengali.
    Bengali,
    /// Arabic.
    Arabic,
    /// Somali.
    Somali,
    /// Portuguese.
    Portuguese,
    /// Turkish.
    Turkish,
    /// Ukrainian.
    Ukrainian,
}

/// Which way a script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Like English.
    LeftToRight,
    /// Like Arabic.
    RightToLeft,
}

impl Direction {
    /// The word that HTML has for it: `ltr`, `rtl`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Language {
    /// All of them, English first.
    pub const ALL: [Self; 12] = [
        Self::English,
        Self::Welsh,
        Self::Polish,
        Self::Romanian,
        Self::Urdu,
        Self::Punjabi,
        Self::Bengali,
        Self::Arabic,
        Self::Somali,
        Self::Portuguese,
        Self::Turkish,
        Self::Ukrainian,
    ];

    /// The BCP 47 tag, by which it is stored: `cy`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Welsh => "cy",
            Self::Polish => "pl",
            Self::Romanian => "ro",
            Self::Urdu => "ur",
            Self::Punjabi => "pa",
            Self::Bengali => "bn",
            Self::Arabic => "ar",
            Self::Somali => "so",
            Self::Portuguese => "pt",
            Self::Turkish => "tr",
            Self::Ukrainian => "uk",
        }
    }

    /// The language of a tag as [`tag`](Self::tag) writes it. What people and extracts write is for [`named`](Self::named).
    ///
    /// ```
    /// use wording::Language;
    /// assert_eq!(Language::from_tag("cy"), Some(Language::Welsh));
    /// assert_eq!(Language::from_tag("CY"), None);
    /// ```
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// What English calls it.
    pub const fn english_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Welsh => "Welsh",
            Self::Polish => "Polish",
            Self::Romanian => "Romanian",
            Self::Urdu => "Urdu",
            Self::Punjabi => "Punjabi",
            Self::Bengali => "Bengali",
            Self::Arabic => "Arabic",
            Self::Somali => "Somali",
            Self::Portuguese => "Portuguese",
            Self::Turkish => "Turkish",
            Self::Ukrainian => "Ukrainian",
        }
    }

    /// What it calls itself: the word that a parent looks for in a list.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Welsh => "Cymraeg",
            Self::Polish => "polski",
            Self::Romanian => "română",
            Self::Urdu => "اردو",
            Self::Punjabi => "ਪੰਜਾਬੀ",
            Self::Bengali => "বাংলা",
            Self::Arabic => "العربية",
            Self::Somali => "Soomaali",
            Self::Portuguese => "português",
            Self::Turkish => "Türkçe",
            Self::Ukrainian => "українська",
        }
    }

    /// Which way it is written.
    pub const fn direction(self) -> Direction {
        match self {
            Self::Arabic | Self::Urdu => Direction::RightToLeft,
            Self::English
            | Self::Welsh
            | Self::Polish
            | Self::Romanian
            | Self::Punjabi
            | Self::Bengali
            | Self::Somali
            | Self::Portuguese
            | Self::Turkish
            | Self::Ukrainian => Direction::LeftToRight,
        }
    }

    /// What it can say.
    pub(crate) const fn speech(self) -> &'static dyn Speech {
        match self {
            Self::English => &english::English,
            Self::Welsh => &welsh::Welsh,
            Self::Polish => &polish::Polish,
            Self::Romanian => &romanian::Romanian,
            Self::Urdu => &urdu::Urdu,
            Self::Punjabi => &punjabi::Punjabi,
            Self::Bengali => &bengali::Bengali,
            Self::Arabic => &arabic::Arabic,
            Self::Somali => &somali::Somali,
            Self::Portuguese => &portuguese::Portuguese,
            Self::Turkish => &turkish::Turkish,
            Self::Ukrainian => &ukrainian::Ukrainian,
        }
    }
}

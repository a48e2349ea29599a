#![doc = include_str!("../README.md")]

mod answer;
mod call;
pub mod duty;
mod heard;
mod limits;
mod placing;
mod prompts;
mod reply;
mod speaks;
mod stored;
mod turn;
mod twiml;
mod webhook;

pub use answer::{Answer, Effect, How, Line, Then};
pub use call::{At, Back, Call, OfCall, Question, Said, Way, step};
pub use heard::{By, Heard, Outcome};
pub use limits::{CALL, DETECT, DIAL_RINGS, DIAL_TALK, KEY_WAIT, PROMPTS, RECORDING, RINGS, SILENCE, SPOKEN, TALK, TRIES};
pub use placing::{PATH, Placing, placing};
pub use speaks::{Voice, heard_in, voice_of};
pub use twiml::twiml;
pub use webhook::{Direction, NotAVoiceRequest, VoiceRequest, read_voice};

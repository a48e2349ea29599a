//! The parts of an email: its header fields, and what in it is text. Whatever somebody sends, only so many parts, so deep and so many bytes
//! are looked at.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, DateTime, HeaderValue};

/// How many fields of one header are kept: SES's own and those of a long way are about forty.
const FIELDS: usize = 200;
/// How many bytes of one field are read. RFC 5322 allows 998 a line, without its folds.
const FIELD: usize = 4 * 1024;
/// How deep parts may lie in each other. Mail programs come to four.
const DEPTH: usize = 10;
/// How many parts are looked at.
const PARTS: usize = 100;
/// How many bytes of one text are decoded: words come first, and a long thread of quotes behind them.
const TEXT: usize = 256 * 1024;

/// Phones break Base64 off in the middle, and leave its padding away.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A header with what follows it: an email, or a part of one.
pub(super) struct Entity<'m> {
    fields: Vec<(&'m [u8], &'m [u8])>,
    body: &'m [u8],
}

/// The lines of some bytes: each with its end, and where the next one begins.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n')
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

impl<'m> Entity<'m> {
    /// Reads the header. One that ends without an empty line ends where something else begins.
    pub(super) fn new(raw: &'m [u8]) -> Self {
        let mut fields: Vec<(&[u8], &[u8])> = Vec::new();
        let mut field: Option<(usize, usize)> = None;
        let mut at = 0;
        let mut keep = |field: Option<(usize, usize)>| {
            let Some(text) = field.and_then(|(from, to)| raw.get(from..to)) else { return };
            let mut halves = text.splitn(2, |byte| *byte == b':');
            if let (Some(name), Some(value)) = (halves.next(), halves.next())
                && fields.len() < FIELDS
            {
                fields.push((name.trim_ascii(), value.get(..FIELD).unwrap_or(value)));
            }
        };
        for line in lines(raw) {
            let to = at + line.len();
            match without_end(line) {
                [] => {
                    at = to;
                    break;
                }
                [b' ' | b'\t', ..] if field.is_some() => field = field.map(|(from, _)| (from, to)),
                text if names_a_field(text) => {
                    keep(field.replace((at, to)));
                }
                // What a mailbox file writes before each email.
                text if at == 0 && text.starts_with(b"From ") => {}
                _ => break,
            }
            at = to;
        }
        keep(field);
        Self { fields, body: raw.get(at..).unwrap_or_default() }
    }

    pub(super) fn has_no_header(&self) -> bool {
        self.fields.is_empty()
    }

    fn raw(&self, name: &str) -> Option<&'m [u8]> {
        self.fields.iter().find(|(of, _)| of.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| *value)
    }

    fn parsed<T>(
        &self,
        name: &str,
        parse: impl for<'x> FnOnce(&mut MessageStream<'x>) -> HeaderValue<'x>,
        take: impl FnOnce(HeaderValue<'_>) -> Option<T>,
    ) -> Option<T> {
        let mut field = self.raw(name)?.to_vec();
        // The parser reads to the end of a line that no folded one follows.
        field.push(b'\n');
        take(parse(&mut MessageStream::new(&field)))
    }

    /// A field's text as it stands there, on one line.
    pub(super) fn plain(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(self.raw(name)?).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(text)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// A field's text with RFC 2047's encoded words read.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.parsed(name, |stream| stream.parse_unstructured(), |value| value.into_text().map(Cow::into_owned))
    }

    /// The first address of a field.
    pub(super) fn address(&self, name: &str) -> Option<String> {
        let first = |value: HeaderValue<'_>| Some(value.as_address()?.first()?.address()?.to_owned());
        self.parsed(name, |stream| stream.parse_address(), first)
    }

    pub(super) fn id(&self, name: &str) -> Option<String> {
        let first = |value: HeaderValue<'_>| value.as_text_list().and_then(|list| list.first().map(|id| id.to_string()));
        self.parsed(name, |stream| stream.parse_id(), |value| value.as_text().map(str::to_owned).or_else(|| first(value.clone())))
    }

    pub(super) fn date(&self) -> Option<DateTime> {
        self.parsed("Date", |stream| stream.parse_date(), |value| value.into_datetime())
    }

    fn content(&self, name: &str) -> Option<ContentType<'static>> {
        let owned = |value: HeaderValue<'_>| value.into_owned().into_content_type();
        self.parsed(name, |stream| stream.parse_content_type(), owned)
    }

    /// What it is: `text/plain` where nothing says so.
    pub(super) fn kind(&self) -> Kind {
        let content = self.content("Content-Type");
        let part = |text: Option<&str>| text.unwrap_or_default().to_ascii_lowercase();
        let (of, sub) = content
            .as_ref()
            .map_or(("text".to_owned(), "plain".to_owned()), |content| (part(Some(content.ctype())), part(content.subtype())));
        Kind { of, sub, content }
    }
}

/// A name and a colon, without a space in the name.
fn names_a_field(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    name.len() < line.len() && !name.is_empty() && name.trim_ascii_end().iter().all(u8::is_ascii_graphic)
}

/// The type of a part.
pub(super) struct Kind {
    pub(super) of: String,
    pub(super) sub: String,
    content: Option<ContentType<'static>>,
}

impl Kind {
    /// A parameter of the type, such as `report-type`, small.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        self.content.as_ref()?.attribute(name).map(str::to_ascii_lowercase)
    }

    fn boundary(&self) -> Option<&str> {
        self.content.as_ref()?.attribute("boundary").filter(|boundary| !boundary.is_empty() && boundary.len() <= 200)
    }
}

/// One text of an email, in the forms in which it came.
#[derive(Default)]
pub(super) struct Section {
    pub(super) plain: Option<String>,
    pub(super) html: Option<String>,
}

/// What an email holds.
#[derive(Default)]
pub(super) struct Content {
    pub(super) sections: Vec<Section>,
    /// How many files came with it.
    pub(super) attachments: usize,
    /// A calendar's answer to an invitation.
    pub(super) calendar_answer: bool,
    parts: usize,
}

impl Content {
    pub(super) fn of(entity: &Entity<'_>) -> Self {
        let mut content = Self::default();
        content.take(entity, 0, false);
        content
    }

    fn take(&mut self, entity: &Entity<'_>, depth: usize, related: bool) {
        self.parts += 1;
        if self.parts > PARTS || depth > DEPTH {
            return;
        }
        let kind = entity.kind();
        let disposition = entity.content("Content-Disposition");
        let named =
            disposition.as_ref().is_some_and(|is| is.ctype().eq_ignore_ascii_case("attachment") || is.has_attribute("filename"))
                || kind.parameter("name").is_some();
        match (kind.of.as_str(), kind.sub.as_str()) {
            ("multipart", sub) => self.parts_of(entity, &kind, sub, depth),
            ("text", "calendar") => {
                let says = decoded(entity, &kind).to_ascii_uppercase().contains("METHOD:REPLY");
                self.calendar_answer |= says || kind.parameter("method").as_deref() == Some("reply");
            }
            ("text", "html") if !named => {
                self.sections.push(Section { html: Some(decoded(entity, &kind)), plain: None });
            }
            ("text", "plain") if !named => {
                let text = decoded(entity, &kind);
                let flowed = kind.parameter("format").as_deref() == Some("flowed");
                let spaces_go = kind.parameter("delsp").as_deref() == Some("yes");
                let text = if flowed { super::flowed::joined(&text, spaces_go) } else { text };
                self.sections.push(Section { plain: Some(text), html: None });
            }
            (_, "pgp-signature" | "pkcs7-signature" | "x-pkcs7-signature") => {}
            // A picture within the text: a logo, an emoji.
            ("image", _) if related && entity.has("Content-ID") => {}
            _ => self.attachments += 1,
        }
    }

    fn parts_of(&mut self, entity: &Entity<'_>, kind: &Kind, sub: &str, depth: usize) {
        let parts = kind.boundary().map(|boundary| split(entity.body, boundary)).unwrap_or_default();
        if parts.is_empty() {
            // Torn in two, or no such thing: what there is is read as text.
            self.sections.push(Section { plain: Some(decoded(entity, kind)), html: None });
            return;
        }
        let before = self.sections.len();
        for part in parts {
            self.take(&Entity::new(part), depth + 1, sub == "related");
        }
        if sub == "alternative" {
            let forms = self.sections.split_off(before.min(self.sections.len()));
            let mut one = Section::default();
            for form in forms {
                append(&mut one.plain, form.plain);
                append(&mut one.html, form.html);
            }
            self.sections.push(one);
        }
    }
}

fn append(to: &mut Option<String>, more: Option<String>) {
    let Some(more) = more else { return };
    match to {
        Some(text) => {
            text.push('\n');
            text.push_str(&more);
        }
        None => *to = Some(more),
    }
}

/// What stands between the lines that a boundary makes.
fn split<'m>(body: &'m [u8], boundary: &str) -> Vec<&'m [u8]> {
    let mut parts = Vec::new();
    let mut from = None;
    let mut at = 0;
    for line in lines(body) {
        let to = at + line.len();
        let rest = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary.as_bytes())).map(<[u8]>::trim_ascii);
        // Another boundary may begin as this one does.
        if let Some(ending @ (b"" | b"--")) = rest {
            parts.extend(from.and_then(|from| body.get(from..at)));
            from = ending.is_empty().then_some(to);
            if parts.len() >= PARTS {
                break;
            }
        }
        at = to;
    }
    parts.extend(from.and_then(|from| body.get(from..)));
    parts
}

/// A part's text, its encoding and its charset taken off.
fn decoded(entity: &Entity<'_>, kind: &Kind) -> String {
    let body = entity.body.get(..TEXT).unwrap_or(entity.body);
    let bytes = match entity.plain("Content-Transfer-Encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
        "base64" => Cow::Owned(base64(body)),
        "quoted-printable" => Cow::Owned(quoted_printable(body)),
        _ => Cow::Borrowed(body),
    };
    let charset = kind.parameter("charset").unwrap_or_default();
    let labelled = if charset.is_empty() { None } else { charset_decoder(charset.trim().as_bytes()) };
    match (std::str::from_utf8(&bytes), labelled) {
        // Where the label says otherwise than UTF-8, bytes may be good UTF-8 by chance only if they are plain letters.
        (Ok(text), None) => text.to_owned(),
        (_, Some(decode)) => decode(&bytes),
        // Old programs send their own eight bits and do not say so.
        (Err(_), None) => {
            charset_decoder(b"windows-1252").map_or_else(|| String::from_utf8_lossy(&bytes).into_owned(), |cp| cp(&bytes))
        }
    }
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut letters: Vec<u8> = body.iter().copied().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    LENIENT.decode(letters).unwrap_or_default()
}

/// What is no quoted-printable stays as it is.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let hex = |byte: &u8| char::from(*byte).to_digit(16);
    let mut out = Vec::with_capacity(body.len());
    for line in lines(body) {
        let text = without_end(line).trim_ascii_end();
        let soft = text.last() == Some(&b'=');
        let mut rest = if soft { text.get(..text.len() - 1).unwrap_or_default() } else { text };
        while let [first, after @ ..] = rest {
            rest = after;
            match (first, after) {
                (b'=', [high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                    let byte = hex(high).unwrap_or_default() * 16 + hex(low).unwrap_or_default();
                    out.push(u8::try_from(byte).unwrap_or_default());
                    rest = after;
                }
                _ => out.push(*first),
            }
        }
        if !soft {
            out.push(b'\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(raw: &str) -> Vec<String> {
        Content::of(&Entity::new(raw.as_bytes())).sections.into_iter().filter_map(|section| section.plain).collect()
    }

    #[test]
    fn a_field_may_be_folded_and_is_found_in_any_case() {
        let entity = Entity::new(b"subject: one\r\n two\r\nX-Empty:\r\nSUBJECT: second\r\n\r\nbody");
        assert_eq!(entity.plain("Subject").as_deref(), Some("one two"));
        assert_eq!((entity.plain("X-Empty").as_deref(), entity.body), (Some(""), b"body".as_slice()));
    }

    #[test]
    fn a_header_without_an_empty_line_ends_where_something_else_begins() {
        let entity = Entity::new(b"From: a@example.com\nno field here\n");
        assert_eq!(entity.body, b"no field here\n");
        assert!(Entity::new(b"no field here\n").has_no_header());
    }

    #[test]
    fn encoded_words_are_read() {
        let entity = Entity::new("Subject: =?iso-8859-2?Q?Ava_jest_ch=F3ra?= =?UTF-8?B?IPCfpJI=?=\n\n".as_bytes());
        assert_eq!(entity.text("Subject").as_deref(), Some("Ava jest chóra 🤒"));
    }

    #[test]
    fn a_boundary_that_begins_like_another_is_told_apart() {
        let raw = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n--ab\n\none\n--ab--\n--a\n\ntwo\n--a--\n";
        assert_eq!(plain(raw), ["one\n", "two\n"]);
    }

    #[test]
    fn an_email_that_breaks_off_is_read_as_far_as_it_goes() {
        assert_eq!(plain("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nShe is"), ["She is"]);
        assert_eq!(plain("Content-Type: multipart/mixed; boundary=a\n\nShe is"), ["She is"]);
        assert_eq!(plain("Content-Transfer-Encoding: base64\n\nU2hlIGlzI"), ["She is"]);
    }

    #[test]
    fn what_is_no_quoted_printable_stays_as_it_is() {
        assert_eq!(quoted_printable(b"caf=C3=A9 = 1=\r\n =zz=4\r\n"), "café = 1 =zz=4\n".as_bytes());
    }

    #[test]
    fn eight_bits_without_a_label_are_those_of_western_europe() {
        let text = |raw: &[u8]| Content::of(&Entity::new(raw)).sections.remove(0).plain.unwrap();
        assert_eq!(text(b"X: y\n\ncaf\xe9"), "café");
        assert_eq!(text(b"Content-Type: text/plain; charset=moon\n\ncaf\xe9"), "café");
        assert_eq!(text(b"Content-Type: text/plain; charset=big5\n\n\xa5\x4c\xaf\x66\xa4\x46"), "他病了");
    }

    #[test]
    fn parts_within_parts_are_looked_at_so_far_and_no_further() {
        let mut raw = String::new();
        for depth in 0..5_000 {
            raw.push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"));
        }
        raw.push_str("\nShe is ill");
        assert!(plain(&raw).is_empty());
        let many = format!("Content-Type: multipart/mixed; boundary=a\n\n{}", "--a\n\nx\n".repeat(100_000));
        assert!(plain(&many).len() <= PARTS);
    }
}

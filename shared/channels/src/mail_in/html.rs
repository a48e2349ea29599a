//! HTML turned into lines of text, with what is quoted marked by `>` as in plain text, and what mail programs mark as a signature left out.

use mail_parser::decoders::html::add_html_token;

/// How deep elements are followed.
const DEPTH: usize = 200;
/// Elements that begin and end lines.
const BLOCKS: [&str; 24] = [
    "address",
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tr",
];
/// Elements whose content is nothing to read.
const UNSEEN: [&str; 4] = ["script", "style", "template", "title"];
/// What comes below one of these was not written now. It is written as the line that plain text has there.
const BELOW: [&str; 3] = ["divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"];
/// That line.
const DIVIDER: &str = "-----Original Message-----";

/// What an element does to the text in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    Quote,
    Drop,
}

struct Lines {
    out: String,
    line: String,
    open: Vec<(String, Effect)>,
    quoted: usize,
    dropped: usize,
}

impl Lines {
    fn end_line(&mut self) {
        let line = self.line.trim();
        if !line.is_empty() {
            if self.quoted > 0 {
                self.out.push_str("> ");
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.line.clear();
    }

    fn empty_line(&mut self) {
        if self.line.trim().is_empty() {
            self.out.push_str(if self.quoted > 0 { ">\n" } else { "\n" });
        }
        self.end_line();
    }

    fn text(&mut self, text: &str) {
        if self.dropped > 0 {
            return;
        }
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            let (before, from) = rest.split_at(at);
            self.letters(before);
            // The longest entity of HTML has 32 letters.
            let end = from.bytes().take(34).position(|byte| byte == b';');
            let (entity, after) = from.split_at(end.map_or(1, |end| end + 1));
            let mut letters = String::new();
            add_html_token(&mut letters, entity.as_bytes(), false);
            self.letters(&letters);
            rest = after;
        }
        self.letters(rest);
    }

    fn letters(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                if !self.line.ends_with(' ') {
                    self.line.push(' ');
                }
            } else {
                self.line.push(c);
            }
        }
    }

    fn opened(&mut self, name: &str, tag: &str) {
        if BLOCKS.contains(&name) {
            self.end_line();
        }
        match name {
            "br" if self.dropped == 0 => self.empty_line(),
            "td" | "th" => self.letters(" "),
            "img" => {
                // Gmail and Outlook send emoji as pictures.
                let alt = attribute(tag, "alt").unwrap_or_default();
                if !alt.is_ascii() && alt.chars().count() <= 8 {
                    self.text(alt);
                }
            }
            _ => {}
        }
        let class = attribute(tag, "class").unwrap_or_default().to_ascii_lowercase();
        let id = attribute(tag, "id").unwrap_or_default().to_ascii_lowercase();
        // Outlook on the web puts `x_` before what came with an earlier email.
        if self.dropped == 0 && BELOW.contains(&id.trim_start_matches("x_")) {
            self.end_line();
            self.letters(DIVIDER);
            self.end_line();
        }
        if matches!(name, "br" | "hr" | "img" | "meta" | "link" | "input" | "col" | "wbr") || tag.ends_with('/') {
            return;
        }
        let effect = effect(name, tag, &class, &id);
        if self.open.len() < DEPTH {
            match effect {
                Effect::Quote => self.quoted += 1,
                Effect::Drop => self.dropped += 1,
                Effect::None => {}
            }
            self.open.push((name.to_owned(), effect));
        }
    }

    fn closed(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.end_line();
        }
        let Some(at) = self.open.iter().rposition(|(open, _)| open == name) else { return };
        for (_, effect) in self.open.drain(at..) {
            match effect {
                Effect::Quote => self.quoted -= 1,
                Effect::Drop => self.dropped -= 1,
                Effect::None => {}
            }
        }
    }
}

fn effect(name: &str, tag: &str, class: &str, id: &str) -> Effect {
    if name == "blockquote" || class.contains("yahoo_quoted") || class.contains("zmail_extra") {
        return Effect::Quote;
    }
    // The line "On … wrote:" of Gmail and Thunderbird; the signatures of every program, each under a name of its own.
    let attribution = class.contains("gmail_attr") || class.contains("moz-cite-prefix");
    let signature = class.contains("signature") || id.contains("signature") || attribute(tag, "data-smartmail").is_some();
    if (attribution || signature) && !matches!(name, "body" | "html") { Effect::Drop } else { Effect::None }
}

/// The value of an attribute, as far as mail programs write them: within quotes, or without where it has no space.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    while let Some(at) = rest.find('=') {
        let (before, after) = rest.split_at(at);
        let after = after.get(1..).unwrap_or_default().trim_start();
        let (value, next) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after.get(1..).unwrap_or_default().split_once(quote).unwrap_or((after, "")),
            _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        if before.trim_end().rsplit(char::is_whitespace).next().is_some_and(|last| last.eq_ignore_ascii_case(name)) {
            return Some(value);
        }
        rest = next;
    }
    None
}

/// Where one ASCII word stands in a text, in whatever case.
fn found(text: &str, word: &str) -> Option<usize> {
    text.as_bytes().windows(word.len()).position(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

/// The text of a page, line by line.
pub(super) fn to_text(html: &str) -> String {
    let mut lines =
        Lines { out: String::with_capacity(html.len() / 2), line: String::new(), open: Vec::new(), quoted: 0, dropped: 0 };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, from) = rest.split_at(at);
        lines.text(text);
        let inside = from.get(1..).unwrap_or_default();
        if let Some(comment) = inside.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        // "<3" is no tag.
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            lines.text("<");
            rest = inside;
            continue;
        }
        let Some((tag, after)) = inside.split_once('>') else {
            rest = "";
            break;
        };
        rest = after;
        let closing = tag.starts_with('/');
        let bare = tag.trim_start_matches('/');
        let name: String = bare.chars().take_while(char::is_ascii_alphanumeric).take(16).collect::<String>().to_ascii_lowercase();
        if closing {
            lines.closed(&name);
        } else if UNSEEN.contains(&name.as_str()) {
            rest = found(rest, &format!("</{name}")).and_then(|end| rest.get(end..)).unwrap_or_default();
        } else {
            lines.opened(&name, tag);
        }
    }
    lines.text(rest);
    lines.end_line();
    lines.out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_those_that_a_reader_sees() {
        assert_eq!(
            to_text("<div>She is\n <b>ill</b>&nbsp;today</div><div>Back on Monday<br>I think</div>"),
            "She is ill today\nBack on Monday\nI think\n"
        );
        assert_eq!(to_text("<p>1 &lt; 2 &amp; caf&eacute; &#x1F912; &unknown; &</p>"), "1 < 2 & café 🤒 &unknown; &\n");
        assert_eq!(to_text("I <3 you<style>p { x: y }</style><!-- no --><script>no</script>!"), "I <3 you!\n");
    }

    #[test]
    fn what_is_quoted_is_marked_and_what_stands_between_is_not() {
        let html = "one<blockquote type=cite>Ava is not marked<blockquote>deeper</blockquote></blockquote>two<blockquote>more</blockquote>";
        assert_eq!(to_text(html), "one\n> Ava is not marked\n> deeper\ntwo\n> more\n");
    }

    #[test]
    fn signatures_and_the_line_above_a_quote_are_left_out() {
        let html =
            "ill<div class=\"gmail_signature\">Jane</div><div class='moz-cite-prefix'>On … wrote:</div><div id=Signature>J</div>";
        assert_eq!(to_text(html), "ill\n");
    }

    #[test]
    fn emoji_that_came_as_pictures_are_kept() {
        assert_eq!(to_text("ill <img alt=\"🤒\" src=x><img alt=\"logo\">"), "ill 🤒\n");
    }

    #[test]
    fn what_lies_below_outlooks_line_is_marked_off() {
        assert_eq!(to_text("ill<div id=\"divRplyFwdMsg\">From: x</div>"), format!("ill\n{DIVIDER}\nFrom: x\n"));
    }

    #[test]
    fn open_tags_by_the_hundred_thousand_are_soon_done() {
        to_text(&"<div class='a' id=\"b\">".repeat(20_000));
        to_text(&"<blockquote>x".repeat(20_000));
        to_text(&"<style>".repeat(40_000));
        to_text(&"&".repeat(200_000));
        to_text(&"<!--".repeat(50_000));
    }

    proptest! {
        #[test]
        fn no_page_panics(html in "(<|>|/|!--|-->|div|blockquote|p|br|=|\"|'| |&|;|#x|é|class|signature|style|a){0,60}") {
            to_text(&html);
        }
    }
}

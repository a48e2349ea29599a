//! The words that somebody wrote now, out of the text of an email: without what they answer to, and without what their mail program adds.

use super::phrases::{BEGINS, BELOW, DEVICES, FIELDS, FOOTERS, Field, GET_OUTLOOK, NOTICES, PASSED_ON, SENT_FROM, WROTE};
use crate::reply_address;

/// How many letters of somebody's words are kept: an answer is a sentence or three.
pub(super) const LETTERS: usize = 2_000;
/// How many lines are looked at.
const LINES: usize = 4_000;
/// How many letters of a line are compared.
const COMPARED: usize = 500;
/// Over how many lines the line above a quote may have been broken.
const BROKEN: usize = 4;

/// A line, and what of it is compared.
struct Line<'t> {
    text: &'t str,
    key: String,
    quoted: bool,
}

impl<'t> Line<'t> {
    fn new(text: &'t str) -> Self {
        let key = key(text);
        Self { text: text.trim(), quoted: key.starts_with('>'), key }
    }

    /// Whether it is a line of its own that says something.
    fn speaks(&self) -> bool {
        !self.quoted && !self.key.is_empty()
    }
}

/// Small, one space between words, without the marks that say in which direction to write.
fn key(text: &str) -> String {
    let marks = |c: &char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffc}');
    let text: String = text.chars().filter(marks).take(COMPARED).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What we had written.
pub(super) struct Ours {
    whole: String,
    lines: Vec<String>,
}

impl Ours {
    pub(super) fn new(text: &str) -> Self {
        let lines: Vec<String> = text.lines().take(200).map(key).filter(|line| !line.is_empty()).collect();
        Self { whole: lines.join(" "), lines }
    }

    fn is_known(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Whether a line is one of ours, or how one begins, and too long for somebody to have written it by chance.
    fn begins(&self, key: &str) -> bool {
        let letters = key.chars().count();
        letters >= 20 && self.lines.iter().any(|line| line == key || letters >= 30 && line.starts_with(key))
    }

    /// Whether a line stands in ours: below a quote, where what we wrote is expected. Short ones ("ill") count only as whole lines.
    pub(super) fn holds(&self, key: &str) -> bool {
        let letters = key.chars().count();
        letters >= 12 && self.whole.contains(key) || letters >= 4 && self.lines.iter().any(|line| line == key)
    }

    pub(super) fn holds_text(&self, text: &str) -> bool {
        self.holds(&key(text))
    }
}

/// The words of a text, in at most [`LETTERS`] letters; empty where nothing is left.
pub(super) fn words(text: &str, ours: &Ours) -> String {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<Line<'_>> = text.split(['\n', '\r']).take(LINES).map(Line::new).collect();
    let (own, below) = pass(&lines, ours, false);
    let own = tidy(&own);
    let Some(below) = below.and_then(|below| lines.get(below..)).filter(|_| ours.is_known()) else { return own };
    // Outlook does not mark what it quotes. Who writes below it, or between its lines, is heard where we know what we wrote.
    if own.is_empty() || BELOW.iter().any(|below| own.to_lowercase().contains(below)) {
        let more = tidy(&pass(below, ours, true).0);
        return tidy(&own.lines().chain([""]).chain(more.lines()).collect::<Vec<_>>());
    }
    own
}

/// The lines that are somebody's own, and where a quote begins that ends with the text. `below` is set within such a quote.
fn pass<'t>(lines: &[Line<'t>], ours: &Ours, below: bool) -> (Vec<&'t str>, Option<usize>) {
    let mut own = Vec::new();
    let mut quoted = below;
    let mut signed = false;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.quoted {
            (quoted, signed) = (true, false);
            at += 1;
            continue;
        }
        let rest = lines.get(at..).unwrap_or_default();
        if let Some(taken) = attribution(rest) {
            let next = rest.iter().skip(taken).find(|line| !line.key.is_empty());
            let marked = next.is_none_or(|next| next.quoted);
            // Programs that do not mark what they quote name the address: "On 20/11 at 9:30 the hospital wrote:" is somebody's own.
            if marked || rest.iter().take(taken).any(|line| line.key.contains('@')) {
                (quoted, signed) = (true, false);
                at += taken;
                if !marked && !below {
                    return (own, Some(at));
                }
                continue;
            }
        }
        if let Some(taken) = divider(line).or_else(|| block(rest)) {
            at += taken;
            if !below {
                return (own, Some(at));
            }
            (quoted, signed) = (true, false);
            continue;
        }
        at += 1;
        if ours.begins(&line.key) || quoted && ours.holds(&line.key) || reply_address::find(line.text).is_some() {
            quoted = true;
        } else if line.key == "--" || notice(rest) {
            signed = true;
        } else if !signed && !added(&line.key) {
            own.push(line.text);
        }
    }
    (own, None)
}

/// How many lines the line "On … wrote:" takes, if it begins here.
fn attribution(lines: &[Line<'_>]) -> Option<usize> {
    let joined = |from: usize, to: usize| {
        let keys: Vec<&str> = lines.iter().take(to).skip(from).map(|line| line.key.as_str()).collect();
        keys.join(" ")
    };
    for taken in 1..=BROKEN {
        let last = lines.get(taken - 1)?;
        if !last.speaks() {
            return None;
        }
        if taken == 1 && runs_on(&last.key) {
            return Some(1);
        }
        if !last.key.ends_with([':', '：']) || !attributes(&joined(0, taken)) {
            continue;
        }
        // A person's own last line may stand right above; it is no part of it, unless it looks like the first half.
        let whole_without = (1..taken).any(|from| attributes(&joined(from, taken)));
        let first = lines.first().map_or("", |line| line.key.as_str());
        return (!whole_without || begins_attribution(first)).then_some(taken);
    }
    None
}

/// Whether this is such a line, whole.
fn attributes(text: &str) -> bool {
    let address = text.contains('@');
    if text.chars().count() > COMPARED {
        return false;
    }
    let wrote = WROTE.iter().any(|wrote| text.contains(wrote));
    wrote && (address || has_time(text)) || address && has_time(text) && digits(text) >= 6
}

/// Whether the quote goes on behind "wrote:", as Yahoo's program for Android has it.
fn runs_on(key: &str) -> bool {
    WROTE.iter().any(|wrote| {
        let behind = key.find(&format!("{} ", wrote.trim_end_matches(':').to_owned() + ":"));
        behind
            .and_then(|at| key.get(..at + wrote.len()))
            .is_some_and(|line| attributes(line) && begins_attribution(line) && line.contains('@'))
    })
}

fn begins_attribution(key: &str) -> bool {
    let begins = BEGINS.iter().any(|begin| key.starts_with(begin)) && digits(key) > 0;
    begins || key.contains('<') && key.contains('@') || has_time(key) && digits(key) >= 6
}

/// How many digits of any script, outside addresses.
fn digits(text: &str) -> usize {
    text.split(' ').filter(|word| !word.contains('@')).flat_map(str::chars).filter(|c| c.is_numeric()).count()
}

/// Whether there is something like `9:14` or `23.11`.
fn has_time(text: &str) -> bool {
    let mut last = ['\0'; 4];
    text.chars().any(|c| {
        last.rotate_left(1);
        last[3] = c;
        let [hour, sign, ten, one] = last;
        hour.is_numeric() && matches!(sign, ':' | '.' | '/' | '-') && ten.is_numeric() && one.is_numeric()
    })
}

/// `-----Original Message-----` in any language: nobody writes words between rules. How many lines it takes.
fn divider(line: &Line<'_>) -> Option<usize> {
    let key = line.key.as_str();
    let ruled = key.starts_with("---") && key.ends_with("---") && key.chars().count() <= 90 && key.contains(char::is_alphabetic);
    (ruled || PASSED_ON.iter().any(|begin| key.starts_with(begin))).then_some(1)
}

/// How many lines the block of From, Sent, To and Subject takes that Outlook and Samsung write, if it begins here.
fn block(lines: &[Line<'_>]) -> Option<usize> {
    let first = lines.first().and_then(field)?;
    if !matches!(first, Field::From | Field::Sent) {
        return None;
    }
    let mut seen: Vec<Field> = Vec::new();
    let mut taken = 0;
    for (at, line) in lines.iter().take(12).enumerate() {
        if let Some(field) = field(line)
            && !seen.contains(&field)
        {
            seen.push(field);
            taken = at + 1;
        }
    }
    // "Date, from, to" is how somebody writes of an appointment; no block is without its subject.
    (seen.len() >= 3 && seen.contains(&Field::Subject)).then_some(taken)
}

fn field(line: &Line<'_>) -> Option<Field> {
    let signs = ['*', '_', ' '];
    let (name, _) = line.key.trim_start_matches(signs).split_once([':', '：'])?;
    let name = name.trim_end_matches(signs);
    if line.quoted || name.len() > 60 {
        return None;
    }
    FIELDS.iter().find(|(_, names)| names.contains(&name)).map(|(field, _)| *field)
}

/// Whether a notice of confidentiality begins here.
fn notice(lines: &[Line<'_>]) -> bool {
    let Some(first) = lines.first() else { return false };
    NOTICES.iter().filter(|(begins, _)| begins.iter().any(|begin| first.key.starts_with(begin))).any(|(_, words)| {
        let paragraph: Vec<&Line<'_>> = lines.iter().take(8).take_while(|line| line.speaks()).collect();
        words.iter().filter(|word| paragraph.iter().any(|line| line.key.contains(**word))).count() >= 2
    })
}

/// Whether a mail program added this line.
fn added(key: &str) -> bool {
    let letters = key.chars().count();
    let rule = letters >= 5 && key.chars().all(|c| "-_=*~—–".contains(c));
    // A link may follow in `<…>`.
    let said = key.split_once("<http").map_or(key, |(said, _)| said);
    let short = said.chars().count() <= 80;
    let sent = SENT_FROM
        .iter()
        .any(|sent| said.starts_with(sent) || said.trim_end_matches(['.', '।', '۔']).ends_with(sent) || later(said, sent));
    let device = DEVICES.iter().any(|device| said.contains(device));
    let outlook = said.contains("outlook") && GET_OUTLOOK.iter().any(|get| said.contains(get));
    let footer = FOOTERS.iter().any(|footer| key.starts_with(footer));
    let picture = key.starts_with('<') && [".png>", ".jpg>", ".jpeg>", ".heic>", ".gif>"].iter().any(|end| key.ends_with(end));
    rule || short && (sent && device || outlook) || footer || picture
}

/// "আমার iPhone থেকে পাঠানো হয়েছে": where the device stands first, the words may go on.
fn later(said: &str, sent: &str) -> bool {
    !sent.is_ascii() && said.contains(sent)
}

/// The lines as they are kept: without empty ones at the ends or in a row, without what cannot be seen, and no longer than a text may be.
fn tidy(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut empty = false;
    for line in lines {
        let line: String = line.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffc}' | '\u{feff}')).collect();
        let line = line.trim();
        if line.is_empty() {
            empty = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty { "\n\n" } else { "\n" });
        }
        empty = false;
        out.push_str(line);
        if out.len() > LETTERS * 4 {
            break;
        }
    }
    let kept: String = out.chars().take(LETTERS).collect();
    kept.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        words(text, &Ours::new(""))
    }

    const OURS: &str = "Hello,\n\nAva is not marked in school this morning, and nobody has told us why yet.\n\nPlease reply to this email with the reason, or ring the school on 01632 960001.\n\nThank you,\nHill Road School\n";

    fn beside(text: &str) -> String {
        words(text, &Ours::new(OURS))
    }

    #[test]
    fn the_line_above_a_quote_is_told_from_the_last_line_of_somebodys_own() {
        let line = "On Mon, 23 Nov 2026 at 09:14, Hill Road School <absence@example.com> wrote:";
        assert_eq!(cut(&format!("She is back on 25 Nov\n{line}\n> Hello")), "She is back on 25 Nov");
        assert_eq!(
            cut("She is ill\nOn Mon, 23 Nov 2026 at 09:14, Hill Road School\n<absence@example.com> wrote:\n> Hello"),
            "She is ill"
        );
        assert_eq!(cut("Ill\npon., 23 lis 2026 o 09:14 Hill Road School\n<absence@example.com> napisał(a):\n\n> Hello"), "Ill");
    }

    #[test]
    fn what_a_person_writes_about_writing_is_not_cut() {
        for own in [
            "The doctor wrote: stay at home until Monday",
            "She wrote this herself:",
            "Sent from school early yesterday, still ill",
            "From: mum\nShe is ill",
            "Date of return: Monday",
            "This message is for Mrs Jones, she is ill",
            "Date: 23/11\nFrom: 9:00\nTo: 12:00\nshe is at the dentist",
            "On 20/11 at 9:30 the hospital wrote:\nkeep her at home",
            "Confidential: her father was taken ill last night",
            "Hi,\n\nThis message is confidential please, she has lice",
            "Ring me on 07700 900123 after 10:30:\nshe is ill",
            "He was sent home - please see the note from your nurse - still sick",
        ] {
            assert_eq!(cut(own), own);
        }
    }

    #[test]
    fn what_mail_programs_add_is_left_out_in_every_language() {
        for added in [
            "Sent from my iPhone",
            "Sent from Yahoo Mail for iPhone",
            "Sent from Outlook for iOS<https://aka.ms/o0ukef>",
            "Sent from Mail for Windows",
            "Sent with Proton Mail secure email.",
            "Anfonwyd o fy iPhone",
            "Wysłane z iPhone'a",
            "Wysłane z urządzenia Galaxy",
            "Enviado do meu iPhone",
            "Enviado a partir do meu smartphone Samsung Galaxy.",
            "Trimis de pe iPhone-ul meu",
            "iPhone'umdan gönderildi",
            "Samsung cihazımdan gönderildi",
            "Надіслано з iPhone",
            "Laga soo diray iPhone",
            "أُرسلت من الـ iPhone",
            "تم الإرسال من هاتف Galaxy",
            "میرے iPhone سے بھیجا گیا",
            "আমার iPhone থেকে পাঠানো হয়েছে",
            "ਮੇਰੇ iPhone ਤੋਂ ਭੇਜਿਆ ਗਿਆ",
            "Get Outlook for Android<https://aka.ms/AAb9ysg>",
            "Pobierz aplikację Outlook dla systemu Android",
            "Obter o Outlook para Android",
            "Obțineți Outlook pentru Android",
            "Android için Outlook'u edinin",
            "Отримати Outlook для Android",
            "احصل على Outlook لـ Android",
            "Virus-free. www.example.com",
            "[cid:image001.png@01DC5C5E]",
            "<IMG_0001.jpeg>",
            "________________________________",
        ] {
            assert_eq!(cut(&format!("ill\n\n{added}")), "ill", "{added}");
        }
    }

    #[test]
    fn notices_of_confidentiality_are_left_out_in_every_language() {
        for notice in [
            "This email and any attachments are confidential\nand intended solely for the addressee.",
            "CONFIDENTIALITY NOTICE: the information is privileged.",
            "Mae'r e-bost hwn yn gyfrinachol: cyfrinachol i'r derbynnydd yn unig.",
            "Ta wiadomość jest poufna i przeznaczona dla adresata.",
            "Esta mensagem é confidencial e destina-se ao destinatário.",
            "Acest mesaj este confidențial și destinat exclusiv destinatarului; confidențialitatea se păstrează.",
            "Bu e-posta gizlidir ve yalnızca alıcısı içindir.",
            "Це повідомлення конфіденційне і призначене лише адресату.",
            "Farriintan waa sir oo waxaa loogu talagalay qofka loo diray.",
            "هذه الرسالة سرية ومخصصة للمرسل إليه فقط.",
            "یہ ای میل خفیہ ہے اور صرف وصول کنندہ کے لیے ہے۔",
            "এই ইমেল গোপনীয় এবং শুধুমাত্র প্রাপকের জন্য।",
            "ਇਹ ਈਮੇਲ ਗੁਪਤ ਹੈ ਅਤੇ ਸਿਰਫ਼ ਪ੍ਰਾਪਤਕਰਤਾ ਲਈ ਹੈ।",
        ] {
            assert_eq!(cut(&format!("ill\n\n{notice}\n\nmore of it")), "ill", "{notice}");
        }
    }

    #[test]
    fn the_line_above_a_quote_is_known_in_every_language() {
        for line in [
            "On 23 Nov 2026, at 09:14, Hill Road School <absence@example.com> wrote:",
            "Ar Llun, 23 Tach 2026 am 09:14 Hill Road School <absence@example.com> ysgrifennodd:",
            "Wiadomość napisana przez Hill Road School <absence@example.com> w dniu 23 lis 2026, o godz. 09:14:",
            "W dniu 23.11.2026 o 09:14, Hill Road School pisze:",
            "No dia 23/11/2026, às 09:14, Hill Road School <absence@example.com> escreveu:",
            "Em seg., 23 de nov. de 2026 às 09:14, Hill Road School <absence@example.com> escreveu:",
            "La 23.11.2026 09:14, Hill Road School a scris:",
            "Hill Road School <absence@example.com> şunları yazdı (23 Kas 2026 09:14):",
            "23 лист. 2026 р. о 09:14 Hill Road School <absence@example.com> написав(-ла):",
            "Hill Road School <absence@example.com> ayaa qoray 23 Nof 2026 09:14:",
            "في ٢٣ نوفمبر ٢٠٢٦، الساعة ٩:١٤ ص، كتب Hill Road School <absence@example.com>:",
            "Hill Road School <absence@example.com> نے 23 نومبر 2026 کو 9:14 بجے لکھا:",
            "২৩ নভেম্বর, ২০২৬ তারিখে ৯:১৪ এ Hill Road School <absence@example.com> লিখেছেন:",
            "23 ਨਵੰ 2026 ਨੂੰ 9:14 ਵਜੇ Hill Road School <absence@example.com> ਨੇ ਲਿਖਿਆ:",
            // No word for it at all, as old programs have it.
            "2026-11-23 9:14 GMT+00:00 Hill Road School <absence@example.com>:",
        ] {
            assert_eq!(cut(&format!("ill\n\n{line}\n> Hello")), "ill", "{line}");
        }
    }

    #[test]
    fn the_block_of_outlook_is_known_in_every_language() {
        for [from, sent, to, subject] in [
            ["From", "Sent", "To", "Subject"],
            ["Oddi wrth", "Anfonwyd", "At", "Pwnc"],
            ["Od", "Wysłano", "Do", "Temat"],
            ["De", "Enviada em", "Para", "Assunto"],
            ["De la", "Trimis", "Către", "Subiect"],
            ["Kimden", "Gönderildi", "Kime", "Konu"],
            ["Від", "Надіслано", "Кому", "Тема"],
            ["Ka", "La diray", "Ku", "Mawduuc"],
            ["من", "تم الإرسال", "إلى", "الموضوع"],
            ["منجانب", "تاریخ", "بنام", "موضوع"],
            ["প্রেরক", "তারিখ", "প্রাপক", "বিষয়"],
            ["ਵੱਲੋਂ", "ਮਿਤੀ", "ਨੂੰ", "ਵਿਸ਼ਾ"],
        ] {
            let text =
                format!("ill\n\n*{from}:* Hill Road School\n*{sent}:* 23/11/2026 09:14\n*{to}:* Jane\n*{subject}:* Ava\n\nHello");
            assert_eq!(cut(&text), "ill", "{from}");
        }
    }

    #[test]
    fn a_short_answer_below_a_quote_is_kept_though_our_message_holds_it() {
        assert_eq!(
            beside("> Please reply to this email with the reason, or ring the school on 01632 960001.\nyes\n> Thank you,"),
            "yes"
        );
        assert_eq!(beside("this morning"), "this morning");
    }

    #[test]
    fn below_an_unmarked_quote_words_are_found_where_we_know_what_we_wrote() {
        let outlook = format!(
            "From: Hill Road School <absence@example.com>\nSent: 23 November 2026 09:14\nTo: Jane\nSubject: Ava\n\n{OURS}\nShe has a cold\n"
        );
        assert_eq!(beside(&outlook), "She has a cold");
        assert_eq!(cut(&outlook), "");
        assert_eq!(beside(&format!("Please see below\n{outlook}")), "Please see below\n\nShe has a cold");
        assert_eq!(beside(&format!("She is poorly\n{outlook}")), "She is poorly");
    }

    #[test]
    fn what_is_left_over_of_a_line_that_broke_in_the_quote_is_ours() {
        let text = "ill\n\n> Please reply to this email with the reason, or ring the\nschool on 01632 960001.\n> Thank you,\nHill Road School\n";
        assert_eq!(beside(text), "ill");
    }

    #[test]
    fn words_are_bounded_and_tidy() {
        assert_eq!(cut("\n\n  a \n\n\n\nb\u{0}\u{7}\n\n"), "a\n\nb");
        assert_eq!(cut(&"é".repeat(5_000)).chars().count(), LETTERS);
        assert_eq!(cut(&"word\n".repeat(100_000)).chars().count(), LETTERS - 1);
    }
}

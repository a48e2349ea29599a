//! The keys and attributes of every item, as the last release wrote them. Tables outlive releases: what changes here has to go on reading
//! what stands in them, and `docs/data-model.md` changes with it.

use std::collections::BTreeMap;
use std::fmt::Write;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Personal;
use domain::absence::AbsenceId;
use domain::code::read_cell;
use domain::contact::Destination;
use domain::duty::{Duty, OnDuty, Raised};
use domain::interlock::{Hold, HoldId, Scope, Sizes, Standing};
use domain::known::Known;
use domain::message::{Channel, MessageId, Opening, Progress};
use domain::money::Money;
use domain::phone::{Line, PhoneNumber};
use domain::pupil::PupilId;
use domain::register::{Register, Session};
use domain::reply::CameBy;
use domain::school::Urn;
use domain::search::{Search, Words};
use domain::sending::{Health, Provider, SendingNumbers, Went};
use domain::upload::{Part, UploadState};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use vault::{DataKey, Keyring, Purpose};

use crate::absences::{Snapshot, StoredAbsence, absence_item};
use crate::audit::{Entry, entry_item};
use crate::calendar::{CalendarDocument, StoredCalendar, calendar_item, written_item};
use crate::calls::{StoredCall, call_item};
use crate::columns::{OwnColumns, OwnTableRecord, columns_item};
use crate::db::{Cost, Table};
use crate::duty::duty_item;
use crate::groups::groups_item;
use crate::holds::hold_item;
use crate::item::Item;
use crate::keys::key_item;
use crate::known::{StoredKnown, known_item};
use crate::languages::{LanguageReview, review_item};
use crate::messages::{Conversation, Message, Saying, conversation_item, message_item, thanks_item};
use crate::policy::{StoredPolicy, policy_item};
use crate::questions::{Choice, Question, question_item};
use crate::registers::register_item;
use crate::replies::{Reply, reply_item};
use crate::roll::{chunk_item, pupil_item, pupil_sk};
use crate::schools::{Head, Role, Settings, head_item, member_item, number_item, pause_item, settings_item};
use crate::sending::{health_item, thread_item};
use crate::upload_keys::{UploadKey, upload_key_item};
use crate::uploads::{Counts, File, Upload, upload_item};
use crate::usage::{expired_item, reply_use_item, sent_item, spent_item};
use crate::watch::{Watch, watch_item};
use crate::way_back::{WayBack, receipts_item, way_back_item};

const DAY: Date = date(2026, 11, 23);
const PUPIL: PupilId = PupilId::new([0xab; 16]);
const BROTHER: PupilId = PupilId::new([0xcd; 16]);
const MESSAGE: MessageId = MessageId::new([0x12; 16]);
const EXPIRES: i64 = 1_830_000_000;

fn school() -> Urn {
    "123456".parse().unwrap()
}

fn moment() -> Timestamp {
    "2026-11-23T09:05:00.123Z".parse().unwrap()
}

fn keys() -> Keyring {
    Keyring::new("123456", Purpose::ALL.map(|purpose| (purpose, 1, DataKey::from_bytes([1; 32]))))
}

fn number(e164: &str) -> PhoneNumber {
    PhoneNumber::from_e164(e164, Line::Mobile).unwrap()
}

/// Items under the names that `docs/data-model.md` has for them.
#[derive(Default)]
struct Page(String);

impl Page {
    fn item(&mut self, table: &str, name: &str, item: Item) {
        let attributes: BTreeMap<String, AttributeValue> = item.into_iter().collect();
        writeln!(self.0, "{table}: {name}").unwrap();
        for key in ["pk", "sk"] {
            writeln!(self.0, "    {key} = {}", shown(&attributes[key])).unwrap();
        }
        for (name, value) in attributes.iter().filter(|(name, _)| !matches!(name.as_str(), "pk" | "sk")) {
            writeln!(self.0, "    {name}: {}", shown(value)).unwrap();
        }
        self.0.push('\n');
    }
}

/// The type and the value; bytes by their type alone, since what is sealed is another value each time.
fn shown(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => format!("S {text:?}"),
        AttributeValue::N(number) => format!("N {number}"),
        AttributeValue::Bool(flag) => format!("BOOL {flag}"),
        AttributeValue::B(_) => "B".to_owned(),
        AttributeValue::L(values) => format!("L [{}]", values.iter().map(shown).collect::<Vec<_>>().join(", ")),
        AttributeValue::M(values) => {
            let sorted: BTreeMap<_, _> = values.iter().collect();
            let entries: Vec<_> = sorted.into_iter().map(|(name, value)| format!("{name}: {}", shown(value))).collect();
            format!("M {{{}}}", entries.join(", "))
        }
        other => panic!("no item has an attribute of this type: {other:?}"),
    }
}

#[test]
fn every_item_has_the_keys_and_attributes_that_the_tables_are_full_of() {
    let mut page = Page::default();
    of_keys_and_schools(&mut page);
    of_what_schools_set(&mut page);
    of_the_roll(&mut page);
    of_absences(&mut page);
    of_messages(&mut page);
    of_usage_and_audit(&mut page);
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!("every_item", page.0) });
}

fn of_keys_and_schools(page: &mut Page) {
    let (school, pk) = (school(), "123456");
    page.item("keys", "a school's data key", key_item(pk, Purpose::Roll, 1, vec![1], moment()));
    page.item("keys", "the deployment's own key", key_item(vault::DEPLOYMENT, Purpose::Index, 1, vec![1], moment()));

    let settings = Settings {
        name: "Hillside School".to_owned(),
        numbers: SendingNumbers {
            first: number("+447700900980"),
            provider: Provider::Aws,
            second: Some(number("+447700900981")),
        },
        office_phone: "01632 960000".to_owned(),
        first_admin: "subject".to_owned(),
    };
    page.item("schools", "settings", settings_item(&school, &settings));
    page.item("schools", "whose number it is", number_item(&school, &settings.numbers.first));
    let head = Head {
        missing: [(PupilId::new([8; 16]), 1)].into(),
        asking_of_hundred: vec![3, 4],
        revision: 3,
        chunks: vec![[1; 8]],
        pupils: 1000,
        contacts: 1700,
        roll_taken: Some(1),
        marks_taken: Some(2),
        whole: [((DAY, Session::Am), 2)].into(),
    };
    page.item("schools", "head", head_item(&school, &head));
    page.item("schools", "pause switch", pause_item(pk, true, "subject", moment()));
    let review =
        LanguageReview { language: "pl".to_owned(), version: "1a2b3c4d".to_owned(), by: "subject".to_owned(), at: moment() };
    page.item("schools", "review of a language", review_item(pk, &review));
    page.item("schools", "membership", member_item(pk, "subject", Role::AttendanceOfficer));
    let days = [(DAY, true), (date(2026, 11, 28), false)].into();
    page.item("schools", "calendar", calendar_item(&school, &days).unwrap());
    let written = StoredCalendar { document: CalendarDocument::default(), by: "subject".to_owned(), at: moment() };
    page.item("schools", "calendar that the office has written", written_item(&school, &written));
    let key = UploadKey {
        id: "3f9a1c2b4d5e".to_owned(),
        label: "Office server".to_owned(),
        hash: [1; 32],
        by: "subject".to_owned(),
        made: moment(),
        used: Some(moment()),
        revoked: Some(moment()),
    };
    page.item("schools", "upload key", upload_key_item(&school, &key));
    let columns = vec![OwnTableRecord { part: Part::Roll, columns: vec![("Adm No.".to_owned(), "admission_number".to_owned())] }];
    let columns = OwnColumns {
        confirmed: columns.clone(),
        proposed: Some(columns),
        seen_in: Some("2026-11-23T0905-dry-run".parse().unwrap()),
        revision: 2,
    };
    page.item("schools", "own columns", columns_item(&school, &columns));
}

fn of_what_schools_set(page: &mut Page) {
    let (school, table) = (school(), Table::new("schools", "schools"));
    let policy = StoredPolicy { version: 3, by: "subject".to_owned(), at: Some(moment()), ..StoredPolicy::usual() };
    page.item("schools", "policy", policy_item(&school, "policy", &policy).unwrap());
    page.item("schools", "version of the policy", policy_item(&school, "policy#00000003", &policy).unwrap());
    let on_duty = OnDuty {
        duty: Duty::Head,
        name: Personal::new("Ann Lee"),
        number: Some(number("+447700900001")),
        email: None,
        rings: true,
        weekdays: [1].into(),
        from: Some(DAY),
        until: None,
        starts: time(8, 0, 0, 0),
        ends: time(16, 0, 0, 0),
    };
    page.item("schools", "duty list", duty_item(&table, &keys(), &school, &[on_duty], 2).unwrap());
    page.item("schools", "groups", groups_item(&school, &Sizes::of([("7", "7A"), ("7", "7B"), ("8", "8A")])));
}

fn of_the_roll(page: &mut Page) {
    let (keys, school, table) = (keys(), school(), Table::new("roll", "roll"));
    let first = pupil_item(&table, &keys, &school, &pupil_sk(PUPIL), ([1; 8], b"record"), None).unwrap();
    page.item("roll", "pupil", first.clone());
    let changed = pupil_item(&table, &keys, &school, &pupil_sk(PUPIL), ([2; 8], b"changed"), Some((&first, &[1; 8])));
    page.item("roll", "pupil who was changed", changed.unwrap());
    page.item("roll", "chunk", chunk_item(&school, 3, [1; 8], vec![1; 24]));
}

fn of_absences(page: &mut Page) {
    let (keys, school, table) = (keys(), school(), Table::new("absences", "absences"));
    let absence = StoredAbsence {
        id: AbsenceId { date: DAY, pupil: PUPIL },
        search: Search::open([read_cell("N"), read_cell("-")], false, moment()).unwrap(),
        pupil: Snapshot {
            known_as: "001234".to_owned(),
            forename: Personal::new("Ava"),
            surname: Personal::new("Smith"),
            year: "7".to_owned(),
            registration_group: "7B".to_owned(),
        },
        flagged: false,
        reachable: 2,
        first_words: Words::FirstDay,
        statements: Vec::new(),
        proposal: None,
        next: Some(moment()),
        unsaid: [MESSAGE].into(),
        policy: 3,
        story: Vec::new(),
        revision: 0,
    };
    page.item("absences", "absence", absence_item(&table, &keys, &school, &absence, 1, moment()).unwrap());
    let watch = Watch { date: DAY, session: Session::Am, at: moment(), raised: Some(Raised::new(moment())), revision: 2 };
    page.item("absences", "what is watched", watch_item(&school, &watch));
    let register = Register::new(DAY, Session::Pm);
    page.item("absences", "register", register_item(&table, &keys, &school, &register, 1, EXPIRES).unwrap());
    let known = StoredKnown { pupil: PUPIL, known: Known::default(), revision: 0 };
    page.item("absences", "what is known of a pupil", known_item(&table, &keys, &school, &known, 1, EXPIRES).unwrap());
    let hold = Hold {
        id: HoldId { date: DAY, session: Session::Am, scope: Scope::Class("7B".to_owned()) },
        absent: 20,
        of: 30,
        usual: None,
        wants_second_person: false,
        pupils: [PUPIL, BROTHER].into(),
        flagged: [PUPIL].into(),
    };
    let standing = (&Standing::new(hold, moment()), Some(moment()));
    page.item("absences", "hold", hold_item(&table, &keys, &school, standing, 1, EXPIRES).unwrap());
    let upload = Upload {
        id: "2026-11-23T0905".parse().unwrap(),
        state: UploadState::Applied,
        sentence: "Everything was read.".to_owned(),
        taken: moment(),
        first_file: moment(),
        files: vec![File {
            key: "schools/123456/2026-11-23T0905/pupils.csv".to_owned(),
            etag: "etag".to_owned(),
            parts: [Part::Roll, Part::Contacts].into(),
            refused: String::new(),
        }],
        own_columns: false,
        expected: Vec::new(),
        differences: Vec::new(),
        decision: None,
        flagged_absent: Vec::new(),
        closed: true,
        applied: ["schools/123456/2026-11-23T0905/pupils.csv etag".to_owned()].into(),
        counts: Counts {
            numbers: [("pupils".to_owned(), 1000)].into(),
            marks_by_code: [("N".to_owned(), 30)].into(),
            untaken: vec!["7B".to_owned()],
            sessions: vec!["2026-11-23#AM".to_owned()],
            cost: Cost { calls: 70, write_units: 1200.5, read_units: 40.0 },
        },
        revision: 4,
    };
    page.item("absences", "upload", upload_item(&school, &upload, EXPIRES));
}

/// A message that is being said.
pub(crate) fn message() -> Message {
    Message {
        language: "pl".to_owned(),
        id: MESSAGE,
        date: DAY,
        saying: Saying::ToContact { words: Words::FirstDay, rung: Some(0) },
        policy: 3,
        channel: Channel::Sms,
        destination: Destination::Text(number("+447700900123")),
        contact_name: Personal::new("Mrs Eve Smith"),
        relationship: "Mother".to_owned(),
        contact_key: Personal::new("eve smith"),
        covers: vec![Opening { pupil: PUPIL, number: 1 }, Opening { pupil: BROTHER, number: 2 }],
        progress: Progress::Sending { lease_ends: moment() },
        wait_until: None,
        attempts: 1,
        maybe_duplicate: false,
        reason: String::new(),
        ended: None,
        planned: moment().as_second(),
        text: Personal::new("Ava is not marked in school."),
        english: Personal::default(),
        named: vec![PUPIL, BROTHER],
        parts: 1,
        provider: Some(Provider::Aws),
        provider_id: "provider's".to_owned(),
        delivery: "delivered".to_owned(),
        revision: 0,
    }
}

fn of_messages(page: &mut Page) {
    let (keys, school, table) = (keys(), school(), Table::new("messages", "messages"));
    let mut message = message();
    page.item("messages", "message that is being said", message_item(&table, &keys, &school, &message, 1, EXPIRES).unwrap());
    (message.progress, message.ended) = (Progress::Sent, Some(moment().as_second()));
    page.item("messages", "message that was sent", message_item(&table, &keys, &school, &message, 2, EXPIRES).unwrap());
    let health = Health { moments: vec![(moment(), Went::Badly)] };
    page.item("messages", "how a school's texts went at a provider", health_item(&school, Provider::Aws, &health, 1, EXPIRES));
    page.item("messages", "where a number was texted last", thread_item(&school, [3; 16], Provider::Twilio, EXPIRES));
    let conversation = Conversation {
        school: school.clone(),
        date: DAY,
        message: MESSAGE,
        contact: "ef".repeat(16),
        pupils: vec![PUPIL, BROTHER],
        to_staff: false,
    };
    page.item("messages", "conversation", conversation_item([0x34; 16], &conversation, EXPIRES));
    let way = WayBack { school: school.clone(), date: DAY, message: MESSAGE };
    page.item("messages", "way back from an answer", way_back_item([0x56; 16], &way, EXPIRES));
    page.item("messages", "way back from a receipt", receipts_item("0102018f-example", &way, EXPIRES));
    page.item("messages", "thanks", thanks_item([0x34; 16], conversation.date, "0123", EXPIRES));
    let choice = |pupil| Choice { school: school.clone(), pupil, message: MESSAGE };
    let question = Question {
        date: DAY,
        choices: vec![choice(PUPIL), choice(BROTHER)],
        asked_by: "9a".repeat(16),
        first: vec![(school.clone(), "56".repeat(16))],
        answered_by: String::new(),
        revision: 0,
    };
    page.item("messages", "which child a text was about", question_item([0x34; 16], &question, 1, EXPIRES));
    let call = StoredCall {
        id: "78".repeat(16),
        state: Personal::new("v1 placed asked:reason:0 en - 0 2 2"),
        answer: Personal::new("<Response/>"),
        pupils: vec![PUPIL],
        asked: Some((DAY, MESSAGE)),
        lifted: Some(moment().as_second()),
        revision: 1,
    };
    page.item("messages", "telephone call", call_item(&table, &keys, &school, &call, 2, EXPIRES).unwrap());
    let mut reply = Reply {
        id: "56".repeat(16),
        date: DAY,
        came: moment().as_second(),
        channel: CameBy::Sms,
        from: Personal::new("+447700900123"),
        contact_key: Personal::new("evesmith"),
        contact_name: Personal::new("Mrs Eve Smith"),
        words: Personal::new("she's poorly"),
        reading: Personal::new("illness"),
        about: Some(DAY),
        pupils: vec![PUPIL],
        unmatched: String::new(),
        handled: true,
        revision: 1,
    };
    page.item("messages", "reply", reply_item(&table, &keys, &school, &reply, 2, EXPIRES).unwrap());
    reply.unmatched = "unknown_sender".to_owned();
    (reply.about, reply.pupils, reply.handled) = (None, Vec::new(), false);
    page.item("messages", "reply that staff have to place", reply_item(&table, &keys, &school, &reply, 1, EXPIRES).unwrap());
}

fn of_usage_and_audit(page: &mut Page) {
    let (school, pk) = (school(), "123456");
    page.item("usage", "a message was sent", sent_item(&school, DAY, MESSAGE, Channel::Sms, 2, EXPIRES));
    page.item("usage", "what the texts of a month cost so far", spent_item(&school, DAY, Money::pounds(3), EXPIRES));
    let reply = "0f3c5a1e9b7d4c2a8e6f001122334455";
    page.item("usage", "how the rules read a reply", reply_use_item(&school, DAY, reply, ("read", "reason"), EXPIRES));
    page.item("usage", "what staff decided on a reply", reply_use_item(&school, DAY, reply, ("decided", "undone"), EXPIRES));
    page.item("usage", "an item was deleted at its date", expired_item(pk, DAY, "message", "record", EXPIRES));
    let mut entry = Entry {
        at: moment(),
        who: "subject".to_owned(),
        role: "attendance-officer".to_owned(),
        action: "absence.look".to_owned(),
        subject: AbsenceId { date: DAY, pupil: PUPIL }.to_string(),
        outcome: "allowed".to_owned(),
        request: "request".to_owned(),
    };
    page.item("audit", "an entry about one absence", entry_item(pk, &entry, EXPIRES));
    (entry.action, entry.subject) = ("absences.list".to_owned(), String::new());
    page.item("audit", "any other entry", entry_item(pk, &entry, EXPIRES));
}

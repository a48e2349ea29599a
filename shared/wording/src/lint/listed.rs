//! The words that are refused, by language. A star stands for any letters. They are as a text is
//! compared: in small letters, and a Turkish ı as i.

use super::Refused;
use crate::languages::Language;

/// The words of a language that are refused for a reason; none for what is found otherwise.
pub(super) const fn refused(language: Language, why: Refused) -> &'static [&'static str] {
    match why {
        Refused::Promotion => promotion(language),
        Refused::Diagnosis => diagnosis(language),
        Refused::Frightens => frightens(language),
        Refused::Accuses => accuses(language),
        Refused::Link | Refused::Identifies => &[],
    }
}

const fn promotion(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &[
            "sale",
            "discount*",
            "special offer*",
            "offer",
            "offers",
            "free gift*",
            "for free",
            "free of charge",
            "raffle*",
            "fayre*",
            "fundrais*",
            "donat*",
            "ticket*",
            "disco",
            "sponsor*",
            "voucher*",
            "buy",
            "prize*",
            "win",
            "won",
            "competition*",
            "download*",
            "subscribe*",
            "click*",
            "our app",
            "the app",
            "follow us",
            "like us",
            "open day",
            "open evening",
            "book now",
            "sign up",
        ],
        Language::Welsh => &[
            "raffl*",
            "codi arian",
            "rhodd*",
            "tocyn*",
            "gostyngiad*",
            "am ddim",
            "cystadleuaeth*",
            "gwobr*",
            "arwerthiant",
            "ffair",
        ],
        Language::Polish => &[
            "promocj*",
            "rabat*",
            "zniżk*",
            "za darmo",
            "bezpłatn*",
            "loteri*",
            "konkurs*",
            "nagrod*",
            "zbiórk*",
            "kiermasz*",
            "bilet*",
            "darowizn*",
        ],
        Language::Romanian => {
            &["reducer*", "ofert*", "gratuit*", "tombol*", "concurs*", "premi*", "donați*", "bilet*", "promoți*", "cumpăra*"]
        }
        Language::Urdu => &["رعایت", "مفت", "انعام*", "قرعہ", "عطیہ", "عطیات", "ٹکٹ*", "مقابلہ", "مقابلے", "خریدیں", "پیشکش"],
        Language::Punjabi => &["ਛੋਟ", "ਮੁਫ਼ਤ", "ਮੁਫਤ", "ਇਨਾਮ*", "ਲਾਟਰੀ", "ਦਾਨ", "ਟਿਕਟ*", "ਮੁਕਾਬਲਾ", "ਮੁਕਾਬਲੇ", "ਖਰੀਦੋ", "ਖ਼ਰੀਦੋ"],
        Language::Bengali => &["ছাড়", "বিনামূল্যে", "পুরস্কার*", "লটারি", "অনুদান*", "টিকিট*", "প্রতিযোগিতা*", "কিনুন", "অফার"],
        Language::Arabic => {
            &["*خصم*", "*مجان*", "*جائزة*", "*جوائز*", "*يانصيب*", "*تبرع*", "*تذاكر*", "*تذكرة*", "*مسابقة*", "عرض خاص"]
        }
        Language::Somali => {
            &["qiimo dhimis*", "bilaash", "abaalmarin*", "bakhtiyaanasiib", "tabaruc*", "tikidh*", "tartan*", "iibso*"]
        }
        Language::Portuguese => &[
            "descont*",
            "grátis",
            "gratuit*",
            "promoç*",
            "sorteio*",
            "rifa*",
            "prémio*",
            "prêmio*",
            "donativo*",
            "doaç*",
            "bilhete*",
            "ingresso*",
            "concurso*",
            "compre",
        ],
        Language::Turkish => {
            &["indirim*", "ücretsiz", "bedava", "çekiliş*", "ödül*", "bağiş*", "bilet*", "yarişma*", "kampanya*", "satin al*"]
        }
        Language::Ukrainian => &[
            "знижк*",
            "безкоштовн*",
            "розіграш*",
            "лотере*",
            "приз",
            "призи",
            "благодійн*",
            "квитк*",
            "квиток",
            "конкурс*",
            "акція",
            "пожертв*",
        ],
    }
}

const fn diagnosis(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &[
            "covid*",
            "coronavirus",
            "flu",
            "influenza",
            "asthma*",
            "diabet*",
            "epilep*",
            "cancer",
            "norovirus",
            "measles",
            "mumps",
            "chickenpox",
            "chicken pox",
            "tonsillitis",
            "scarlet fever",
            "migraine*",
            "anxiety",
            "depress*",
            "autis*",
            "adhd",
            "eczema",
            "fracture*",
            "concuss*",
            "pregnan*",
            "vomit*",
            "diarrh*",
            "head lice",
            "nits",
            "infect*",
        ],
        Language::Welsh => {
            &["ffliw", "diabetes", "epilepsi", "canser", "brech yr ieir", "iselder", "awtist*", "gorbryder", "haint"]
        }
        Language::Polish => &[
            "grypa", "grypy", "grypę", "astm*", "cukrzyc*", "padaczk*", "ospa", "ospę", "odra", "odrę", "angin*", "depresj*",
            "autyzm*", "biegunk*", "wymiot*",
        ],
        Language::Romanian => {
            &["grip*", "astm*", "diabet*", "epileps*", "varicel*", "rujeol*", "depresi*", "autis*", "diaree", "vărsături"]
        }
        Language::Urdu => &["کووڈ*", "کورونا", "فلو", "دمہ", "ذیابیطس", "مرگی", "خسرہ", "چیچک", "ڈپریشن", "کینسر"],
        Language::Punjabi => &["ਕੋਵਿਡ", "ਕੋਰੋਨਾ", "ਫਲੂ", "ਫ਼ਲੂ", "ਦਮਾ", "ਸ਼ੂਗਰ", "ਮਿਰਗੀ", "ਖਸਰਾ", "ਚੇਚਕ", "ਡਿਪਰੈਸ਼ਨ", "ਕੈਂਸਰ"],
        Language::Bengali => &["কোভিড*", "করোনা*", "ফ্লু", "হাঁপানি", "ডায়াবেটিস", "মৃগী", "হাম", "জলবসন্ত", "বিষণ্নতা", "ক্যান্সার"],
        Language::Arabic => {
            &["*كوفيد*", "*كورونا*", "*إنفلونزا*", "*الربو*", "*السكري*", "*الصرع*", "*الحصبة*", "*جدري*", "*اكتئاب*", "*سرطان*"]
        }
        Language::Somali => &["hargab*", "neefta", "sonkorow*", "qallal", "jadeeco", "busbus", "niyad jab", "kansar"],
        Language::Portuguese => &[
            "gripe*",
            "asma*",
            "diabet*",
            "epilep*",
            "varicela",
            "sarampo",
            "amigdalite",
            "depress*",
            "autis*",
            "diarreia",
            "cancro",
            "câncer",
        ],
        Language::Turkish => &[
            "grip",
            "astim*",
            "diyabet*",
            "şeker hastal*",
            "epilepsi*",
            "suçiçeği",
            "kizamik*",
            "depresyon*",
            "otizm*",
            "ishal",
            "kanser*",
        ],
        Language::Ukrainian => {
            &["ковід*", "грип*", "астм*", "діабет*", "епілепс*", "вітрян*", "кір", "ангін*", "депрес*", "аутиз*", "діаре*", "рак"]
        }
    }
}

const fn frightens(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &[
            "missing",
            "disappear*",
            "vanish*",
            "lost",
            "abduct*",
            "kidnap*",
            "police",
            "danger*",
            "emergenc*",
            "dead",
            "died",
            "death",
            "accident*",
            "at risk",
            "urgent*",
        ],
        Language::Welsh => &["ar goll", "diflann*", "heddlu", "perygl*", "argyfwng", "damwain", "marw*", "cipio"],
        Language::Polish => &[
            "zagin*",
            "zniknę*",
            "znikn*",
            "brak",
            "brakuj*",
            "policj*",
            "porwan*",
            "niebezpiecz*",
            "wypadek",
            "wypadku",
            "śmier*",
            "pilne",
        ],
        Language::Romanian => {
            &["dispăru*", "lipsește", "lipsesc", "lipsă", "poliți*", "pericol*", "accident*", "răpi*", "mort*", "urgenț*"]
        }
        Language::Urdu => {
            &["لاپتہ", "لاپتا", "گمشدہ", "گم", "غائب", "پولیس", "خطرہ", "خطرے", "حادثہ", "حادثے", "اغوا", "ہنگامی", "موت"]
        }
        Language::Punjabi => &["ਲਾਪਤਾ", "ਗੁੰਮ*", "ਗਾਇਬ", "ਪੁਲਿਸ", "ਪੁਲੀਸ", "ਖ਼ਤਰਾ", "ਖਤਰਾ", "ਹਾਦਸਾ", "ਅਗਵਾ", "ਮੌਤ"],
        Language::Bengali => &["নিখোঁজ", "হারিয়ে", "পুলিশ*", "বিপদ*", "দুর্ঘটনা*", "অপহরণ*", "জরুরি", "মৃত্যু*"],
        Language::Arabic => &["*مفقود*", "*اختف*", "*ضائع*", "*شرطة*", "*خطر*", "*حادث*", "*اختطاف*", "*طوارئ*", "*وفاة*"],
        Language::Somali => &["lumay*", "luntay", "la waayay", "boolis*", "khatar*", "shil", "afduub*", "dhimas*", "degdeg*"],
        Language::Portuguese => &[
            "desaparec*",
            "perdid*",
            "sumiu",
            "polícia*",
            "policia*",
            "perig*",
            "acidente*",
            "rapt*",
            "sequestr*",
            "morte*",
            "morr*",
            "emergênc*",
        ],
        Language::Turkish => &["kayip", "kayb*", "polis*", "tehlike*", "kaza", "kaçiril*", "ölüm*", "öldü*", "acil"],
        Language::Ukrainian => {
            &["зник*", "пропав*", "пропал*", "поліці*", "небезпек*", "нещасн*", "викрад*", "смерт*", "загину*", "терміново"]
        }
    }
}

const fn accuses(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &[
            "truan*",
            "skiv*",
            "bunking",
            "unauthoris*",
            "unauthoriz*",
            "absent*",
            "absence*",
            "fined",
            "a fine",
            "penalty",
            "penalties",
            "prosecut*",
            "court",
        ],
        Language::Welsh => &["triwant*", "absen*", "heb awdurdod", "dirwy*", "erlyn*", "llys"],
        Language::Polish => &["wagar*", "nieobecn*", "nieusprawiedliwion*", "grzywn*", "kara", "karę", "sąd*"],
        Language::Romanian => &["chiul*", "absent*", "absenț*", "nemotivat*", "amend*", "tribunal*"],
        Language::Urdu => &["غیر حاضر*", "غیرحاضر*", "جرمانہ", "جرمانے", "عدالت", "بھگوڑا"],
        Language::Punjabi => &["ਗੈਰਹਾਜ਼ਰ*", "ਗੈਰ ਹਾਜ਼ਰ*", "ਗ਼ੈਰਹਾਜ਼ਰ*", "ਜੁਰਮਾਨਾ", "ਅਦਾਲਤ"],
        Language::Bengali => &["অনুপস্থিত*", "জরিমানা*", "আদালত*", "পলাতক"],
        Language::Arabic => &["*غائب*", "*غياب*", "*متغيب*", "*غرامة*", "*محكمة*", "*هارب*"],
        Language::Somali => &["maqan*", "ganaax*", "maxkamad*", "dhuunt*"],
        Language::Portuguese => &["falt*", "ausent*", "ausênc*", "gazet*", "injustificad*", "multa*", "tribunal*"],
        Language::Turkish => &["yok yazil*", "devamsiz*", "kaçak", "okuldan kaç*", "okulu as*", "mahkeme*", "para cezasi"],
        Language::Ukrainian => &["прогул*", "відсутн*", "штраф*", "суд", "без поважної"],
    }
}

//! What is said in a call, in Somali. Register and words as in `languages/somali.rs`: plain, names that stand apart.
//!
//! A reviewer should look at: masuul for a carer; "lagu soo noqonayaa", impersonal so that no verb says boy or girl.

use super::phrases::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    greeting: "Waa {school}, waxaan fariin u haynaa waalidka ama masuulka arday. Haddii aad adigu tahay, riix 1. Haddii lambarku khaldan yahay, riix 2.",
    greeting_back: "Waa {school}. Waad ku mahadsan tahay inaad dib u soo wacday. Waxaan fariin u haynaa waalidka ama masuulka arday. \
                    Haddii aad adigu tahay, riix 1. Si aad ula hadasho xafiiska dugsiga, riix 2.",
    welcome: "Waa {school}. Waad ku mahadsan tahay wicitaanka.",
    other_language: "Luqad kale, riix 8.",
    this_language: "Af Soomaali, riix {digit}.",
    again: "Si aad mar kale u dhegaysato, riix 0.",
    marked_one: "{children} - {when} lama calaamadin joogitaanka dugsiga.",
    marked_several: "{children} - {when} lama calaamadin joogitaanka dugsiga.",
    when: ["saaka", "galabta", "maanta"],
    did_not_know: "Haddii aadan taas ogayn, ama aysan sax noqon karin, hadda riix 9.",
    for_all: "Haddii jawaabtu isku mid u tahay carruurta oo dhan, hadda dooro.",
    reasons: "Haddii aad garanayso sababta: jirro, riix 1; ballan caafimaad, riix 2; soo daahid, riix 3; sabab kale, riix 4.",
    one_by_one: "Si aad ilmo kasta gaar ugu jawaabto, riix 5.",
    about: "Hadda waxaa la weydiinayaa {children}.",
    after_the_tone: "Fadlan sheeg sababta dhawaqa ka dib. Markaad dhammayso, riix badhan kasta.",
    write_reason: "Fadlan dugsiga soo wac ama fariin u soo dir oo sheeg sababta.",
    back: "{children} - goorma ayaa lagu soo noqonayaa dugsiga? Haddii ay tahay maanta goor dambe, riix 1. \
           Haddii ay tahay maalinta dugsiga ee xigta, riix 2. Haddii ay ka dambayso, ama aan weli la garanayn, riix 3.",
    back_today: "soo noqosho maanta goor dambe",
    back_next: "soo noqosho maalinta dugsiga ee xigta",
    noted: "Mahadsanid. Waxaan qornay: {items}.",
    not_right: "Haddii ay khaldan tahay, fadlan noo sheeg.",
    ring: "Fadlan naga soo wac {number}.",
    ring_school: "Fadlan dugsiga soo wac.",
    message: "Waa {school}, waxaan fariin u haynaa waalid ama masuul.",
    not_heard: "Waan ka xunnahay, ma aanan fahmin.",
    connecting: "Waad ku mahadsan tahay inaad noo sheegtay. Hadda waxaan kugu xiraynaa dugsiga. Fadlan khadka ku sii jir.",
    office: "Waxaan kugu xiraynaa xafiiska dugsiga. Fadlan khadka ku sii jir.",
    nobody_now: "Hadda cidna dugsiga kama jawaabi karin.",
    school_told: "Dugsiga waa loo sheegay, hadda way eegayaan, dibna way kuu soo wici doonaan. Fadlan telefoonkaaga agtaada ku hay.",
    wrong_number: "Waan ka xunnahay dhibka.",
    answered: "Jawaabtaada waan helnay. Wax kale looma baahna.",
    thank_you: "Mahadsanid. Nabad gelyo.",
    nameless: "ilmahaaga",
};

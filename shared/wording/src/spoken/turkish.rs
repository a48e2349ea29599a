//! What is said in a call, in Turkish. Register and words as in `languages/turkish.rs`: siz, "lütfen", names that stand apart.
//!
//! A reviewer should look at: "veli", which is parent and carer in one word; the endings behind the digits, which follow how each is spoken.

use super::phrases::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    greeting: "Burası {school}. Bir öğrencinin velisine mesajımız var. Veli sizseniz lütfen 1'e basın. Yanlış numaraysa lütfen 2'ye basın.",
    greeting_back: "Burası {school}. Geri aradığınız için teşekkür ederiz. Bir öğrencinin velisine mesajımız var. Veli sizseniz lütfen 1'e basın. \
                    Okul ofisiyle görüşmek için lütfen 2'ye basın.",
    welcome: "Burası {school}. Aradığınız için teşekkür ederiz.",
    other_language: "Başka bir dil için 8'e basın.",
    this_language: "Türkçe için {digit} tuşuna basın.",
    again: "Yeniden dinlemek için 0'a basın.",
    marked_one: "{children} – {when} okulda yoklamada işaretlenmedi.",
    marked_several: "{children} – {when} okulda yoklamada işaretlenmedi.",
    when: ["bu sabah", "bugün öğleden sonra", "bugün"],
    did_not_know: "Bunu bilmiyorduysanız ya da bu doğru olamazsa lütfen hemen 9'a basın.",
    for_all: "Hepsi için yanıt aynıysa şimdi seçin.",
    reasons: "Nedenini biliyorsanız hastalık için 1'e, randevu için 2'ye, gecikme için 3'e, başka bir neden için 4'e basın.",
    one_by_one: "Her çocuk için ayrı ayrı yanıt vermek isterseniz 5'e basın.",
    about: "Şimdi {children} için.",
    after_the_tone: "Lütfen sinyal sesinden sonra nedenini söyleyin. Bitirince herhangi bir tuşa basın.",
    write_reason: "Lütfen nedenini bildirmek için okulu arayın veya SMS gönderin.",
    back: "{children} – okula dönüş ne zaman? Bugün daha geç ise 1'e basın. Bir sonraki okul günü ise 2'ye basın. \
           Daha sonra ise ya da henüz bilmiyorsanız 3'e basın.",
    back_today: "dönüş bugün daha geç",
    back_next: "dönüş bir sonraki okul günü",
    noted: "Teşekkür ederiz. Not ettik: {items}.",
    not_right: "Doğru değilse lütfen bize bildirin.",
    ring: "Lütfen bizi {number} numaralı telefondan arayın.",
    ring_school: "Lütfen okulu arayın.",
    message: "Burası {school}. Bir veliye mesajımız var.",
    not_heard: "Özür dileriz, anlayamadık.",
    connecting: "Bildirdiğiniz için teşekkür ederiz. Sizi şimdi okula bağlıyoruz. Lütfen hatta kalın.",
    office: "Sizi okul ofisine bağlıyoruz. Lütfen hatta kalın.",
    nobody_now: "Şu anda okulda kimse telefonu açamadı.",
    school_told: "Okula bildirildi, şu anda bakıyorlar ve sizi geri arayacaklar. Lütfen telefonunuzu yanınızda tutun.",
    wrong_number: "Rahatsız ettiğimiz için özür dileriz.",
    answered: "Yanıtınızı aldık. Başka bir şey yapmanıza gerek yok.",
    thank_you: "Teşekkür ederiz. Hoşça kalın.",
    nameless: "çocuğunuz",
};

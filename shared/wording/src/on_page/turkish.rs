//! The words of the parents' page in Turkish.

use super::OnPage;

pub(super) const WORDS: OnPage = OnPage {
    in_email: "Buradan, giriş yapmadan yanıtlayabilirsiniz:",
    title: "Lütfen yanıt verin",
    choose_one: "Lütfen bir yanıt seçin veya aşağıdan bize yazın.",
    choose_each: "Lütfen her çocuk için bir yanıt seçin veya aşağıdan bize yazın.",
    looked_for: "O zaman hemen bakarız ve sizi ararız.",
    back: "Okula dönüş günü (biliyorsanız)",
    words: "Okul ofisine bir not (isterseniz)",
    send: "Gönderin",
    or_ring: "Veya bizi arayın",
    look_again: "Lütfen buna bir daha bakın",
    nothing_said: "Lütfen bir yanıt seçin veya bize yazın.",
    day_over: "Lütfen bugünden sonraki bir günü seçin.",
    too_long: "Lütfen en fazla 500 harf yazın.",
    answered: "Yanıtınızı aldık. Teşekkür ederiz.",
    close: "Bu sayfayı kapatabilirsiniz.",
    changed: "Bir şey değiştiyse veya endişeniz varsa lütfen okulu arayın",
    ended: "Bu sayfa artık kapalı",
    has_more: "Bize söylemek istediğiniz bir şey varsa lütfen okulu arayın",
    unknown: "Bu sayfayı bulamadık",
    again: "Lütfen mesajımızdaki bağlantıyı yeniden açın veya okulu arayın",
    your_child: "Çocuğunuz",
    stop: ".",
};

//! The words of the parents' page in Somali.

use super::OnPage;

pub(super) const WORDS: OnPage = OnPage {
    in_email: "Halkan ayaad uga jawaabi kartaa, adigoon soo gelin koonto:",
    title: "Fadlan ka jawaab",
    choose_one: "Fadlan hal jawaab dooro, ama hoos noogu soo qor.",
    choose_each: "Fadlan ilme kasta jawaab u dooro, ama hoos noogu soo qor.",
    looked_for: "Markaas isla markiiba waan raadinaynaa waana ku soo wacaynaa.",
    back: "Maalinta dugsiga lagu soo noqonayo (haddii aad taqaan)",
    words: "Fariin ku socota xafiiska (haddii aad rabto)",
    send: "Dir",
    or_ring: "Ama na soo wac",
    look_again: "Fadlan tan mar kale eeg",
    nothing_said: "Fadlan jawaab dooro, ama noo soo qor.",
    day_over: "Fadlan dooro maalin maanta ka dambaysa.",
    too_long: "Fadlan ha ka badin 500 oo xaraf.",
    answered: "Jawaabtaadii waa na soo gaartay. Mahadsanid.",
    close: "Boggan waad xiri kartaa.",
    changed: "Haddii wax is beddeleen ama aad walaacsan tahay, fadlan dugsiga soo wac",
    ended: "Boggan hadda waa xiran yahay",
    has_more: "Haddii aad wax noo sheegayso, fadlan dugsiga soo wac",
    unknown: "Boggan ma helin",
    again: "Fadlan mar kale fur xiriirka ku jira fariintayada, ama dugsiga soo wac",
    your_child: "Ilmahaaga",
    stop: ".",
};

//! Words that say which part a day plays.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Small words between a day and what it is of.
pub(super) const LINKS: &str = "\
on the at by to for school again hopefully probably this next normal morning afternoon lessons class nursery with am \
pm oclock of full fully coming now as day ready you us mr mrs miss first thing latest earliest soonest least late early";
/// They make a day the day of return.
pub(super) const RETURNS: &str = "\
back return returns returning in there fit ready report reports restarts attending attend attends resume resumes rejoins resuming rejoin rejoining come comes coming bk yours restart";
/// With a child between them and the day they do too.
pub(super) const BRINGS: &str = "expect expecting expects bring bringing brings send sending see seeing have";
/// They hope, plan or guess.
pub(super) const HOPES: &str = "\
hope hopes hoping hopeful hopefully aim aims aiming try trying reckon crossed be think thinking likely probably probs prob plan planning realistically \
realistic guess guessing expect expecting expected means meaning fine ok well better right due target give latest earliest soonest want wants wanting looking \
normal usual sometime defo definitely allowed thought tbh";
/// Between a word of return and its denial, or whoever returns.
pub(super) const BETWEEN: &str = "\
be being coming come comes go going goes get gets getting will would should able to can could is are am allowed fit \
hopefully definitely also then he she they it we return back in do does have school until at inshallah insha allah please god both all \
normal normally enough us any of them who whos";
/// They deny it.
pub(super) const DENIES: &str = "not never no neither unable nor none";
/// They say that it is over, another's, or a call.
pub(super) const ANOTHERS: &str = "\
was were been had got came went since letter form note email sent call calling ring ringing phone text message report hear i me \
mum dad nan doctor dentist hospital results taken took appointment bloods brother sister";
/// Said of a child who is away.
pub(super) const AWAY: &str = "\
neither never unable no off away home absent out not ill sick poorly unwell keep keeping kept hospital bed holiday isolating isolate \
quarantine suspended excluded stay staying contagious abroad resting rest need needs indoors bedrest";
/// Days of which the child is away.
pub(super) const MISSES: &str = "off away absent out missing miss isolating isolate suspended excluded resting";
/// Before "for three days" they say that the days are to come.
pub(super) const STAYS: &str = "\
off away home keep keeping kept stay staying rest resting signed out school in isolate isolating quarantine suspended excluded indoors abroad absent";
/// In a clause with one of these, "until" is of something else.
pub(super) const NOT_OF_AWAY: &str = "\
know see seen seeing results wait waiting ring call hear tell appointment antibiotics tablets medicine medication bus paid pay \
payday slot October work working shift shifts flight flights plane ferry sail sailing drops medicated insulin penicillin steroids inhaler";
/// Days of something else.
pub(super) static EVENTS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let events = "\
appointment doctor dentist hospital optician orthodontist gp consultant clinic camhs physio scan xray mri op operation surgery results result bloods \
blood slot session check ops follow followup test tests jab jabs vaccine nurse checkup review referral booked booking call calls calling ring ringing rings phone phoning text \
message email emailing update hear know tell speak talk chat write letter form note notes form meeting interview exam exams birthday bday party match \
game gala concert show trip payday pay paid wage wages wedding funeral service mass christening flight flights plane fly \
flying flew sail sailing leave leaves leaving travel travelling depart delivery deliver engineer plumber boiler man collect collecting collected fetch fetched fetching pick picking work shift \
rota decide deciding gone prescription medicine tablets antibiotics antibiotic swab visit visiting pop photos assembly homework disco training football \
since started starting began last yesterday ago picked \
plumber electrician parents evening sports sister brother mum dad nan cousin court hearing social worker drop dropping every";
    events.split_whitespace().collect()
});
/// Of these a day of the week is one that is over.
pub(super) const PAST: &str = "hit was were been had did ended fell hurt caught broke threw came went took sent felt";
/// They say that days which are missed are over.
pub(super) const OVER: &str = "been was were had since last past ago already now every far";
/// They say that a day is missed as another is.
pub(super) const TOO: &str = "either too also aswell again another today still both";

//! Words that the weighing itself looks for.

use rustc_hash::FxHashSet;

use super::words::{Id, Vocabulary};

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident: $words:literal;)*) => {
        /// Lists of words by what they do in a sentence.
        pub(super) struct Lists {
            $($(#[$doc])* pub(super) $name: FxHashSet<Id>,)*
            pub(super) but: Id,
            pub(super) ill: Id,
            pub(super) will: Id,
            pub(super) i: Id,
            pub(super) and: Id,
            pub(super) here: Id,
            pub(super) absent: Id,
            pub(super) came_back: Id,
            /// Monday first.
            pub(super) weekdays: [Id; 7],
            pub(super) we: Id,
            pub(super) am: Id,
        }

        impl Lists {
            pub(super) fn new(vocabulary: &mut Vocabulary) -> Self {
                Self {
                    $($name: $words.split_whitespace().map(|word| vocabulary.id(word)).collect(),)*
                    but: vocabulary.id("but"),
                    ill: vocabulary.id("ill"),
                    will: vocabulary.id("will"),
                    i: vocabulary.id("i"),
                    and: vocabulary.id("and"),
                    here: vocabulary.id("here"),
                    absent: vocabulary.id("<absent>"),
                    came_back: vocabulary.id("<cameback>"),
                    weekdays: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map(|day| vocabulary.id(day)),
                    we: vocabulary.id("we"),
                    am: vocabulary.id("am"),
                }
            }
        }
    };
}

lists! {
    /// Said before anything is said, and `but` and its like: a clause begins after them.
    greetings: "hi hello sorry oh omg good morning afternoon evening please thanks thank yes ok um er well right dear miss sir \
    mrs mr god but because so although though however";
    /// After these a greeting goes on with whom it greets.
    hails: "hi dear morning afternoon evening";
    greeted: "there all both team everyone everybody ladies guys folks";
    /// Before a thing that is pointed at they ask nothing: "they have that bug".
    having: "has have had";
    pointing: "this that it";
    /// A clause begins with them.
    breaks: "but because so although though however";
    /// Verbs that ask when they stand before a subject.
    auxiliaries: "is are was were can could do does did will would should has have had may might shall";
    /// Whom such a question is about.
    subjects: "i you he she they we it this that anyone anybody someone somebody everyone school";
    /// Words that a question begins with.
    askers: "<isthere> who what when where why how which is are was were can could do does did will would should has have had may \
    shall whose";
    /// After these no question begins: "the doctor who is …", "when can she".
    no_break_after: "to who what when where why how which that if whether not and so as than because know sure";
    /// Denials.
    not: "not never without nor neither nothing";
    /// Denies the very next word.
    no: "no";
    /// Words that a denial reaches across.
    links: "a an the any got get have had has been being be feel feeling feels felt really very that so actually at all \
    even exactly just too either in with on going go to her his your their seeing from ill sick poorly unwell or \
    having anything like bad <in> <x>";
    /// Words that a denial is about, so that it ends there: "not eaten, has a temperature".
    ends_denial: "eaten eating eat sleep sleeping slept stop stopped keep keeping kept drinking drunk himself herself themselves \
    breathe breathing swallow walk move moving coming today well much been <absent> because as and";
    /// What follows has not happened, or may not.
    to_come: "will would can could may might shall going let need want wants about hope hoping when once unless expect expecting";
    /// Between a denial and what it denies of a way: "has not even left".
    between: "be been have has had got get going to even actually really yet just";
    /// What follows is not sure.
    doubts: "must maybe might may perhaps possibly if unless whether could wonder wondering pretending faking \
    should";
    /// The child, or a family with the child in it.
    children: "he she they him her them his their it son daughter child children kid kids boy girl lad lads girls boys both \
    twins eldest youngest two lot pair we us all everyone everybody family";
    /// Somebody who is not the child.
    others: "i am me my myself mum dad mother father nan uncle auntie aunt brother sister baby parent partner husband wife \
    stepdad stepmum cousin friend boss teacher you your";
    /// After one of the others: the writer says who writes ("mum here").
    speaking: "here says said thinks told speaking reckons confirmed";
    /// An unknown word after one of these is a name.
    name_before: "take taking took taken brought bring have got get getting keep keeping kept with for and about that think \
    afraid say says said know because as but so sorry no yes my our poor little";
    /// An unknown word before one of these is a name.
    name_after: "is are was were has have had been feels feeling woke got threw keeps started will not cannot can could did \
    does";
    /// Another day, ahead.
    other_time: "tomorrow next";
    /// Today.
    this_time: "today now till until morning this currently still";
    /// It was so.
    past: "was were had";
    /// It was so long ago.
    long_ago: "<before> ago";
    /// The day after today.
    tomorrow: "tomorrow";
    months: "january jan february feb march april may june july august september sept october oct november nov december dec";
    /// After a number of a month.
    ordinals: "st nd rd th the";
    /// After a date it may go on with one.
    and_so: "and or so of if thanks please x xx";
    /// What comes after "next" where it is of time.
    spans: "week month term year monday tuesday wednesday thursday friday";
    /// Before today.
    earlier_days: "<before> yesterday";
    /// Before a day they make it the end of something.
    until: "until till til by before";
    /// It is of today, whatever other day is named.
    this_day: "today now this already again usual normal every";
    /// A question that is none: "she is ill ok?".
    tags: "remember ok right alright thanks please sorry hun thank yeah that fine";
    /// School is spoken of.
    school: "school <in> <to>";
    /// Before school: the child is not there, and the writer knows.
    excused_before: "<told> will then thought bring bringing hoping hoped hope slipped tripped fell way walking missed not no off from miss missing until back return returning after before can unable keep keeping kept without \
    away refuse refused refusing nurse hate bus then <absent> <unwell> <senthome> sent came";
    /// After school: the same.
    excused_after: "not tomorrow yesterday last monday tuesday wednesday thursday friday next nurse bus <absent> <before>";
    /// After "ill" they make it "I will".
    verbs: "call ring phone text be check get bring let send come drop find look speak see tell ask try do have pick sort \
    go give explain need make take contact email message just also then chat pop sort keep know find kill murder swing strangle throttle";
    /// Before "ill" they make it illness.
    copulas: "is are was were be been being feeling felt feel feels very so really too quite both still taken fell took \
    seriously";
    /// Somebody went somewhere.
    moves: "went gone sent left dropped took taken walked drove driven arrived goes";
    /// Whoever else may have gone somewhere.
    persons: "sister brother father dad mum mother cousin uncle auntie aunt nan stepdad police ambulance doctor baby friend neighbour \
    partner husband wife we i who";
    /// Who does so takes nobody along.
    goings: "out went gone go goes left leave leaves got gets arrived turned came <setoff> <went> <justleft> off made walked walk walks ran drove drive came come travelled travel arrived brought";
    /// Whom somebody takes along.
    taken_along: "him her them son daughter child children kids boy girl both";
    /// Between somebody else and what that person did.
    gone_by_then: "am has have had is are was were just already also both now still then only";
    /// "On the way to school" is not school.
    way: "way";
    /// "Taken in by his nan".
    into: "in <in>";
    by: "by";
    /// "What time", "when does": asked of a plan.
    plans: "what when which do does";
    planned: "time day date does i they we the number bus";
    /// A question that begins with them and names a day is of one that is over.
    asked_of_before: "did was were had";
    /// Said by who comes with the child.
    on_our_way: "our we <late> tick";
    /// Between a denial and how far somebody came.
    reaching: "make made it get getting go going even manage managed quite as far him her them all";
    /// What is done to who is taken along.
    takes: "take takes took taking drop drops dropped dropping bring brought bringing walk walked walking get got getting leave left leaving drive driving drove put";
    /// Somebody else whom the writer takes somewhere.
    young: "brother sister baby cousin toddler siblings";
    whose: "my his her their our the little other";
    /// "Did the drop" tells.
    did: "did";
    /// Others of the family, who may be in school or go there themselves.
    kin: "sister brother cousin cousins siblings friend friends neighbour sisters brothers";
    /// Whose, where a question begins with a verb: "can my sister …".
    the: "the my his her our their";
    places: "in at on <in> through by";
    /// Before the name of somebody at school, who is no child.
    titles: "mr mrs miss ms dr lady nurse someone somebody anyone person people ladies";
    /// What began on an earlier day and goes on.
    since: "since from";
    /// Where the child is who stays.
    home: "home here bed";
    /// What a verb follows that is not done yet; after these it is.
    to: "to";
    /// "Managed to get him in".
    done: "managed got able used made had";
    /// A way, or a place on it, that names one of these ends in school.
    in_school: "school <in> <to> <gateside> <surelythere> class lesson lessons teacher tutor mr mrs miss sir ms ta club gate gates \
    register registration assembly playground library canteen office reception book desk signed";
    /// What follows in the clause is wished or intended.
    hopes: "will want wants hope hoping hopefully gonna shall might could ll need needs trying try";
    /// "To you", "with you".
    towards: "to with";
    /// Between a way and what it leads to.
    bound_for: "to for";
    you: "you u yous";
    /// Before an absence they make it what somebody else said, or believed, or what was.
    reported: "you your u says saying said say text texts message messages marked register know aware told telling think thought \
    why if whether how supposed should mistake was were had meant sure informed shows showing what who maybe perhaps possibly might could must";
    /// Before a place where something is, and nobody goes to.
    at_place: "in up at is";
    hospital: "hospital";
    /// Why somebody weeps is said beside it.
    weeping: "tears crying";
    /// At a birth the hospital is the mother's.
    births: "waters labour contractions baby";
    /// Where one is with somebody who is ill.
    wards: "hospital casualty a-and-e e";
    /// Before a holiday.
    on: "on in away";
    /// Rites that a faith holds too: the rite is the reason.
    rites: "funeral wedding christening baptism memorial burial";
    /// Who is so cannot read a message now.
    busy: "driving meeting busy work glasses";
    /// Behind a way or a place it is still to come.
    later: "later";
    let_in: "<letin>";
    /// Late today, and not only "it was late".
    lateness: "late running overslept slept overslep traffic stuck missed minutes mins jam behind delayed";
    /// The night and days before.
    last: "last";
    nights: "night evening week weekend";
    /// What follows was not done.
    refused: "nearly almost refused refusing refuses <refuses> tried trying try tries attempted unable failed";
    /// Who says what a child should do, and does not say what it did.
    said_by: "doctor gp nurse pharmacist 111 hospital consultant paramedic paramedics chemist surgery dentist";
    says: "say says said told reckons reckon thinks think advised";
    /// Said with thanks.
    with_thanks: "duck pet chick flower petal bab lovey darling sweetheart boss chief thanks thank you thankyou ok okay cheers noted ta great perfect lovely brilliant fab received appreciated so \
    very much a lot lots for letting me us know telling the message text your this that will do got it miss sir mrs mr all good \
    no problem worries fine understood and hi hello yes that grand x xx xxx kind regards hun love again have day sorry right just now i we is ah aw aww awww oh super amazing cool wonderful nice one fabulous legend star cheers bless bye see you later then morning xoxo letting them him her informing update updating info information heads up appreciate much obliged sorted will take note message got read it dear miss sir ladies team both all school office and the from mum dad nan aunt uncle carer stars star a an of do many indeed will thats most kindly np ty tyvm brill brilliant champion checking asking reminder reminding concern kindness patience help support replying ringing calling contacting getting back smashing ace sound magic about soon been with have had has them to ring call <x> speak tonight looking after yesterday forgot forget forgotten supposed should next time";
    /// Before one of the others: the child goes along, or it comes from there.
    /// Before whom somebody takes along.
    bringing: "with for taking bringing about";
    along: "with by from off at to";
    /// Before a child: not the one who was asked about.
    another: "other another";
}

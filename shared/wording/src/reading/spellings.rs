//! How parents write words: contractions, text-speak, slips so frequent or so far off that they are listed, and ordinary words
//! that look like a slip of another and are none.

/// Words that are two or more, and what they are.
pub(super) const APART: &[(&str, &str)] = &[
    ("i'll", "i will"),
    ("she'll", "she will"),
    ("he'll", "he will"),
    ("we'll", "we will"),
    ("they'll", "they will"),
    ("theyll", "they will"),
    ("itll", "it will"),
    ("youll", "you will"),
    ("shes", "she is"),
    ("hes", "he is"),
    ("theyre", "they are"),
    ("theyr", "they are"),
    ("we're", "we are"),
    ("weve", "we have"),
    ("theyve", "they have"),
    ("youve", "you have"),
    ("ive", "i have"),
    ("im", "i am"),
    ("i'd", "i had"),
    ("she'd", "she had"),
    ("he'd", "he had"),
    ("we'd", "we had"),
    ("they'd", "they had"),
    ("isnt", "is not"),
    ("isn", "is not"),
    ("aint", "is not"),
    ("arent", "are not"),
    ("aren", "are not"),
    ("wasnt", "was not"),
    ("wasn", "was not"),
    ("werent", "were not"),
    ("dont", "do not"),
    ("dnt", "do not"),
    ("doesnt", "does not"),
    ("dosent", "does not"),
    ("doesn", "does not"),
    ("didnt", "did not"),
    ("didn", "did not"),
    ("cant", "can not"),
    ("cannot", "can not"),
    ("carnt", "can not"),
    ("couldnt", "could not"),
    ("cudnt", "could not"),
    ("couldn", "could not"),
    ("wont", "will not"),
    ("wouldnt", "would not"),
    ("wudnt", "would not"),
    ("wouldn", "would not"),
    ("shouldnt", "should not"),
    ("shudnt", "should not"),
    ("shouldn", "should not"),
    ("hasnt", "has not"),
    ("hasn", "has not"),
    ("havent", "have not"),
    ("havnt", "have not"),
    ("haven't", "have not"),
    ("hadnt", "had not"),
    ("shouldve", "should have"),
    ("wouldve", "would have"),
    ("couldve", "could have"),
    ("mustve", "must have"),
    ("whos", "who is"),
    ("wheres", "where is"),
    ("whats", "what is"),
    ("whys", "why is"),
    ("hows", "how is"),
    ("thats", "that is"),
    ("theres", "there is"),
    ("its", "it is"),
    ("lets", "let us"),
    ("gonna", "going to"),
    ("gunna", "going to"),
    ("gna", "going to"),
    ("wanna", "want to"),
    ("gotta", "got to"),
    ("dunno", "do not know"),
    ("idk", "do not know"),
    ("wdym", "what do you mean"),
    ("wym", "what do you mean"),
    ("omw", "on the way"),
    ("alot", "a lot"),
    ("abit", "a bit"),
    ("inschool", "in school"),
    ("atschool", "at school"),
    ("offschool", "off school"),
    ("asleep", "in bed"),
];

/// A word, and how else it is written.
pub(super) const SPELLINGS: &[(&str, &str)] = &[
    ("school", "skool scool skl schl scl sch schol shcool skul shool schools scholl skwl"),
    ("ill", "il illl iill"),
    ("sick", "sik sic sikc siick scik sickk"),
    ("poorly", "porly pooly poorley poorli purly poorely poorlly proly poory poorleigh pourly"),
    ("unwell", "unwel un-well unwelll"),
    ("doctor", "doctors dr drs doc docs docters docter gp gps doktor doctores surgery quack"),
    ("dentist", "dentists dentis dentest denist dentiest destist dentits"),
    ("appointment", "appointments appt appts apt appoint apointment appointmnt apptmt appointmen appoitment apts"),
    ("orthodontist", "orthodontists ortho orthadontist orthodontic"),
    ("optician", "opticians optition opticans"),
    ("hospital", "hosp hospitle hospital's hospitl ospital"),
    ("temperature", "temp temprature temperture tempreture temps tempature tempeture"),
    ("diarrhoea", "diarrhea diarohea diorhea diarrea diarhea diahorrea diarroea diorrhea diahrea dioreah diarea diaorrhea"),
    ("vomiting", "vomitting vommiting voming vomitin puking chundering spewing"),
    ("vomited", "vomitted vommed puked spewed vomit"),
    ("stomach", "stomache stumach stomac stomack"),
    ("tummy", "tumy tum tummie belly tummys"),
    ("headache", "headaches headach hedache headahce"),
    ("tonsillitis", "tonsilitis tonsolitis tonsillitus tonsils"),
    ("chickenpox", "chickenpocks chickpox chikenpox"),
    ("migraine", "migrane migrain migraines"),
    ("cough", "coff couh cought coughs"),
    ("throwing", "throwin frowing"),
    ("fever", "feaver fevers feverish"),
    ("covid", "covid19 corona coronavirus"),
    ("asthma", "asma astma"),
    ("holiday", "holidays hols holliday hoilday holidy holday vacation"),
    ("thought", "thort thaught thourght tought thot thougt thght fort thoght"),
    ("should", "shud shld shoud shuld"),
    ("where", "whre whear"),
    ("today", "2day 2dy tday tdy todays"),
    ("tomorrow", "2moro 2morrow 2mz tomoz tomo tmrw tmr tomoro tomorow tommorow tommorrow tmoz tomorrows"),
    ("tonight", "2nite 2night tonite"),
    ("before", "b4"),
    ("late", "l8 lait"),
    ("later", "l8r"),
    ("you", "u ya yous"),
    ("your", "ur yr"),
    ("are", "r"),
    ("why", "y"),
    ("because", "cos coz cuz bcos bcoz bc bcz becuase becos cause becasue"),
    ("please", "pls plz plse"),
    ("thanks", "thx ty ta thnx thanx tks cheers"),
    ("this", "dis"),
    ("the", "teh th"),
    ("there", "ther dere"),
    ("with", "wiv wid w"),
    ("and", "n nd"),
    ("a", "an"),
    ("what", "wot wat wht"),
    ("ok", "okay okey k kk oki"),
    ("yes", "yeah yep yea yh ye yup ya yess"),
    ("no", "nope nah na noo"),
    ("hi", "hello hiya hey helo hia hallo"),
    ("sorry", "soz sry sory apologies apols"),
    ("mum", "mums moms mom mam mummy mommy mumma mother ma"),
    ("dad", "daddy father da dada dads"),
    ("nan", "nana nanny gran grandma granny grandmother nans grans grandmas nannys grandad grandads grandparents"),
    ("morning", "mornin morn mornings"),
    ("not", "nt nto ont nott noot nnot ot nit bot snot"),
    ("dropped", "droped droppped dropt dropd dropepd"),
    ("gone", "gon"),
    ("went", "wen wnt wentt whent"),
    ("left", "lft lef leftt"),
    ("bus", "buss"),
    ("child", "chid"),
    ("them", "em dem"),
    ("they", "dey"),
    ("that", "dat"),
    ("definitely", "defo deffo def defs definatly definately defiantly definetly"),
    ("teacher", "teachers"),
    ("lesson", "lessons"),
    ("minutes", "mins min minute minuets"),
    ("hour", "hours hr hrs"),
    ("monday", "mon"),
    ("tuesday", "tues tue"),
    ("wednesday", "weds wed wensday"),
    ("thursday", "thurs thur thu"),
    ("friday", "fri"),
    ("whatsapp", "wattsapp"),
    ("xray", "x-ray xrays"),
    ("checkup", "check-up checkups"),
    ("overslept", "overslep oversleept"),
    ("physio", "physiotherapy physiotherapist fizio"),
    ("gate", "gates"),
    ("walk", "walks"),
    ("goes", "goz"),
    ("omg", "omfg omgg"),
    ("wtf", "wth"),
    ("going", "goin"),
    ("coming", "comin cumin"),
    ("feeling", "feelin"),
    ("being", "bein"),
    ("been", "bin"),
    ("have", "hav hve av"),
    ("was", "woz wos"),
    ("ear", "ears"),
    ("pain", "pains"),
    ("ache", "aches aching achey achy"),
    ("virus", "viral virel"),
    ("bug", "bugs"),
    ("infection", "infections infected infecton"),
    ("swollen", "swolen swelling"),
    ("funeral", "funeral's funrel funerel"),
];

/// Words that are what they are, however near they come to a word that means something here.
pub(super) const ORDINARY: &str = "\
a about above absolutely accept across act actual actually add address admin after afternoon again against ago ahead ah all allow allowed almost \
alone along already alright also although always am among an and angry another answer any anybody anymore anyone anything anyway app \
apart apparently are area arm around as ask asked asking at attend attendance aunt auntie autumn available aware away awful baby back bad badly bag bank \
bath bean bear beat became because become bed been before began begin behind being believe below best bet better between beyond big bill \
bit bite block blood blue board body boil book books boots boss both bottom bowl box boy boys brake branch brave bread break breakfast bright bring \
brother brothers brought build building bull burn bus business busy but buy by bye cake call called calling calls calm came camp can car care careful cars case \
cat catch caught cell centre chance change charge chat cheap check chest chicken child children choice church city clash class classes clean clear \
clearly close closed clothes club coach coat code coffee cold coming come comes common complete completely confirm confused contact control cook cool copy corner \
corrected cost could couple course cousin cover crazy cross cry crying cut dad damn dance dark date day days dead deal dear death deep desk \
did die different difficult dinner do does doing done door double doubt down draw dress drink drive driver driving drop dry due during each early earlier \
easy eat eaten eating eight either eleven else email emailed emails emergency empty end ended enjoy enough even evening ever every everybody everyone everything exactly except \
excuse expect explain explained extra eye eyes face fact fail fair fall false family far fast father favour fear feel feels feet fell felt few \
fight figure file fill film final finally find fine finger finish finished fire first fish fit five fix flat floor fly follow food foot for force \
forget forgot forgotten form former forward found four free fresh friend friends from front full fully fun funny further game garden gave general get gets getting \
gift girl girls give given gives glad glass go god goes going gone good got great green ground group grow guess guy had hair \
half hall hand hands hang happen happened happening happens happy hard hardly has hat hate have having he head hear heard heart heat heavy held hell help hence \
her here hers herself high hill him himself his hit hold home homework honest hope hopefully horrible hot hour house how however huge hun husband \
i idea if illegal imagine immediately important in indeed inform informed inset inside instead interested into invite is issue issues it its itself job \
join joke just keep keeping keeps kept key keys kick kid kids kill kind kitchen knew know known knows lad lady laid land last lately later laugh law \
lay lead learn least leave led leg less let letter level lick lie life lift light like likely line list listen little live lived \
lock log long longer look looked looking looks loss lost lot lots loud love low luck lunch mad made mail main make makes making man \
manage managed many march mark marked married mate matter maybe me meal mean means meant meet meeting member mess message messaged messages met middle might mile \
milk mind mine minute miss missed misses missing moment money month months more most mouth move moved moves moving mr mrs ms much music must my \
myself name names near nearly neck need needed needs neighbour nearer neither never new news next nice night nil nine nobody none noon nor normal normally nose not note nothing notice \
notified now number nurse obviously odd of off offer office often oh old on once one ones only onto open opened or order other others our ours out outside over \
own pack page paid panic paper parent parents park part partner party pass passed past pay pe people perhaps permission person phone phoned phoning photo pick picked \
piece place plan plane plans play played please plus pm point police polite pool poor popped possible possibly post power prefer prepare press pretty price private \
probably problem problems promise proper properly public pull push put quick quickly quiet quite quote rain raining ran rang rather rather reach read reading ready real really reason \
reasons receive received recent recently record reception red refer refuse refused refuses refusing regarding regards register registered regular related remember reply replied report reported require rest \
result return returned returning ride right ring ringing road room rooms round rub rule run running rush sad safe said sake salt same sat saturday save saw say saying says \
scared seat second secretary see seek seem seems seen self sell send sending sense sent september series serious seriously set settle seven several shall shame shape share \
she sheet shift ship shirt shock shocked shoe shoes shop shopping short shortly shoulder shout show showed shown shows shut side sight sign silly similar simple simply since single \
sink sir sister sisters sit site sitting situation six size skin skip sky sleep sleeping slept slick slight slightly slip slow small smile snow so sock socks soft \
some somebody somehow someone something sometime sometimes somewhere son soon sort sorted sorts soul sound sounds space speak speaking special spend spent spoke spoken sport \
spot spots spring staff stage stairs stand start started starting starts state stay stayed staying stays step stick still stock stone stop stopped stops store story straight strange \
street strike strong stuck stuff stupid such suck sudden suddenly suggest summer sun sunday support suppose sure surely surprise system t table take taken takes taking talk \
talking tall taste tax taxi tea team teach teeth tell telling ten term terms terrible test text texted texting texts than thank that the their theirs them themselves then there therefore \
these they thing things think thinking thinks third thirty this those though three through throughout throw tick tidy tie tight till time times tired to toast together toilet \
told tomorrow tone too took top total touch towards town train training transport travel treat tree trick tried trip trouble true trust try trying turn turned turning turns \
tv twelve twenty twice twins two type uncle under understand understood uniform unit until unusual up update upon upset us use used using usual usually van very via \
view visit visiting voice wait waiting wake wales walk walked walking wall want wanted wants warm was wash waste watch watched water way we wear weather week \
weekend weeks weight weird welcome well went were west wet what whatever when whenever where whereas wherever whether which while white who whole whose why wife will \
window windows winter wish with within without woke woman won wonder wondering wood word words wore work working works world worry worried worse worst worth would wow \
write wrong wrote yard year years yellow yesterday yet you young younger your yours yourself zoo colour bold gold sold told hold mould scold fold role rule hole whole";

/// First names that come near a word that means something here. Any other word that nobody knows is taken for a name too.
pub(super) const NAMES: &str = "\
sean dean kent gene beth seth jude luke lucy lacy macy mary maya milo mila nick rick mick vick zack jack jake kate katie rose rosie ross ruby rudy sara sarah theo toby tony tom tim jim ben bella ella ellie evie eve ivy isla ava amy anna emma emily finn flo fern gary grace hana harry harvey heidi henry holly hugo ian chelsea sienna austin brooklyn kim kai lee leo lily lila liam lola max mason mia noah nora oscar owen pip reece rhys robin ryan sam sid skye sky tess tia tilly todd tracy troy grant brent tyler wendy willow zara zoe colin colden holden cora cody coby flynn felix ashton asher archie alfie sid jill gill";

//! Classes of words that patterns name with `@`.

/// A class and its members.
pub(super) const CLASSES: &[(&str, &str)] = &[
    (
        "@child",
        "he she they him her them son daughter child children kid kids boy girl lad lads girls boys both twins eldest youngest <name>",
    ),
    ("@they", "he she they son daughter child children kids boy girl lad both twins eldest youngest <name>"),
    ("@them", "him her them son daughter child children kid kids boy girl lad both twins eldest youngest all <name>"),
    ("@my", "my our the his her their your"),
    ("@be", "is are was were"),
    ("@has", "has have had is"),
    ("@not", "not never"),
    (
        "@believe",
        "thought think thinking assumed assume assuming believed believe presumed presume reckon reckoned expected understood sure certain convinced positive knew",
    ),
    (
        "@house",
        "school class classes lesson lessons registration assembly classroom playground nursery reception preschool tutor maths english science pe geography history french german spanish college academy library exam exams detention club form reg canteen hall gym field corridor block studio lab labs drama computing yard foyer assembly cafeteria cloakroom",
    ),
    (
        "@sure",
        "definitely already actually just still currently there 100 now really absolutely probably certainly obviously most safe safely fine ok both all back <number> here sitting sat been supposed",
    ),
    ("@ride", "bus coach train taxi minibus transport tram cab lift car scooter bike ferry metro underground dlr overground"),
    ("@went", "went gone walked ran came goes cycled biked rode headed scooted strolled marched hurried"),
    ("@took", "took taken walked drove driven brought dropped delivered escorted"),
    (
        "@relative",
        "nan gran nana nanny grandma grandmother grandfather grandad mother father stepmum dad mum auntie aunt uncle sister brother cousin cousins friend friends mate mates neighbour granddad grandpa stepdad partner childminder",
    ),
    ("@early", "yesterday last monday tuesday wednesday thursday friday week weekend month year"),
    ("@ahead", "tomorrow monday tuesday wednesday thursday friday next later soon shortly after back week"),
    (
        "@body",
        "arm arms leg legs foot feet ankle wrist knee knees hand hands finger fingers thumb toe toes elbow shoulder hip back neck chest heel calf shin hamstring groin rib ribs forearm thigh knuckle head eye eyes ear tooth teeth nose jaw chin lip side collarbone collar",
    ),
    ("@doctor", "doctor dentist hospital nurse clinic optician orthodontist physio vet hygienist"),
    ("@soon", "10 soon shortly in by at about around before for <number> later after this"),
    (
        "@place",
        "spain france dundee geneva zurich brussels copenhagen stockholm oslo helsinki reykjavik canaria gran-canaria fuengirola torremolinos benalmadena split dubrovnik zagreb italy greece turkey portugal cyprus egypt dubai poland romania pakistan india bangladesh ireland scotland wales cornwall devon usa america florida orlando disney disneyland paris tenerife lanzarote fuerteventura majorca mallorca menorca ibiza benidorm morocco tunisia germany amsterdam holland belgium somalia nigeria ghana kenya jamaica lithuania bulgaria albania croatia malta thailand china australia canada mexico york blackpool butlins centreparcs skegness malaga alicante rhodes crete corfu kos norway sweden denmark finland iceland switzerland austria hungary slovakia slovenia czechia serbia bosnia kosovo moldova latvia estonia russia ukraine iran iraq syria lebanon kuwait qatar oman bahrain saudi saudia mecca makkah madinah yemen sudan eritrea ethiopia uganda tanzania zimbabwe zambia gambia senegal congo cameroon algeria libya afghanistan nepal bhutan lanka maldives mauritius seychelles vietnam cambodia malaysia singapore indonesia bali philippines japan korea brazil argentina colombia peru chile ecuador cuba barbados trinidad dominican mexico cancun vegas hollywood texas california nz zealand melbourne perth europe africa asia caribbean scandinavia lapland lahore karachi islamabad mirpur rawalpindi sialkot peshawar delhi mumbai amritsar gujarat kerala goa dhaka sylhet kathmandu colombo manila istanbul ankara antalya bodrum marmaris dalaman izmir athens santorini zante kefalonia larnaca ayia napa paphos rome milan venice sicily sardinia naples pisa barcelona madrid valencia seville malta gozo alcudia magaluf lisbon porto algarve albufeira faro madeira azores berlin munich hamburg vienna prague budapest krakow warsaw gdansk wroclaw poznan katowice lodz vilnius kaunas riga tallinn sofia varna bucharest cluj iasi constanta timisoara dublin belfast cork galway donegal kerry limerick edinburgh glasgow inverness aberdeen orkney shetland stornoway tenby anglesey snowdonia lakes dordogne provence brittany normandy loire tuscany umbria sorrento puglia calabria andalucia catalonia galicia bavaria hong hanoi laos myanmar taiwan fiji hawaii arran islay mull uist benbecula hebrides anglia highlands dales cotswolds pembrokeshire gower norfolk yarmouth whitby scarborough bridlington filey llandudno rhyl newquay torquay weymouth bournemouth brighton margate suffolk cumbria windermere guernsey jersey accra lagos abuja nairobi mogadishu hargeisa addis harare dakar marrakech agadir casablanca tunis cairo hurghada sharm luxor abu-dhabi doha riyadh jeddah beirut amman tehran baghdad erbil kabul bangkok phuket shanghai beijing hongkong tokyo seoul sydney toronto vancouver montreal miami boston chicago washington lourdes medjugorje eurodisney legoland alton",
    ),
];

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
        "school class classes lesson lessons registration assembly classroom playground nursery reception preschool tutor maths english science pe geography history french german spanish college academy library exam exams detention club form reg canteen hall gym field corridor",
    ),
    (
        "@sure",
        "definitely already actually just still currently there 100 now really absolutely probably certainly obviously most safe safely fine ok both all back <number> here sitting sat been supposed",
    ),
    ("@ride", "bus coach train taxi minibus transport tram cab lift car scooter bike"),
    ("@went", "went gone walked ran came goes cycled biked rode headed scooted strolled marched hurried"),
    ("@took", "took taken walked drove driven brought dropped delivered escorted"),
    (
        "@relative",
        "nan dad mum auntie aunt uncle sister brother cousin cousins friend friends mate mates neighbour granddad grandpa stepdad partner childminder",
    ),
    ("@early", "yesterday last monday tuesday wednesday thursday friday week weekend month year"),
    ("@ahead", "tomorrow monday tuesday wednesday thursday friday next later soon shortly after back week"),
    (
        "@body",
        "arm arms leg legs foot feet ankle wrist knee knees hand hands finger fingers thumb toe toes elbow shoulder hip back neck head eye eyes ear tooth teeth nose jaw chin lip side collarbone",
    ),
    ("@doctor", "doctor dentist hospital nurse clinic optician orthodontist physio vet hygienist"),
    ("@soon", "10 soon shortly in by at about around before for <number> later after this"),
    (
        "@place",
        "spain france italy greece turkey portugal cyprus egypt dubai poland romania pakistan india bangladesh ireland scotland wales cornwall devon usa america florida orlando disney disneyland paris tenerife lanzarote fuerteventura majorca mallorca menorca ibiza benidorm morocco tunisia germany amsterdam holland belgium somalia nigeria ghana kenya jamaica lithuania bulgaria albania croatia malta thailand china australia canada mexico york blackpool butlins centreparcs skegness malaga alicante rhodes crete corfu kos",
    ),
];

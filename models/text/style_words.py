"""Word categories of the stylistic counts: short lists of our own, of everyday English.

The idea of counting categories is Pennebaker and King's (1999) and Mairesse et al.'s (2007); the
lists are written for this project and taken from no dictionary. A word may be in several lists.
Where a list has a dictionary form, its inflected forms count too ("think": thinks, thought).
"""

_LISTS = {
    "I, me, my": "i me my mine myself",
    "we, us, our": "we us our ours ourselves",
    "you, your": "you your yours yourself yourselves",
    "he, she": "he him his himself she her hers herself",
    "they, them": "they them their theirs themselves",
    "it": "it its itself",
    "this, that": "this that these those here there",
    "indefinite pronouns": "something anything everything nothing someone anyone everyone nobody "
    "somebody anybody everybody one none whatever whoever somewhere anywhere everywhere nowhere "
    "stuff thing",
    "articles": "a an the",
    "prepositions": "of in to for with on at from by about into over after under between out "
    "against during without before around among through across behind beyond off up down near "
    "toward towards upon within until since inside outside above below",
    "and, or": "and or nor plus",
    "but, though": "but though although however yet except unless whereas despite rather instead "
    "otherwise either without",
    "because, so": "because so since therefore thus hence cause reason why result due affect "
    "effect lead depend",
    "if, when": "if when while whenever once until whether as",
    "who, which, that": "who whom whose which where",
    "be": "be",
    "have": "have",
    "do": "do",
    "can, may": "can could may might",
    "must, should": "must should ought need have supposed obligation duty responsible "
    "responsibility required",
    "would, could": "would could should might wish hope if",
    "will": "will shall going gonna tomorrow soon future plan next later tonight",
    "negations": "no not never none nothing nobody nowhere neither nor without",
    "few and many": "all many much few several some any more most less least lot lots bunch "
    "every each both enough plenty couple whole half",
    "numbers": "one two three four five six seven eight nine ten eleven twelve twenty thirty "
    "forty fifty hundred thousand million first second third dozen",
    "very, really": "very really so too extremely totally completely absolutely quite pretty "
    "super incredibly definitely",
    "perhaps, somehow": "maybe perhaps probably possibly kind sort somewhat seem seems appear "
    "almost guess suppose somehow usually sometimes mostly likely apparently",
    "always, certainly": "always never definitely certainly sure surely clearly obviously "
    "absolutely exactly truly must every all fact indeed",
    "just, only": "just only even still already really actually basically anyway simply",
    "thinking": "think know believe understand realize realise consider wonder remember forget "
    "mean idea thought mind decide imagine notice learn figure question answer reason know "
    "suppose guess recall analyze explain",
    "wondering": "wonder curious question ask why how what strange weird odd interesting",
    "ideas and meaning": "idea theory concept philosophy meaning universe existence reality truth "
    "knowledge science mind consciousness soul spirit human humanity society culture history "
    "nature art world wisdom perspective philosophical abstract",
    "imagination": "dream imagine imagination fantasy create creative creativity invent magic "
    "wander fly color colour beauty beautiful inspire strange vision story",
    "good feelings": "happy joy love enjoy fun glad great good nice wonderful awesome excite "
    "excited exciting cool amazing best better like smile laugh pleasure pleased cheerful "
    "perfect favorite lucky proud thankful grateful blessed peaceful comfortable sweet "
    "delight beautiful hope funny",
    "bad feelings": "bad sad hate awful terrible horrible hurt pain angry upset suck miserable "
    "unhappy depressed lonely annoy annoying annoyed worst worse ugly cry stupid dumb sick "
    "afraid worry guilty ashamed jealous disgusting boring bored tired frustrate frustrated "
    "frustrating sorry wrong problem fail trouble",
    "worry and fear": "worry worried nervous anxious anxiety afraid scared scary fear panic "
    "stress stressed stressful tense pressure overwhelm overwhelmed overwhelming terrified "
    "insecure freak uneasy dread paranoid confuse confused uncertain",
    "anger": "angry anger mad hate furious rage annoy annoyed annoying irritate irritated "
    "irritating pissed fight kill stupid idiot jerk damn hell bitch argue blame bother frustrate "
    "frustrated",
    "sadness": "sad cry depressed depressing depression lonely alone miss lose lost tear hurt "
    "grief hopeless empty miserable unhappy regret disappointed heartbroken homesick sorrow",
    "tiredness": "tired sleepy exhausted sleep nap rest bed awake wake yawn drowsy",
    "boredom": "bored boring dull blank nothing whatever minute minutes waste pointless",
    "guilt and shame": "guilty guilt ashamed shame embarrass embarrassed embarrassing sorry "
    "regret fault apologize blame forgive selfish",
    "self-doubt": "inadequate worthless failure fail fat ugly stupid insecure useless loser wrong "
    "hate never enough alone nobody",
    "people together": "talk meet hang together party visit call share group join invite chat "
    "date conversation club tell say listen dance social team members",
    "friends": "friend friends buddy roommate roommates pal guys girls boyfriend girlfriend "
    "neighbor neighbour fellow gang sorority fraternity frat",
    "family": "mom mother dad father parent parents brother sister sibling family grandma "
    "grandmother grandpa grandfather aunt uncle cousin son daughter mommy daddy mama papa niece "
    "nephew husband wife",
    "romance": "boyfriend girlfriend love date dating kiss relationship romantic marry marriage "
    "wedding crush heart flirt together single fiance sex sexy",
    "humans": "person people man woman guy girl boy child kid baby human adult men women "
    "stranger everyone",
    "helping": "help care thank thanks kind nice give support share understand forgive trust "
    "appreciate gentle friendly generous sweet volunteer comfort caring",
    "quarrel": "fight argue hate stupid lie cheat selfish rude mean jerk ass ignore yell blame "
    "enemy revenge against annoy",
    "seeing": "see look watch view stare eye eyes bright dark color light picture screen glance "
    "red blue green black white yellow",
    "hearing": "hear listen sound noise loud quiet music voice song silence ring scream",
    "touch and warmth": "feel touch cold hot warm soft hard itch hurt ache cool freezing heat "
    "sweat sore",
    "body": "body head hand foot feet face hair eye stomach leg arm back skin heart neck finger "
    "fingers nose mouth tooth teeth nail nails shoulder",
    "health": "sick doctor hospital medicine pain headache health disease cold flu allergy "
    "allergies cancer pill healthy asthma therapy",
    "food and drink": "eat food hungry drink lunch dinner breakfast pizza coffee water chicken "
    "cook restaurant candy cake ice chocolate starve thirsty snack meal weight diet",
    "drinking and smoking": "drunk beer alcohol wine liquor smoke cigarette cigarettes weed pot "
    "drug drugs party bar high wasted vodka",
    "study": "class school college test exam study homework essay paper assignment professor "
    "teacher lecture grade book read course campus university semester calculus chemistry "
    "biology math psychology lab student experiment writing major dorm",
    "work and money": "work job money pay buy sell boss office business career company bill rich "
    "poor dollar dollars cost afford spend store shop bank interview",
    "order and plans": "plan schedule organize organized organization list finish complete prepare "
    "ready early late deadline goal task clean done priority procrastinate due order focus "
    "discipline manage",
    "achievement": "goal success succeed successful win achieve accomplish best better try effort "
    "work improve hard proud earn competition challenge determined strive",
    "putting off": "procrastinate lazy late skip forget waste sleep miss whatever later "
    "unorganized behind cram wait",
    "sport": "football game play team run gym basketball soccer baseball practice coach sport "
    "workout exercise swim volleyball tennis player season stadium track band longhorn",
    "music": "music song band sing guitar piano concert radio cd play lyrics listen album jazz "
    "rock drum rap",
    "arts and reading": "book read novel poem poetry poet write writer art artist paint painting "
    "draw museum theater theatre literature author film movie drama",
    "screens": "tv television show computer internet email mail online movie video phone "
    "screen type keyboard website im chat",
    "home": "home house room apartment bed dorm kitchen door window couch laundry clean bathroom "
    "carpet floor",
    "places and travel": "trip travel drive car road bus city town country austin dallas houston "
    "texas beach plane airport vacation world street park map",
    "nature": "tree sky sun rain star moon ocean sea flower animal bird cloud wind river mountain "
    "earth dog cat grass air weather",
    "belief": "god church pray prayer jesus christ christian bible faith lord religion religious "
    "heaven bless soul worship sin spiritual catholic",
    "death": "die dead death kill suicide funeral grave cemetery murder",
    "swearing": "damn shit fuck fucking ass hell crap bitch bullshit bastard goddamn piss sucks "
    "screw dammit fucked",
    "fillers": "oh well um uh yeah ok okay hmm ah wow hey like anyway anyways blah gosh man dude "
    "geez ugh huh yes yep yay hi hello haha ha",
    "past": "was were had did ago yesterday last used went said remember before back when past "
    "old childhood younger",
    "present": "is am are now today right currently moment present do go feel want",
    "time": "time day week month year hour minute moment night morning today yesterday tomorrow "
    "weekend now then always clock early late summer season monday friday saturday sunday",
    "motion": "go come walk run move drive leave bring carry arrive return travel jump climb "
    "follow rush",
    "wanting": "want need wish hope desire would like crave long miss",
    "starting over": "new change start begin different different first move grow leave freshman "
    "adjust transition",
    "writing this": "write writing type typing essay assignment minute minutes stream "
    "consciousness twenty paragraph sentence thought track page spelling",
    "comparing": "like as than same different similar compare more less better worse other "
    "another else",
    "together with": "with and both together also too along include including add",
    "holding back": "stop hold keep wait avoid control stay hide ignore refuse quit prevent quiet "
    "shy restrain alone",
}

CATEGORIES: dict[str, frozenset[str]] = {
    name: frozenset(words.split()) for name, words in _LISTS.items()
}
"""Readable name of a category to its words, all in lower case."""

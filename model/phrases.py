"""Word lists of the synthetic backlog: who says it, how, and what they say."""

LEADS = (
    "okay so ", "so ", "honestly ", "quick one: ", "hey everyone, ", "listen, ",
    "not gonna lie, ", "update: ", "part two: ", "hear me out, ", "guys, ",
    "good morning, ", "day {n} of this series: ", "stitch with this: ", "well, ",
    "right, ", "fun one today: ", "replying to a comment: ", "before i forget, ",
    "you asked, so: ", "no script today, ", "wait for it, ", "story time: ",
)  # fmt: skip

SPEAKERS = (
    "my friends ", "my family and i ", "my colleagues ", "my neighbours ",
    "the people at work ", "the boys at the gym ", "we at home ", "some of us ",
    "a friend and i ", "a colleague and i ", "a cousin and i ", "my sister and i ",
    "my team ", "i for one ", "i just ", "i still ", "i actually ", "both of us ",
    "our group chat people ", "my students ", "my parents ", "the two of us ",
)  # fmt: skip
"""At least two words each and said of both labels, so that no opening decides."""

HEARSAY = (
    "read online that ", "read in the news that ", "saw a report that ",
    "heard on the radio that ", "learned from a podcast that ", "got told that ",
    "discovered in a forum that ", "came across a post claiming that ",
    "found an article saying that ", "were shown a study stating that ",
    "watched a clip where a doctor said that ", "heard from a stranger that ",
    "spotted a headline announcing that ", "read on a discussion board that ",
    "overheard at the station that ", "received a message saying that ",
    "learned at a conference that ", "saw on the internet a claim that ",
    "heard it was reported in the media that ", "were sent a link proving that ",
)  # fmt: skip

BELIEFS = (
    "believe that ", "think that ", "feel that ", "are convinced that ",
    "would bet that ", "reckon ", "say in our humble opinion that ",
    "understand that ", "suspect that ", "hold the view that ", "guess ",
    "have the impression that ", "always felt that ", "bet that ", "would say ",
    "can only imagine that ", "expect that ", "would argue that ", "insist that ",
    "take the position that ", "have a hunch that ", "like to think that ",
)  # fmt: skip

HEARSAY_TAILS = (
    ", according to a post i saw", ", or so the article said",
    ", that is what a video claimed", ", a friend of a friend told me",
    ", it was in the news", ", scientists are said to have found",
    ", somebody reported", ", a leaked document shows", ", i read it in a thread",
    ", as a radio host mentioned", ", my teacher learned from a documentary",
    ", at least a website says so", ", they announced it last week",
)  # fmt: skip

BELIEF_TAILS = (
    ", if you ask me", ", in my opinion", ", at least that is how i see it",
    ", and that is my honest view", ", i guess", ", that is my feeling anyway",
    ", or so we like to think", ", but that is just my take", ", i would say",
    ", and i will die on that hill", ", to my mind", ", call it a hunch",
    ", and nobody will change my mind",
)  # fmt: skip

JOINS_HEARSAY = (", and that ", " and they also said that ", ", plus that ")
JOINS_BELIEF = (", and that ", " and we also think that ", ", plus that ")
JOINS_MIXED = (", but i think that ", ", yet others say that ", ", though maybe ")

# One row a topic: what the statement is about, then what is said of it.
TOPICS = (
    (("octopuses", "crows", "house cats", "bees", "blue whales", "old elephants"),
     ("can recognise a human face", "sleep with one eye open",
      "remember who was unkind to them", "count to at least {n}",
      "live longer near the sea", "can taste with their feet")),
    (("the moons of jupiter", "the rings of saturn", "small comets", "dead stars",
      "mars dust storms", "old satellites"),
     ("are younger than the dinosaurs", "lose {n} tonnes of ice",
      "hum at a very low note", "could be seen without a telescope",
      "move {n} centimetres closer", "hold more water than lake victoria")),
    (("bananas", "honey jars", "instant noodles", "green olives", "coffee beans",
      "frozen peas"),
     ("are slightly radioactive", "never really spoil",
      "were banned on ships", "taste better on a plane",
      "were used as money", "lose {n} percent of their vitamins")),
    (("trams in lisbon", "the bridges of prague", "tokyo taxis", "ferries in bergen",
      "the stairs of valparaiso", "night trains"),
     ("carry {n} people an hour", "are painted by hand", "run on old cooking oil",
      "will be free for everyone", "are the oldest in the world",
      "were built in under {n} days")),
    (("phone batteries", "search engines", "smart watches", "video calls",
      "old keyboards", "delivery drones"),
     ("listen even when they are off", "use more power than a fridge",
      "are designed to fail after {n} months", "spread more germs than a doorknob",
      "will replace {n} percent of shops", "make people sleep worse")),
    (("left handed people", "morning runners", "twins", "people with cold hands",
      "tall goalkeepers", "night workers"),
     ("dream in black and white", "need {n} minutes less sleep",
      "hear higher notes", "burn more sugar at rest", "heal faster in summer",
      "are better at chess")),
    (("roman roads", "viking ships", "the first umbrellas", "medieval clocks",
      "egyptian bakers", "old lighthouses"),
     ("were paid for in salt", "had {n} different names",
      "used a kind of concrete that repairs itself", "lasted {n} years",
      "were copied from china", "were mostly run by women")),
    (("lottery winners", "small savings banks", "gold mines", "vintage toys",
      "house prices", "second hand cars"),
     ("go broke within {n} months", "double every decade",
      "are worth more than oil", "depend on the weather",
      "will fall by {n} percent", "are watched by only {n} people")),
    (("penalty takers", "marathon shoes", "chess clocks", "table tennis balls",
      "ice rinks", "cycling teams"),
     ("cheat more than we notice", "are all made in one town",
      "lose {n} grams a season", "do better in blue", "cost {n} dollars to make",
      "were invented by accident")),
    (("vaccinated dogs", "forest fires", "deep sea mines", "wind turbines",
      "city pigeons", "river deltas"),
     ("change the local weather", "make a sound below {n} hertz",
      "can be seen from space", "cost the country {n} million",
      "grow by {n} football fields", "are harmless to birds")),
)  # fmt: skip

QUALIFIERS = (
    "", "", "", "", "", "", "", "", "", " every year", " in winter",
    " in most countries",
    " more often than not", " by the year 2040", " since the seventies",
    " {n} times out of a thousand", " on a normal tuesday", " at night",
    " without anybody noticing", " in {n} percent of all cases", " these days",
)  # fmt: skip

ENDS = ("", "", "", "", "", "", ".", ".", ".", "!", "...", "?!", " 😮", " 🤷", " #fyp",
        " 🔥🔥", " follow for part two", " thanks for watching")  # fmt: skip

# Claim heads, opinion heads, statements: one row a language.
LANGUAGES = (
    (("leí en internet que ", "una amiga me contó que "),
     ("una amiga y yo creemos que ", "en mi opinión "),
     ("los gatos duermen {n} horas al día", "el café cura el dolor de cabeza")),
    (("j'ai lu dans le journal que ", "un ami m'a dit que "),
     ("un ami et moi pensons que ", "à mon avis "),
     ("les abeilles savent compter jusqu'à {n}", "la tour penche de plus en plus")),
    (("ein kollege hat gelesen, dass ", "im radio hieß es, dass "),
     ("ein kollege und ich glauben, dass ", "ich finde, dass "),
     ("züge hier {n} minuten zu spät kommen", "honig nie schlecht wird")),
    (("li no jornal que ", "um vizinho ouviu dizer que "),
     ("um vizinho e eu achamos que ", "na minha opinião "),
     ("a ponte tem {n} anos", "as baleias cantam à noite")),
    (("saya baca di internet bahwa ", "teman saya mendengar bahwa "),
     ("teman saya dan saya merasa bahwa ", "menurut saya "),
     ("kopi ini berumur {n} tahun", "laut semakin hangat")),
    (("قرأت في الأخبار أن ", "أخبرني صديق أن "),
     ("أنا وصديق نعتقد أن ", "في رأيي أن "),
     ("القهوة تساعد على النوم", "النحل يعد حتى {n}")),
    (("我在网上看到", "有朋友告诉我"), ("我和朋友都觉得", "我个人认为"),
     ("章鱼有{n}种颜色", "月亮正在慢慢离开地球")),
)  # fmt: skip

NUMBERS = tuple(str(n) for n in (*range(2, 60), 72, 85, 90, 100, 120, 250, 300, 365,
                                 400, 475, 500, 640, 750, 800, 900, 999))  # fmt: skip

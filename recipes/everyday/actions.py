"""Frames about what one can, wants to, likes to, has to or is going to do; requests and
invitations.
"""

from everyday.frames import ADDRESSES, PEOPLE, TOMORROW, WHEN, Forms, Frame, both, said, to
from everyday.phrases import Words, phrases
from everyday.places import GOING, SKY
from everyday.verbs import CAN, Clause, Verb
from everyday.vocabulary import DRINKS, FRUIT, LIKINGS, PLACES, THINGS, VERBS
from everyday.words import IL, VOUS, Noun, Numbers, Subject

SKILLS = phrases("""
swim = nager; read = lire; dance = danser; cook = cuisiner; sing = chanter; drive = conduire; write = écrire;
draw = dessiner; ski = skier; sew = coudre; play chess = jouer aux échecs; play cards = jouer aux cartes;
play the piano = jouer du piano; play the guitar = jouer de la guitare; play the violin = jouer du violon;
play soccer = jouer au football; play tennis = jouer au tennis; ride a horse = monter à cheval
""")
ACTIVITIES = phrases("""
watch the movie = regarder le film; read the newspaper = lire le journal; call the doctor = appeler le médecin;
clean the kitchen = nettoyer la cuisine; wash the car = laver la voiture; wash the dishes = laver la vaisselle;
write the letter = écrire la lettre; prepare dinner = préparer le dîner; visit the museum = visiter le musée;
take the train = prendre le train; learn French = apprendre le français; work = travailler; sleep = dormir;
leave = partir; stay at home = rester à la maison; play outside = jouer dehors;
listen to the radio = écouter la radio; open the window = ouvrir la fenêtre; close the door = fermer la porte;
look for the keys = chercher les clés; sell the house = vendre la maison; wait for the bus = attendre le bus;
help the neighbors = aider les voisins; walk in the park = marcher dans le parc; repair the bicycle = réparer le vélo;
send the package = envoyer le colis; finish the work = finir le travail; feed the dog = nourrir le chien;
water the flowers = arroser les fleurs; pay the bill = payer la facture; paint the wall = peindre le mur;
go to the beach = aller à la plage; invite the neighbors = inviter les voisins;
have breakfast = prendre le petit déjeuner
""")
HABITS = (
    ("stay at home", ("reste", "restes", "reste", "restons", "restez", "restent"), "à la maison"),
    ("drink tea", VERBS["drink"].fr, "du thé"),
    ("eat soup", VERBS["eat"].fr, "de la soupe"),
    ("wear a hat", ("porte", "portes", "porte", "portons", "portez", "portent"), "un chapeau"),
    ("play cards", VERBS["play"].fr, "aux cartes"),
    ("sleep well", ("dors", "dors", "dort", "dormons", "dormez", "dorment"), "bien"),
    (
        "work in the garden",
        ("travaille", "travailles", "travaille", "travaillons", "travaillez", "travaillent"),
        "dans le jardin",
    ),
)
ORDERS = phrases("""
take = prends; look at = regarde; wash = lave; find = trouve; buy = achète; bring = apporte; sell = vends;
draw = dessine
""")
PLEASE_TU, PLEASE_VOUS = Words("please", "s'il te plaît"), Words("please", "s'il vous plaît")
KNOWING = Verb(CAN, VERBS["know how"].fr)


def ability(who: Subject, skill: Words) -> Forms:
    return Clause(who, KNOWING, skill).forms()


def plan(who: Subject, activity: Words, when: Words) -> Forms:
    return Clause(
        who, GOING, Words(f"going to {activity.en} {when.en}", f"{activity.fr} {when.fr}")
    ).forms()


def wish(who: Subject, activity: Words, when: Words) -> Forms:
    return Clause(
        who, VERBS["want"], Words(f"to {activity.en} {when.en}", f"{activity.fr} {when.fr}")
    ).forms()


def pleasure(who: Subject, verb: Verb, skill: Words) -> Forms:
    return Clause(who, verb, Words(f"to {skill.en}", skill.fr)).forms()


def duty(who: Subject, activity: Words, when: Words) -> Forms:
    """Without a negation: "does not have to" and "ne doit pas" are different things."""
    clause = Clause(
        who, VERBS["have"], Words(f"to {activity.en} {when.en}", f"{activity.fr} {when.fr}")
    )
    return {form: words for form, words in clause.forms().items() if form != "negation"}


def reason(who: Subject, habit: tuple, sky: Words) -> Forms:
    did = _habit(who, habit)
    return said(f"{did.en} because it is {sky.en}", f"{did.fr} parce que il {sky.fr}")


def condition(who: Subject, habit: tuple, sky: Words) -> Forms:
    did = _habit(who, habit)
    return said(f"when it is {sky.en}, {did.en}", f"quand il {sky.fr}, {did.fr}")


def _habit(who: Subject, habit: tuple) -> Words:
    base, fr, rest = habit
    verb, _, object = base.partition(" ")
    form = f"{verb}s" if who.person == IL else verb
    return Words(f"{who.en} {form} {object}", f"{who.fr} {fr[who.person]} {rest}")


def order(name: str, what: Words, thing: Noun) -> Forms:
    """To one person whom one knows: tu."""
    called = f"{name}, " if name else ""
    en = f"{what.en} {thing.the.en}, {PLEASE_TU.en}"
    fr = f"{what.fr} {thing.the.fr}, {PLEASE_TU.fr}"
    ban = both(f"don't {what.en} {thing.the.en}", f"ne {what.fr} pas {thing.the.fr}", "!")
    return said(called + en, called + fr) | {"negation": ban}


def request(name: str, activity: Words) -> Forms:
    asked = to(name, Words(f"can you {activity.en}", f"peux-tu {activity.fr}"))
    return said(asked.en, asked.fr, "?")


def polite_request(activity: Words, when: Words) -> Forms:
    en = f"could you {activity.en} {when.en}, {PLEASE_VOUS.en}"
    return said(en, f"pourriez-vous {activity.fr} {when.fr}, {PLEASE_VOUS.fr}", "?")


def ordering(what: Words) -> Forms:
    return said(
        f"I would like {what.en}, {PLEASE_VOUS.en}", f"je voudrais {what.fr}, {PLEASE_VOUS.fr}"
    )


def invitation(place: Numbers, when: Words) -> Forms:
    return said(
        f"let's go to {place.one.the.en} {when.en}", f"allons à {place.one.the.fr} {when.fr}", "!"
    )


def polite_question(name: Words, verb: Verb, what: Noun) -> Forms:
    """To a person whom one does not know: vous."""
    en = f"do you {verb.en.base} {what.en}, {name.en}"
    return said(en, f"est-ce que vous {verb.fr[VOUS]} {what.in_general.fr}, {name.fr}", "?")


TITLES = phrases("""
Mr. Martin = monsieur Martin; Mrs. Martin = madame Martin; Mr. Silva = monsieur Silva; Mrs. Silva = madame Silva;
Mrs. Diop = madame Diop; Mr. Diop = monsieur Diop
""")
LIKING = tuple(LIKINGS[verb] for verb in ("like", "love", "hate"))
ORDERABLE = tuple(drink.one.some for drink in DRINKS) + tuple(
    thing.one.a for thing in FRUIT + THINGS
)

ACTION_FRAMES = (
    Frame("ability", (PEOPLE, SKILLS), ability, most=300),
    Frame("plan", (PEOPLE, ACTIVITIES, WHEN + TOMORROW), plan, most=450),
    Frame("wish", (PEOPLE, ACTIVITIES, WHEN), wish, most=350),
    Frame("pleasure", (PEOPLE, LIKING, SKILLS), pleasure, most=250),
    Frame("duty", (PEOPLE, ACTIVITIES, WHEN + TOMORROW), duty, most=350),
    Frame("reason", (PEOPLE, HABITS, SKY), reason, most=250),
    Frame("condition", (PEOPLE, HABITS, SKY), condition, most=250),
    Frame("order", (ADDRESSES, ORDERS, tuple(thing.one for thing in THINGS)), order, most=250),
    Frame("request", (ADDRESSES, ACTIVITIES), request, most=300),
    Frame("polite request", (ACTIVITIES, WHEN), polite_request, most=120),
    Frame("ordering", (ORDERABLE,), ordering),
    Frame("invitation", (PLACES, TOMORROW), invitation, most=200),
    Frame(
        "polite question", (TITLES, LIKING, tuple(fruit.many for fruit in FRUIT)), polite_question
    ),
)

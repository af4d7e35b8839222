"""The words of the everyday sentences: people, things, food, places, countries and what can be said
of them.
"""

from everyday.phrases import phrases
from everyday.verbs import verbs
from everyday.words import IL, ILS, JE, NOUS, TU, Noun, Subject, adjectives, nouns

PRONOUNS = (
    Subject("I", "je", JE, None),
    Subject("you", "tu", TU, None),
    Subject("he", "il", IL, "m"),
    Subject("she", "elle", IL, "f"),
    Subject("we", "nous", NOUS, None),
    Subject("they", "ils", ILS, "m"),
)
WOMEN = (
    "Alice",
    "Camille",
    "Emma",
    "Fatima",
    "Hélène",
    "Inès",
    "Julie",
    "Léa",
    "Marie",
    "Nadia",
    "Olga",
    "Sofia",
)
MEN = (
    "Adam",
    "Ahmed",
    "Boris",
    "David",
    "Étienne",
    "Gabriel",
    "Ivan",
    "Karim",
    "Louis",
    "Marc",
    "Omar",
    "Paul",
)
NAMES = tuple(Subject(name, name, IL, "f") for name in WOMEN) + tuple(
    Subject(name, name, IL, "m") for name in MEN
)
RELATIVES = nouns("""
mother = mère f; father = père m; sister = sœur f; brother = frère m; daughter = fille f; son = fils m;
aunt = tante f; uncle = oncle m; grandmother = grand-mère/grands-mères f; grandfather = grand-père/grands-pères m;
neighbor = voisin m; boss/bosses = patronne f; teacher = professeur m
""")
GROUPS = nouns("""
parent = parent m; child/children = enfant m; friend = ami m; sister = sœur f; neighbor = voisin m
""")

ANIMALS = nouns("""
dog = chien m; cat = chat m; horse = cheval m; bird = oiseau m; rabbit = lapin m; cow = vache f;
mouse/mice = souris f; duck = canard m; hen = poule f; sheep/sheep = mouton m; bear = ours m; hamster = hamster m;
butterfly/butterflies = papillon m; turtle = tortue f; owl = hibou/hiboux m; donkey = âne m
""")
THINGS = nouns("""
table = table f; chair = chaise f; lamp = lampe f; book = livre m; notebook = cahier m; pen = stylo m;
pencil = crayon m; key = clé f; bag = sac m; bottle = bouteille f; glass/glasses = verre m; cup = tasse f;
plate = assiette f; knife/knives = couteau m; fork = fourchette f; spoon = cuillère f; phone = téléphone m;
computer = ordinateur m; umbrella = parapluie m; box/boxes = boîte f; letter = lettre f; newspaper = journal m;
painting = tableau m; guitar = guitare f; ball = ballon m; toy = jouet m; present = cadeau m; armchair = fauteuil m;
mirror = miroir m; clock = horloge f; suitcase = valise f; stamp = timbre m; bicycle = vélo m; car = voiture f;
boat = bateau m; tool = outil m; ladder = échelle f; basket = panier m; candle = bougie f; blanket = couverture f;
pillow = oreiller m; coat = manteau m; hat = chapeau m; shirt = chemise f; dress/dresses = robe f; skirt = jupe f;
shoe = chaussure f; sock = chaussette f; scarf/scarves = écharpe f; glove = gant m; sweater = pull m;
jacket = veste f; tie = cravate f; belt = ceinture f; boot = botte f
""")
FOOD = nouns("""
bread = pain m; butter = beurre m; cheese = fromage m; rice = riz m; meat = viande f; fish = poisson m;
chicken = poulet m; ham = jambon m; soup = soupe f; salad = salade f; chocolate = chocolat m; honey = miel m;
jam = confiture f; cake = gâteau m; ice cream = glace f; sugar = sucre m; tuna = thon m; yogurt = yaourt m
""")
FRUIT = nouns("""
apple = pomme f; pear = poire f; orange = orange f; banana = banane f; egg = œuf m; tomato/tomatoes = tomate f;
potato/potatoes = pomme de terre/pommes de terre f; carrot = carotte f; cherry/cherries = cerise f;
strawberry/strawberries = fraise f; lemon = citron m; peach/peaches = pêche f; onion = oignon m; cookie = biscuit m;
sandwich/sandwiches = sandwich m; mushroom = champignon m; olive = olive f; pancake = crêpe f;
green bean = haricot vert/haricots verts m
""")
DRINKS = nouns("""
water = eau f; tea = thé m; coffee = café m; milk = lait m; orange juice = jus d'orange m;
apple juice = jus de pomme m; lemonade = limonade f; hot chocolate = chocolat chaud m; mineral water = eau minérale f;
herbal tea = tisane f
""")
FURNITURE = nouns("""
table = table f; chair = chaise f; bed = lit m; armchair = fauteuil m; sofa = canapé m; wardrobe = armoire f;
shelf/shelves = étagère f; piano = piano m
""")
TRANSPORT = nouns("""
bus/buses = bus m; train = train m; plane = avion m; taxi = taxi m; streetcar = tramway m; subway = métro m
""")
ROOMS = nouns("""
kitchen = cuisine f; bedroom = chambre f; living room = salon m; bathroom = salle de bains f; garden = jardin m;
garage = garage m; office = bureau m; cellar = cave f; attic = grenier m; entrance = entrée f
""")
PLACES = nouns("""
school = école f; market = marché m; station = gare f; beach/beaches = plage f; hospital = hôpital m;
restaurant = restaurant m; movie theater = cinéma m; library/libraries = bibliothèque f; museum = musée m;
bank = banque f; post office = poste f; pharmacy/pharmacies = pharmacie f; bakery/bakeries = boulangerie f;
supermarket = supermarché m; park = parc m; airport = aéroport m; church/churches = église f;
swimming pool = piscine f; theater = théâtre m; hotel = hôtel m; castle = château m; harbor = port m;
university/universities = université f; stadium = stade m; factory/factories = usine f; lake = lac m
""")
MASCULINE_COUNTRIES = nouns("""
Canada = Canada m; Japan = Japon m; Brazil = Brésil m; Portugal = Portugal m; Morocco = Maroc m; Mexico = Mexique m;
Senegal = Sénégal m; Vietnam = Vietnam m; Chile = Chili m; Peru = Pérou m
""")
FEMININE_COUNTRIES = nouns("""
France = France f; Spain = Espagne f; Italy = Italie f; Germany = Allemagne f; England = Angleterre f;
Belgium = Belgique f; Switzerland = Suisse f; Greece = Grèce f; China = Chine f; India = Inde f; Poland = Pologne f;
Algeria = Algérie f; Tunisia = Tunisie f; Australia = Australie f
""")
PLURAL_COUNTRIES = (
    Noun("the United States", "États-Unis", "m", plural=True),
    Noun("the Netherlands", "Pays-Bas", "m", plural=True),
)
COUNTRIES = (
    *(country.one for country in MASCULINE_COUNTRIES + FEMININE_COUNTRIES),
    *PLURAL_COUNTRIES,
)
CITIES = phrases("""
Paris = Paris; Lyon = Lyon; Marseille = Marseille; Rome = Rome; Madrid = Madrid; Berlin = Berlin; Geneva = Genève;
London = Londres; Lisbon = Lisbonne; Brussels = Bruxelles; Montreal = Montréal; Vienna = Vienne; Athens = Athènes;
Dakar = Dakar; Tokyo = Tokyo; Moscow = Moscou; Istanbul = Istanbul; Algiers = Alger
""")
LANGUAGES = nouns("""
French = français m; English = anglais m; Spanish = espagnol m; German = allemand m; Italian = italien m;
Portuguese = portugais m; Arabic = arabe m; Chinese = chinois m; Japanese = japonais m; Russian = russe m;
Greek = grec m; Turkish = turc m; Wolof = wolof m
""")
BODY = nouns("""
head = tête f; throat = gorge f; back = dos m; stomach = ventre m; foot/feet = pied m; knee = genou/genoux m;
ear = oreille f; arm = bras m; hand = main f; shoulder = épaule f; leg = jambe f
""")
HURTING_PAIRS = nouns("""
eye = œil/yeux m; tooth/teeth = dent f; foot/feet = pied m; leg = jambe f; ear = oreille f
""")

COLORS = adjectives("""
red = rouge; blue = bleu; green = vert; yellow = jaune; black = noir; white = blanc blanche; gray = gris;
purple = violet violette; brown = brun; pink = rose
""")
SIZES = adjectives("""
big = grand <; small = petit <; new = nouveau nouvelle nouveaux < nouvel; old = vieux vieille vieux < vieil;
beautiful = beau belle beaux < bel; pretty = joli <
""")
STATES = adjectives("""
heavy = lourd; light = léger légère; clean = propre; dirty = sale; expensive = cher chère; broken = cassé;
empty = vide; useful = utile; round = rond
""")
TASTES = adjectives("""
hot = chaud; cold = froid; sweet = sucré; salty = salé; expensive = cher chère
""")
MOODS = adjectives("""
tired = fatigué; happy = heureux heureuse; sad = triste; sick = malade; busy = occupé; ready = prêt;
worried = inquiet inquiète; surprised = surpris; calm = calme; alone = seul
""")
CHARACTERS = adjectives("""
tall = grand; young = jeune; old = vieux vieille; strong = fort; funny = drôle; rich = riche; patient = patient;
curious = curieux curieuse; polite = poli; shy = timide; famous = célèbre; lazy = paresseux paresseuse;
brave = courageux courageuse; serious = sérieux sérieuse; proud = fier fière
""")
COMPARATIVES = adjectives("""
taller = grand; younger = jeune; older = âgé; stronger = fort; funnier = drôle; richer = riche;
more patient = patient; more curious = curieux curieuse; more polite = poli; more famous = célèbre;
braver = courageux courageuse
""")
JOBS = adjectives("""
a doctor = médecin médecin; a nurse = infirmier infirmière; a baker = boulanger boulangère;
a student = étudiant étudiante; a lawyer = avocat avocate; a farmer = agriculteur agricultrice;
an engineer = ingénieur ingénieure; a musician = musicien musicienne; a painter = peintre; a journalist = journaliste;
a dentist = dentiste; a cook = cuisinier cuisinière; a hairdresser = coiffeur coiffeuse;
a singer = chanteur chanteuse; a dancer = danseur danseuse; an architect = architecte;
a gardener = jardinier jardinière; a bus driver = conducteur_de_bus conductrice_de_bus
""")

ACTIONS = verbs("""
see sees = vois vois voit voyons voyez voient
buy buys = achète achètes achète achetons achetez achètent
look for looks = cherche cherches cherche cherchons cherchez cherchent
sell sells = vends vends vend vendons vendez vendent
find finds = trouver
choose chooses = choisis choisis choisit choisissons choisissez choisissent
draw draws = dessiner
keep keeps = garder
wash washes = laver
""")
LIKINGS = verbs("""
like likes = aimer
love loves = adorer
hate hates = détester
prefer prefers = préfère préfères préfère préférons préférez préfèrent
""")
VERBS = verbs("""
eat eats = manger
drink drinks = bois bois boit buvons buvez boivent
want wants = veux veux veut voulons voulez veulent
speak speaks = parler
live lives = habiter
play plays = jouer
come comes = viens viens vient venons venez viennent
learn learns = apprends apprends apprend apprenons apprenez apprennent
give gives = donner
wait for waits = attends attends attend attendons attendez attendent
have has = dois dois doit devons devez doivent
know how knows = sais sais sait savons savez savent
get up gets = me_lève te_lèves se_lève nous_levons vous_levez se_lèvent
go to bed goes = me_couche te_couches se_couche nous_couchons vous_couchez se_couchent
leave leaves = pars pars part partons partez partent
""")

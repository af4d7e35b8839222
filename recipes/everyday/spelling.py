"""How French words change where they meet: elision, contraction, and a few forms before a vowel.

Phrases are put together word by word ("je aime le école de les enfants") and spelled once, at the
end.
"""

import re

# Words before which nothing is left out, though they begin with h, a vowel or y.
ASPIRATED = r"(?:hamster|haricot|hibou|homard|hockey|haut|huit|onze|oui|yaourt|yoga)"
VOWEL = rf"(?!{ASPIRATED})(?=[aâàeéèêëiîïoôuûœyh])"
RULES = (
    (re.compile(rf"\bce (?!est\b|était\b){VOWEL}", re.IGNORECASE), "cet "),  # ce arbre, but c'est
    (re.compile(rf"\b([mts])a {VOWEL}", re.IGNORECASE), r"\1on "),  # ma école
    (re.compile(r"\bsi (?=ils?\b)"), "s'"),
    # De eau, la eau, que elle.
    (re.compile(rf"\b(qu|[cdjlmnst])(?:e|(?<=\bl)a) {VOWEL}", re.IGNORECASE), r"\1'"),
    (re.compile(r"\bde les? (?=\S)"), lambda match: "des " if match[0] == "de les " else "du "),
    (re.compile(r"\bà les? (?=\S)"), lambda match: "aux " if match[0] == "à les " else "au "),
)


def begins_with_vowel(word: str) -> bool:
    """Whether words before it are shortened, as they are before a silent h, too.

    >>> [begins_with_vowel(word) for word in ("école", "horloge", "hibou", "yaourt")]
    [True, True, False, False]
    """
    return re.match(VOWEL, word, re.IGNORECASE) is not None


def spell(phrase: str) -> str:
    """A French phrase of separate words as it is written.

    >>> spell("je aime le école de les enfants"), spell("il ne y a pas de eau à le marché")
    ("j'aime l'école des enfants", "il n'y a pas d'eau au marché")
    >>> spell("ma amie mange ce haricot"), spell("ce est le anniversaire de Anne")
    ('mon amie mange ce haricot', "c'est l'anniversaire d'Anne")
    """
    for pattern, replacement in RULES:
        phrase = pattern.sub(replacement, phrase)
    return phrase


def english(phrase: str, end: str = ".") -> str:
    """An English sentence: a capital and a sign at its end.

    >>> english("it is an old house", "!")
    'It is an old house!'
    """
    phrase = " ".join(phrase.split())
    return phrase[0].upper() + phrase[1:] + end


def french(phrase: str, end: str = ".") -> str:
    """A French sentence: spelled, with a capital and a sign at its end; French has a space before
    "?" and "!".

    >>> french("est-ce que elle a le heure", "?")
    "Est-ce qu'elle a l'heure ?"
    """
    phrase = spell(" ".join(phrase.split()))
    return phrase[0].upper() + phrase[1:] + (end if end == "." else " " + end)

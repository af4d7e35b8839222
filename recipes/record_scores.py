"""Record chrF and BLEU as sacreBLEU computes them: python recipes/record_scores.py

Writes tests/references/scores.json, with which the course's own scores are compared. sacreBLEU is
not among the course's packages: pip install sacrebleu==2.6.0 first, in an environment of its own.
"""

import importlib.metadata
import json
from pathlib import Path

TARGET = Path(__file__).parents[1] / "tests" / "references" / "scores.json"
CASES = {  # name: pairs of hypothesis and reference
    "the same": [("The cat is black.", "The cat is black.")],
    "one word differs": [("El gato es negro y viejo.", "El gato es negro y gordo.")],
    "nothing in common": [("xyz", "abab")],
    "no four words": [("Très bien.", "Très bien, merci.")],
    "too short": [("Il fait", "Il fait très froid ce matin, n'est-ce pas ?")],
    "too long": [("No, no, no, no lo sé, no lo sé.", "No lo sé.")],
    "empty": [("", "¿Qué hora es?")],
    "shorter than the longest n-gram": [("oui", "ouis"), ("a", "b")],
    "accents and signs": [("¿Dónde está Ñandú? ¡Aquí!", "¿Donde esta el ñandú? ¡Aquí!")],
    "numbers": [
        (
            "It cost $1,000.50 in 1990-95, i.e. a lot.",
            "It costs $1,000.50 in 1990-1995, i. e. a lot.",
        )
    ],
    "entities and spaces": [("A &amp; B  &lt;c&gt;  said &quot;no&quot; ", 'A & B <c> said "no"')],
    "words out of order": [("on the mat the cat sat down", "the cat sat down on the mat")],
    "a corpus": [
        ("J'ai deux chats.", "J'ai deux chats."),
        ("Elle ne mange pas du pain.", "Elle ne mange pas de pain."),
        ("Le train part à neuf heures.", "Le train part à dix-neuf heures."),
        ("", "Oui."),
        ("Nous sommes le lundi 3 mars 2025", "Nous sommes le mardi 4 mars 2025."),
    ],
    "a corpus with an empty reference": [
        ("Non.", ""),
        ("Tom est ici.", "Tom est là."),
        ("Ah", "Ah bon ?"),
    ],
}


def main() -> None:
    """Score every case and write the file."""
    from sacrebleu.metrics import BLEU, CHRF

    recorded = []
    for name, pairs in CASES.items():
        hypotheses, references = (list(texts) for texts in zip(*pairs, strict=True))
        scores = {"chrf": CHRF().corpus_score(hypotheses, [references]).score}
        scores["bleu"] = BLEU().corpus_score(hypotheses, [references]).score
        recorded.append(
            {"name": name, "hypotheses": hypotheses, "references": references, **scores}
        )
    content = {"sacrebleu": importlib.metadata.version("sacrebleu"), "cases": recorded}
    TARGET.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

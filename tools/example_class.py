"""Make up a class of 25 that has handed in chapter 04, to rehearse grading with: `python
tools/example_class.py class`.

Writes `class/handed-in.zip`, named as Moodle names its download of all submissions, and
`class/roster.csv`, as Moodle exports its gradebook. The answers are those of tests/mutants: some
right, some with a usual mistake; among them a loop without end, a damaged file, a notebook of
another chapter, and a lost cell. The people are invented.
"""

import argparse
import csv
import io
import json
import random
import re
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHAPTER = "04_self_attention"
DOWNLOADED = (2026, 12, 2, 9, 30, 0)
NAMES = [
    *(
        "Amal Haddad",
        "Ben Okafor",
        "Chiara Rossi",
        "Daniel Kim",
        "Elif Demir",
        "Farid Karimi",
        "Grace Mensah",
    ),
    *(
        "Hana Sato",
        "Igor Petrov",
        "Jana Novak",
        "Kofi Boateng",
        "Lena Vogel",
        "Mateo Cruz",
        "Nadia Rahman",
    ),
    *(
        "Oscar Lind",
        "Priya Nair",
        "Quentin Roux",
        "Rosa Silva",
        "Samir Aziz",
        "Tara Walsh",
        "Umar Sheikh",
    ),
    *("Vera Horvat", "Wen Zhang", "Yara Costa", "Zoe Martin"),
]
ENDLESS = "def causal_mask(n_queries, n_keys, window=None):\n    while True:\n        pass"


def handed_in(draw: random.Random) -> dict:
    """One learner's notebook: an answer of tests/mutants in every cell, mostly right."""
    notebook = json.loads((ROOT / "exercises" / f"{CHAPTER}.ipynb").read_text(encoding="utf8"))
    skill = draw.uniform(0.4, 1.0)
    for cell in notebook["cells"]:
        if cell["id"].startswith("ex-"):
            kind = "right" if draw.random() < skill else "wrong"
            if kind == "wrong" and draw.random() < 0.25:
                continue  # left blank
            choices = sorted(
                (ROOT / "tests" / "mutants" / "04" / cell["id"][3:]).glob(f"{kind}_*.py")
            )
            cell["source"] = re.sub(
                r"\A# says: .*\n", "", draw.choice(choices).read_text(encoding="utf8")
            ).strip()
    return notebook


def special(name: str, notebook: dict) -> bytes:
    """The file that a learner hands in: a few of them need an instructor's attention."""
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    if name == "Daniel Kim":
        cells["ex-4-2"]["source"] = ENDLESS
    if name == "Jana Novak":
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "ex-4-3"]
    if name == "Mateo Cruz":
        for cell in notebook["cells"]:
            if cell["id"].startswith("check-"):
                cell["source"] = "print('ok')"
    if name == "Oscar Lind":
        return (ROOT / "exercises" / "03_recurrent_networks.ipynb").read_bytes()
    content = json.dumps(notebook, indent=1).encode()
    return content[: len(content) // 2] if name == "Hana Sato" else content


def main() -> None:
    """Write the zip and the roster."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True)
    draw = random.Random(25)
    notebooks = {name: handed_in(draw) for name in NAMES}
    with zipfile.ZipFile(folder / "handed-in.zip", "x", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, notebook) in enumerate(notebooks.items(), start=4101):
            entry = f"{name}_{number}_assignsubmission_file_/{CHAPTER}.ipynb"
            information = zipfile.ZipInfo(entry, DOWNLOADED)
            archive.writestr(information, special(name, notebook))
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["First name", "Last name", "ID number", "Email address"])
    for number, name in enumerate(NAMES, start=1):
        first, last = name.split()
        rows.writerow([first, last, f"2026{number:03d}", f"{first}.{last}@example.org".lower()])
    (folder / "roster.csv").write_text(text.getvalue(), encoding="utf8")
    print(f"{len(NAMES)} learners: {folder / 'handed-in.zip'}, {folder / 'roster.csv'}")


if __name__ == "__main__":
    main()

"""Make the everyday English–French pairs that the package ships, or say whether those it ships are
the same.

python recipes/everyday/make.py            # write data/files/everyday-french
python recipes/everyday/make.py --check    # compare only
"""

import argparse
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # recipes import their neighbors

from sources import pack, write

from everyday.sentences import SEED, sentences
from llmcourse.data.bundled import read_text
from llmcourse.data.splits import Split


def files() -> dict[str, str]:
    """Return the text of every file by its place: one pair per line, with tabs between source,
    target and credit.
    """
    lines: dict[Split, list[str]] = {"train": [], "validation": [], "test": []}
    for split, pair in sentences(SEED):
        lines[split].append(f"{pair.source}\t{pair.target}\t{pair.credit}\n")
    return {f"everyday-french/{split}.tsv.xz": "".join(part) for split, part in lines.items()}


def main() -> int:
    """Write the files, or with --check compare them; returns 1 when they differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; say whether the shipped files are these",
    )
    made = files()
    if not parser.parse_args().check:
        write({name: pack(text) for name, text in made.items()})
        return 0
    same = {name: read_text(name) == text for name, text in made.items()}
    for name, is_same in same.items():
        print(f"{name}: {'as shipped' if is_same else 'DIFFERS'}")
    return 0 if all(same.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

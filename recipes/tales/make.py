"""Make the tales, write them into the package, and say the figures of their card.

python recipes/tales/make.py            # the whole corpus, about half a minute
python recipes/tales/make.py --check    # the same, compared with what the package ships
python recipes/tales/make.py --smoke    # 200 stories
"""

import argparse
import hashlib
import lzma
import re
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # recipes import their neighbors

from sources import pack, write

from llmcourse.data.bundled import read_text
from llmcourse.data.generated.tales import corpus, store
from llmcourse.data.generated.tales.derived import questions
from tales.story import COUNT, packed_tales
from tales.world.lexicon import LISTS


def main(arguments: list[str] | None = None) -> int:
    """Make the corpus, then write or compare it; returns 1 when it differs from what is shipped."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; say whether the shipped corpus is this one",
    )
    parser.add_argument(
        "--smoke",
        action="store_true",
        help="200 stories only, compared with the first that are shipped",
    )
    options = parser.parse_args(arguments)
    start = time.monotonic()
    text = packed_tales(range(200 if options.smoke else COUNT))
    lines = text.splitlines()
    print(
        f"{len(lines):,} tales in {time.monotonic() - start:.0f} s, {len(text.encode()):,} bytes "
        "with the truth"
    )
    say_splits(lines)
    say_diversity([store.unpack(line) for line in lines])
    say_sources()
    print(f"SHA-256 of the corpus: {hashlib.sha256(text.encode()).hexdigest()}")
    if options.check or options.smoke:
        same = read_text("tales/tales.jsonl.xz").splitlines()[: len(lines)] == lines
        print("The shipped corpus is the same." if same else "The shipped corpus DIFFERS.")
        return 0 if same else 1
    write({"tales/tales.jsonl.xz": pack(text)})
    return 0


def say_splits(lines: list[str]) -> None:
    """Print the stories in each split, and the share of their 13-word sequences that train has."""
    parts: dict[str, list[str]] = {"train": [], "validation": [], "test": []}
    for number, line in enumerate(lines):
        parts[corpus.split_of_line(number, line)].append(store.text(line))
    print(" / ".join(f"{split} {len(texts):,}" for split, texts in parts.items()), end="; ")
    print(f"{sum(map(store.held_out, lines)):,} with a held-out combination")
    known = {gram for text in parts["train"] for gram in grams(text, 13)}
    for split in ("validation", "test"):
        seen = [gram in known for text in parts[split] for gram in grams(text, 13)]
        print(
            f"{split}: {sum(seen):,} of {len(seen):,} 13-word sequences "
            f"({sum(seen) / len(seen):.1%}) also in train"
        )


def say_diversity(tales: list) -> None:
    """Print how long, how varied and how compressible the text is, and how many questions it
    answers.
    """
    text = "\n\n".join(tale.text for tale in tales).encode("utf-8")
    told = Counter(sentence for tale in tales for sentence in tale.sentence_texts())
    fives = [gram for tale in tales for gram in grams(tale.text, 5)]
    types = Counter(words(text.decode("utf-8")))
    packed = lzma.compress(text, preset=9 | lzma.PRESET_EXTREME)
    print(
        f"{len(text):,} bytes of text, {types.total():,} words, {len(types):,} word types, "
        f"{told.total():,} sentences"
    )
    print(
        f"commonest sentence: {told.most_common(1)[0][0]!r}, "
        f"{told.most_common(1)[0][1] / told.total():.3%} of all"
    )
    print(f"distinct 5-word sequences: {len(set(fives)) / len(fives):.1%} of {len(fives):,}")
    print(f"xz: {8 * len(packed) / len(text):.3f} bits per byte")
    print(f"endings: {dict(Counter(tale.truth.ending for tale in tales))}")
    print(f"questions: {sum(len(questions(tale)) for tale in tales):,}")


def say_sources() -> None:
    """Print the size and the hashes of the lists that the generator reads."""
    contents = {path.name: path.read_bytes() for path in sorted(LISTS.iterdir())}
    print(f"lists: {sum(map(len, contents.values())):,} bytes")
    print(
        ", ".join(
            f"{name} {hashlib.sha256(text).hexdigest()[:16]}" for name, text in contents.items()
        )
    )


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return re.findall(r"[a-z']+", text.lower())


def grams(text: str, size: int) -> list[tuple[str, ...]]:
    """Return all sequences of so many words in a row."""
    all_words = words(text)
    return list(zip(*(all_words[start:] for start in range(size)), strict=False))


if __name__ == "__main__":
    sys.exit(main())

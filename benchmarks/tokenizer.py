"""Byte-pair encoding: the course's beside the `tokenizers` library and beside counting all pairs
anew for each merge.

    python benchmarks/tokenizer.py      # about two minutes

A megabyte of speeches. Training and encoding are timed in turns; the merges of all three must be
equal. Counting anew is run for few merges only, and is compared with ours on these.
"""

import json
import statistics
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from peers import median_ratio
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from llmcourse.data.real.speeches import speeches
from llmcourse.models import tokenizer

CHARACTERS, VOCABULARY, FEW, ROUNDS = 1_000_000, 4_096, 256 + 100, 3


def by_library(texts: list[str], vocab_size: int) -> Tokenizer:
    """The library, with the same rule for pieces."""
    library = Tokenizer(models.BPE())
    split = pre_tokenizers.Split(Regex(tokenizer.LIBRARY_PIECE), "isolated")
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    library.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, initial_alphabet=alphabet, show_progress=False
    )
    library.train_from_iterator(texts, trainer)
    return library


def by_recounting(texts: list[str], vocab_size: int) -> tuple[tokenizer.Pair, ...]:
    """The algorithm as first written down: after each merge, count every pair of the corpus again."""
    words = Counter(piece for text in texts for piece in tokenizer.PIECE.findall(text))
    rows = {word: [tokenizer.RANK[b] for b in word.encode()] for word in words}
    merges = []
    for new in range(256, vocab_size):
        counts: Counter[tokenizer.Pair] = Counter()
        for word, times in words.items():
            for pair in pairwise(rows[word]):
                counts[pair] += times
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        rows = {word: tokenizer.merged(row, merges[-1], new) for word, row in rows.items()}
    return tuple(merges)


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds, and what came out."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def report(task: str, seconds: dict[str, list[float]]) -> None:
    """One line a contestant, with its ratio to ours."""
    for name, times in seconds.items():
        ratio = median_ratio(times, seconds["course"])
        print(f"{task:26}{name:12}{statistics.median(times):8.2f} s   {ratio:6.2f} × ours")


def main() -> None:
    """Time the three, and see that they agree."""
    text = " ".join(speech.text for speech in speeches("train"))[:CHARACTERS]
    texts = [text[i : i + 10_000] for i in range(0, len(text), 10_000)]
    training: dict[str, list[float]] = {"library": [], "course": []}
    encoding: dict[str, list[float]] = {"library": [], "course": []}
    few: dict[str, list[float]] = {"recounting": [], "course": []}
    for _ in range(ROUNDS):
        for times, name, work in (
            (training, "library", lambda: by_library(texts, VOCABULARY)),
            (training, "course", lambda: tokenizer.train(texts, VOCABULARY)),
        ):
            seconds, result = timed(work)
            times[name].append(seconds)
            made = result.for_library() if name == "course" else result
            ids = timed(lambda made=made: [e.ids for e in made.encode_batch(texts)])
            if name == "library":
                encoding["library"].append(ids[0])
                merges = json.loads(made.to_str())["model"]["merges"]
            else:
                assert json.loads(made.to_str())["model"]["merges"] == merges
                seconds, ours = timed(lambda bpe=result: [bpe.encode(text) for text in texts])
                encoding["course"].append(seconds)
                assert ours == ids[1]
    seconds, merges = timed(lambda: by_recounting(texts, FEW))
    few["recounting"].append(seconds)
    seconds, ours = timed(lambda: tokenizer.train(texts, FEW))
    few["course"].append(seconds)
    assert ours.merges == merges
    report(f"train, {VOCABULARY:,} tokens", training)
    report("encode", encoding)
    report(f"train, {FEW - 256} merges", few)


if __name__ == "__main__":
    main()

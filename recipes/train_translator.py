"""Train the translator: English to Spanish (Tatoeba) and English to French (everyday grammar), one
encoder-decoder.

`python recipes/train_translator.py --work FOLDER` trains, keeps checkpoints in FOLDER and goes on
from the last one; when it is done, it measures the model beside its baselines and writes it and its
vocabulary into the package. `--smoke` does six steps of a tiny one and writes nothing. On two
cores: `OMP_NUM_THREADS=1 torchrun --nproc-per-node=2 recipes/train_translator.py …`
"""

import argparse
import hashlib
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from nearest import Nearest

from llmcourse.data.generated.everyday import everyday_french
from llmcourse.data.real.pairs import Pair, english_spanish
from llmcourse.data.splits import Split
from llmcourse.evaluation import scores
from llmcourse.machine import runtime
from llmcourse.models import tokenizer, translator
from llmcourse.models.transformer import llama_style
from llmcourse.models.translator import (
    TranslationBatch,
    Translator,
    make_batch,
    source_ids,
    translation_loss,
)
from llmcourse.pretrained import shipped
from llmcourse.training.batches import generator
from llmcourse.training.loop import History, TrainingConfig, processes, train

NAME, SEED, BATCH, CONTEXT = "translator", 7, 128, 128  # two batches a step
# Layers on each side.
CONFIG = llama_style(4096, CONTEXT, n_layers=3, d_model=192, n_heads=6, d_ff=512, n_kv_heads=6)
TRAINING = TrainingConfig(
    steps=3_000,
    lr=4e-3,
    warmup=0.05,
    optimizer="muon",
    micro_batches=2,
    precision="fastest",
    evaluate_every=250,
    checkpoint_seconds=120,
)
READERS = {"es": english_spanish, "fr": everyday_french}
LANGUAGE_NAMES = {"es": "Spanish", "fr": "French"}
VALIDATED, SHOWN = 500, 15  # pairs of each language
SMOKE_PAIRS, SMOKE_CONFIG = 2_000, llama_style(600, CONTEXT, 1, 48, 2, 96, 2)
SMOKE_TRAINING = TrainingConfig(6, lr=4e-3, micro_batches=2)

Ids = tuple[list[int], list[int]]


class Buckets:
    """Numbered batches of pairs of like length: every pair once in a pass, then all over again in
    another order.

    Of the batches, each `group` that follow one another are of like length, too, so that processes
    that share a step do not wait for each other. The pairs that are left over when the groups are
    full sit out that pass.
    """

    def __init__(self, pairs: Sequence[Ids], batch: int, group: int, seed: int):
        self.pairs, self.batch, self.group, self.seed = pairs, batch, group, seed
        self.lengths = torch.tensor([len(source) + len(target) for source, target in pairs])
        self.per_pass = len(pairs) // (batch * group) * group
        if self.per_pass < 1:
            raise ValueError(f"{len(pairs)} pairs are too few for {group} batches of {batch}.")
        self._last: tuple[int, torch.Tensor] = (-1, torch.empty(0))

    def __call__(self, number: int) -> TranslationBatch:
        """Return the batch with this number, counted from 0 and without end."""
        passed, place = divmod(number, self.per_pass)
        if passed != self._last[0]:
            self._last = (passed, self._order(passed))
        return make_batch([self.pairs[i] for i in self._last[1][place].tolist()], end=0, pad=1)

    def _order(self, passed: int) -> torch.Tensor:
        """Return which pairs are in each batch of a pass."""
        rng = generator(self.seed, passed)
        chosen = torch.randperm(len(self.pairs), generator=rng)[: self.per_pass * self.batch]
        # Pairs of one length stay in random order.
        by_length = chosen[self.lengths[chosen].argsort(stable=True)]
        groups = by_length.view(-1, self.group, self.batch)
        return groups[torch.randperm(len(groups), generator=rng)].flatten(0, 1)


def spread(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """Return so many pairs from all over a list, which may be sorted: always the same."""
    count = min(count, len(pairs))
    return [pairs[i * len(pairs) // count] for i in range(count)]


def vocabulary(pairs: dict[str, list[Pair]], size: int) -> tokenizer.BPE:
    """Return one vocabulary for all languages, from the training pairs alone."""
    texts = (
        text for both in pairs.values() for pair in both for text in (pair.source, pair.target)
    )
    return tokenizer.train(texts, size, translator.SPECIAL)


def as_ids(pairs: Sequence[Pair], language: str, bpe: tokenizer.BPE) -> list[Ids]:
    """Return pairs as the model reads them."""
    return [(source_ids(bpe, pair.source, language), bpe.encode(pair.target)) for pair in pairs]


@torch.no_grad()
def loss_of(model: Translator, pairs: Sequence[Ids]) -> float:
    """Mean loss in nats a target token, the end included."""
    ordered = sorted(pairs, key=lambda pair: len(pair[0]) + len(pair[1]))
    total, tokens = 0.0, 0
    for part in (ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH)):
        size = sum(len(target) + 1 for _, target in part)
        total = total + translation_loss(model, make_batch(part, end=0, pad=1)).item() * size
        tokens = tokens + size
    return total / tokens


def figures(
    model: Translator, bpe: tokenizer.BPE, pairs: dict[str, list[Pair]]
) -> dict[str, float]:
    """Return loss, chrF and BLEU for every language."""
    found: dict[str, float] = {}
    for language, some in pairs.items():
        written = translator.translate(model, bpe, [pair.source for pair in some], language)
        found[f"{language} nats a token"] = loss_of(model, as_ids(some, language, bpe))
        found |= scored(language, written, some)
    return found


def baselines(train_pairs: dict[str, list[Pair]], pairs: dict[str, list[Pair]]) -> dict[str, float]:
    """Return scores of the English itself, and of the translation of the training sentence that is
    most like it.
    """
    found: dict[str, float] = {}
    for language, some in pairs.items():
        known = train_pairs[language]
        nearest = Nearest([pair.source for pair in train_pairs[language]])
        found |= scored(language, [pair.source for pair in some], some, ", copied English")
        found |= scored(
            language,
            [known[nearest(pair.source)].target for pair in some],
            some,
            ", nearest known pair",
        )
    return found


def scored(
    language: str, written: list[str], pairs: Sequence[Pair], of: str = ""
) -> dict[str, float]:
    """Return chrF and BLEU of translations."""
    wanted = [pair.target for pair in pairs]
    return {
        f"{language} chrF{of}": scores.chrf(written, wanted),
        f"{language} BLEU{of}": scores.bleu(written, wanted),
    }


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--smoke", action="store_true", help="six steps of a tiny model")
    arguments = parser.parse_args()
    train_pairs, validation = read("train"), read("validation")
    config, training, folder, count = CONFIG, TRAINING, arguments.work, VALIDATED
    if arguments.smoke:
        train_pairs = {
            language: spread(pairs, SMOKE_PAIRS) for language, pairs in train_pairs.items()
        }
        config, training, folder, count = SMOKE_CONFIG, SMOKE_TRAINING, None, 8
    validation = {language: spread(pairs, count) for language, pairs in validation.items()}
    bpe = vocabulary(train_pairs, config.vocab_size)
    ids = [both for language, pairs in train_pairs.items() for both in as_ids(pairs, language, bpe)]
    draw = Buckets(ids, BATCH, training.micro_batches, SEED)
    runtime.seed_everything(SEED)
    model, start = Translator(config), time.monotonic()

    def evaluate(model):
        found = figures(model, bpe, validation)
        print(f"{(time.monotonic() - start) / 60:6.1f} min  validation {found}", flush=True)
        return found

    identity = f"{NAME} {SEED} {data_hash(train_pairs)}"
    with processes():
        history = train(model, draw, translation_loss, training, evaluate, folder, identity)
    if not arguments.smoke and os.environ.get("RANK", "0") == "0":
        write(shipped.rounded(model), bpe, history, train_pairs, draw)


def read(split: Split) -> dict[str, list[Pair]]:
    """Return the pairs of a split, by language."""
    return {language: reader(split) for language, reader in READERS.items()}


def data_hash(pairs: dict[str, list[Pair]]) -> str:
    """Return by which the training pairs are known."""
    text = "".join(f"{pair.source}\t{pair.target}\n" for some in pairs.values() for pair in some)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write(
    model: Translator,
    bpe: tokenizer.BPE,
    history: History,
    train_pairs: dict[str, list[Pair]],
    draw: Buckets,
) -> None:
    """Measure on the test split, which was not looked at before; write the model's folder and its
    vocabulary.
    """
    test = read("test")
    counted = ", ".join(
        f"{len(pairs):,} pairs for {LANGUAGE_NAMES[language]}" for language, pairs in test.items()
    )
    log = {
        "title": NAME,
        "about": "Translates short English sentences into Spanish and French. An encoder-decoder, trained on everyday "
        "sentences: people's own for Spanish, those of a grammar for French.",
        "recipe": "recipes/train_translator.py",
        "vocabulary": NAME,
        "architecture": "encoder-decoder with RMS norm, rotary positions and SwiGLU; "
        f"{CONFIG.n_layers} + {CONFIG.n_layers} layers of {CONFIG.d_model} features; one token "
        "table",
        "parameters": runtime.count_parameters(model),
        "data": "english-spanish and everyday-french, training splits",
        "data sha256": data_hash(train_pairs),
        "tokens read": round(
            TRAINING.steps * TRAINING.micro_batches * BATCH * draw.lengths.double().mean().item()
        ),
        "minutes": round(sum(history.seconds) / 60, 1),
        "seed": SEED,
        "license": "CC BY 2.0 FR (trained on sentences of Tatoeba)",
        "training": asdict(TRAINING),
        "losses": [round(x, 4) for x in history.losses[:: max(1, history.steps // 200)]],
        "evaluations": history.evaluations,
        "figures": figures(model, bpe, test) | baselines(train_pairs, test),
        "how measured": f"On the whole test splits, {counted}, greedy, each against its one reference: a right "
        "translation that is worded otherwise loses. chrF and BLEU as sacreBLEU has them. The "
        "nearest known pair is "
        "the training pair of that language whose English has most character trigrams in common.",
        "limits": "Short everyday sentences only. Its French is that of a small grammar: words that the grammar lacks "
        "were never seen in training. A sentence that means several things gets one translation. "
        "One run, one seed.",
        "samples": [
            line for language in test for line in samples(model, bpe, test[language], language)
        ],
    }
    shipped.write(shipped.FILES / NAME, model, log)
    bpe.save(shipped.VOCABULARIES / f"{NAME}.json")


def samples(
    model: Translator, bpe: tokenizer.BPE, pairs: Sequence[Pair], language: str
) -> list[str]:
    """Return sentences from all over the test split with their translations as they come, and those
    that were expected.
    """
    some = spread(pairs, SHOWN)
    written = translator.translate(model, bpe, [pair.source for pair in some], language)
    return [
        f"{p.source} → {text} (reference: {p.target})"
        for p, text in zip(some, written, strict=True)
    ]


if __name__ == "__main__":
    main()

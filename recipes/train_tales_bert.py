"""Train tales-bert: a small Bert that finds masked tokens of the tales and judges whether two
passages belong together.

`python recipes/train_tales_bert.py --work FOLDER` trains, keeps checkpoints in FOLDER and goes on
from the last one; when it is done, it measures the model beside its baselines and writes it into
the package. `--without-nsp` trains its twin on the same batches without the second task; give it a
folder of its own. `--smoke` does six steps of a tiny one and writes nothing. `--baselines` trains
nothing: it computes the baselines of both models again and writes them into their logs and cards.
On two cores: `OMP_NUM_THREADS=1 torchrun --nproc-per-node=2 recipes/train_tales_bert.py …`
"""

import argparse
import hashlib
import json
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from make_vocabularies import SPECIAL
from torch import Tensor

from llmcourse.data.generated.tales.corpus import tales, texts
from llmcourse.data.generated.tales.truth import Tale
from llmcourse.machine import runtime
from llmcourse.machine.files import write_whole
from llmcourse.models import ngram, tokenizer
from llmcourse.models.encoder import Bert
from llmcourse.models.transformer import llama_style
from llmcourse.pretrained import shipped
from llmcourse.training.loop import History, TrainingConfig, processes, train
from llmcourse.training.masking import (
    NOT_ASKED,
    MaskedPairs,
    SentencePairs,
    before,
    pretraining_losses,
    sentence_ids,
    special_tokens,
)

NAME = "tales-bert"
SEED = 7
BATCH = 32  # tales, twice a step: 8,192 places, padding included
LENGTH = 128
CONFIG = llama_style(2048, LENGTH, n_layers=4, d_model=192, n_heads=6, d_ff=512, n_kv_heads=6)
TRAINING = TrainingConfig(
    steps=2_400,
    lr=0.01,
    warmup=0.05,
    optimizer="muon",
    micro_batches=2,
    precision="fastest",
    evaluate_every=200,
    checkpoint_seconds=120,
)
VALIDATED, TESTED, SHOWN = 16, 80, 20  # batches, batches, sentences
ORDER = 5  # of the n-gram beside it: the token and four before it
Overlap = Callable[[set[int], set[int]], float]  # how much two passages have in common
SMOKE_TALES, SMOKE_CONFIG = 300, llama_style(512, 64, 2, 48, 2, 96, 2)
SMOKE_TRAINING = TrainingConfig(6, lr=4e-3, micro_batches=2)


def pairs_of(stories: Sequence[Tale], bpe: tokenizer.BPE, length: int) -> SentencePairs:
    """Make the numbered batches of a split."""
    return SentencePairs(
        [
            sentence_ids(tale.text, tale.sentences, bpe)
            for tale in stories
            if len(tale.sentences) > 1
        ],
        special_tokens(bpe),
        BATCH,
        length,
        SEED,
    )


def both_losses(model: Bert, batch: MaskedPairs) -> Tensor:
    """Return the loss of Devlin et al. (2018): that of the tokens plus that of the pairs."""
    of_tokens, of_pairs = pretraining_losses(model, batch)
    return of_tokens + of_pairs


def token_loss(model: Bert, batch: MaskedPairs) -> Tensor:
    """Return the loss of the tokens alone."""
    return pretraining_losses(model, batch)[0]


@torch.no_grad()
def figures(model: Bert, pairs: SentencePairs, batches: int) -> dict[str, float]:
    """Measure the masked tokens' loss in nats, and both accuracies in percent, over the first
    batches of a split.
    """
    loss, found, asked, judged = 0.0, 0, 0, 0
    for batch in map(pairs, range(batches)):
        token_logits, next_logits = model(batch.ids, batch.not_pad, batch.second)
        here = batch.targets != NOT_ASKED
        wanted, scores = batch.targets[here], token_logits[here].float()
        loss += torch.nn.functional.cross_entropy(scores, wanted, reduction="sum").item()
        found += int((scores.argmax(-1) == wanted).sum())
        asked += len(wanted)
        judged += int((next_logits.argmax(-1) == batch.is_next).sum())
    return {
        "masked tokens, nats": loss / asked,
        "masked tokens found, %": 100 * found / asked,
        "next passage judged right, %": 100 * judged / (batches * pairs.batch),
    }


def baselines(
    train_pairs: SentencePairs, test_pairs: SentencePairs, bpe: tokenizer.BPE, batches: int
) -> dict[str, float]:
    """Measure what methods reach that count and learn nothing else, on the places and pairs that
    the model is asked.
    """
    found = frequency_baselines(train_pairs, test_pairs, batches)
    found |= ngram_baselines(train_pairs, test_pairs, batches)
    overlaps = {
        "shared tokens": shared_tokens,
        "shared capitalized tokens": shared_among(capitalized(bpe)),
        "shared tokens weighted by rarity": shared_rarity(rarities(train_pairs.tales)),
    }
    for name, overlap in overlaps.items():
        right = judged_by(overlap, train_pairs, test_pairs, batches)
        found[f"next passage judged right, %, by {name}"] = right
    return found


def frequency_baselines(
    train_pairs: SentencePairs, test_pairs: SentencePairs, batches: int
) -> dict[str, float]:
    """Measure how well the frequencies of the training tokens tell the masked ones, whatever stands
    around them.
    """
    counts = Counter(token_row(train_pairs.tales))
    share = (torch.tensor([counts[i] for i in range(train_pairs.signs.vocab_size)]) + 1).double()
    share /= share.sum()
    targets = torch.cat([test_pairs(number).targets.flatten() for number in range(batches)])
    wanted = targets[targets != NOT_ASKED]
    return {
        "masked tokens, nats, from frequencies": -share[wanted].log().mean().item(),
        "masked tokens found, %, always the commonest": 100
        * (wanted == share.argmax()).double().mean().item(),
    }


def ngram_baselines(
    train_pairs: SentencePairs, test_pairs: SentencePairs, batches: int
) -> dict[str, float]:
    """Measure how well an n-gram tells the masked tokens that reads only what stands before,
    unmasked.
    """
    counted = ngram.fit(np.array(token_row(train_pairs.tales)), ORDER, train_pairs.signs.vocab_size)
    known: dict[tuple[int, ...], np.ndarray] = {}  # the same four tokens occur again and again
    hits, losses = [], []
    for number in range(batches):
        ids, targets = test_pairs.unmasked(number)[0].tolist(), test_pairs(number).targets
        for row, place in (targets != NOT_ASKED).nonzero().tolist():
            context = tuple(
                i for i in ids[row][:place][1 - ORDER :] if i >= train_pairs.signs.first
            )
            if context not in known:
                known[context] = counted.next_token_probabilities(np.array(context, dtype=int))
            shares, wanted = known[context], ids[row][place]
            hits.append(shares.argmax() == wanted)
            losses.append(-math.log(shares[wanted]))
    name = f"a {ORDER}-gram of what stands before"
    return {
        f"masked tokens, nats, {name}": float(np.mean(losses)),
        f"masked tokens found, %, {name}": 100 * float(np.mean(hits)),
    }


def token_row(tales_seen: Sequence[Sequence[Sequence[int]]]) -> list[int]:
    """Return the tokens of all tales in a row."""
    return [i for tale in tales_seen for sentence in tale for i in sentence]


def shared_tokens(a: set[int], b: set[int]) -> float:
    """Count the different tokens that two passages share."""
    return len(a & b)


def shared_among(chosen: set[int]) -> Overlap:
    """Return a function that counts the shared tokens among those chosen."""
    return lambda a, b: len(a & b & chosen)


def shared_rarity(rarity: dict[int, float]) -> Overlap:
    """Return a function that adds the rarity of the shared tokens, as a share of what both passages
    have of it.

    Tokens that training never showed do not count.
    """

    def overlap(a: set[int], b: set[int]) -> float:
        shared, of_a, of_b = (math.fsum(rarity.get(i, 0.0) for i in part) for part in (a & b, a, b))
        return shared / math.sqrt(of_a * of_b) if of_a and of_b else 0.0

    return overlap


def capitalized(bpe: tokenizer.BPE) -> set[int]:
    """Return the tokens that begin a word with a capital letter: mostly names, and the first words
    of sentences.
    """
    starts = {i: bpe.decode([i]) for i in range(len(bpe.special), bpe.vocab_size)}
    return {i for i, text in starts.items() if text[:1] == " " and text[1:2].isupper()}


def rarities(tales_seen: Sequence[Sequence[Sequence[int]]]) -> dict[int, float]:
    """Return each token's rarity: the log of how many tales there are for each that has it."""
    having: Counter[int] = Counter()
    for tale in tales_seen:
        having.update({i for sentence in tale for i in sentence})
    return {i: max(0.0, math.log(len(tales_seen) / (1 + n))) for i, n in having.items()}


def judged_by(
    overlap: Overlap, train_pairs: SentencePairs, test_pairs: SentencePairs, batches: int
) -> float:
    """Measure how often, in percent, enough overlap tells a true pair; what is enough is chosen on
    training pairs.
    """
    bound = best_bound(*overlaps_of(train_pairs, batches, overlap))
    found, is_next = overlaps_of(test_pairs, batches, overlap)
    return 100 * ((found >= bound) == is_next).double().mean().item()


def overlaps_of(pairs: SentencePairs, batches: int, overlap: Overlap) -> tuple[Tensor, Tensor]:
    """Return how much the passages of each pair of the first batches have in common, and which
    pairs are true.
    """
    found, labels = [], []
    for number in range(batches):
        ids, is_next = pairs.unmasked(number)
        for row in ids.tolist():
            middle = row.index(pairs.signs.sep)
            a, b = (
                {i for i in part if i >= pairs.signs.first} for part in (row[:middle], row[middle:])
            )
            found.append(overlap(a, b))
        labels.append(is_next)
    return torch.tensor(found, dtype=torch.double), torch.cat(labels)


def best_bound(found: Tensor, is_next: Tensor) -> float:
    """Return the overlap from which on "next" is the better guess; of several that are as good, the
    lowest.
    """
    bounds = [*found.unique().tolist(), found.max().item() + 1]
    return max(bounds, key=lambda bound: int(((found >= bound) == is_next).sum()))


@torch.no_grad()
def filled(model: Bert, sentences: list[list[int]], bpe: tokenizer.BPE) -> str:
    """Show the first sentences of a tale with a masked token in the middle, the three likeliest,
    and what stood there.
    """
    signs, ids = special_tokens(bpe), before(sentences[:4], min(4, len(sentences)), 60)
    place = len(ids) // 2
    row = torch.tensor([[signs.cls, *ids, signs.sep]])
    row[0, place + 1] = signs.mask
    shares, tokens = model(row)[0][0, place + 1].softmax(-1).topk(3)
    guesses = ", ".join(
        f"`{bpe.decode([i])}` {100 * share:.0f} %"
        for share, i in zip(shares.tolist(), tokens.tolist(), strict=True)
    )
    text = " ".join(f"{bpe.decode(ids[:place])}[mask]{bpe.decode(ids[place + 1 :])}".split())
    return f"{text} ({guesses}; it was `{bpe.decode(ids[place : place + 1])}`)"


def data_hash() -> str:
    """Return the hash by which the training text is known."""
    return hashlib.sha256("".join(texts("train")).encode()).hexdigest()[:16]


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, help="folder for checkpoints")
    parser.add_argument(
        "--without-nsp", action="store_true", help="the twin that only finds masked tokens"
    )
    parser.add_argument("--smoke", action="store_true", help="six steps of a tiny model")
    parser.add_argument(
        "--baselines", action="store_true", help="train nothing, compute the baselines again"
    )
    arguments = parser.parse_args()
    if arguments.baselines:
        write_baselines()
        return
    stories, config, training, folder = tales("train"), CONFIG, TRAINING, arguments.work
    if arguments.smoke:
        stories = stories[:SMOKE_TALES]
        config = SMOKE_CONFIG
        training = SMOKE_TRAINING
        folder = None
        bpe = tokenizer.train((tale.text for tale in stories), config.vocab_size, SPECIAL)
    else:
        bpe = shipped.read_vocabulary("tales")
    train_pairs = pairs_of(stories, bpe, config.context_length)
    validation_pairs = pairs_of(tales("validation"), bpe, config.context_length)
    runtime.seed_everything(SEED)
    model, start = Bert(config), time.monotonic()

    def evaluate(model):
        found = figures(model, validation_pairs, VALIDATED)
        print(f"{(time.monotonic() - start) / 60:6.1f} min  validation {found}", flush=True)
        return found

    loss = token_loss if arguments.without_nsp else both_losses
    identity = f"{NAME} {loss.__name__} {SEED} {data_hash()}"
    with processes():
        history = train(model, train_pairs, loss, training, evaluate, folder, identity)
    if not arguments.smoke and os.environ.get("RANK", "0") == "0":
        write(model, bpe, history, train_pairs, arguments.without_nsp)


def write(
    model: Bert, bpe: tokenizer.BPE, history: History, train_pairs: SentencePairs, without_nsp: bool
) -> None:
    """Measure on the test split, which was not looked at before, and write the model's folder."""
    test = tales("test")
    test_pairs, model = pairs_of(test, bpe, LENGTH), shipped.rounded(model)
    measured = figures(model, test_pairs, TESTED) | baselines(train_pairs, test_pairs, bpe, TESTED)
    tasks = "finds masked tokens, and tells whether one passage follows another."
    if without_nsp:
        tasks = (
            "finds masked tokens. The twin of tales-bert that learned nothing else: same batches, "
            "same steps."
        )
    places = TRAINING.steps * TRAINING.micro_batches * BATCH * LENGTH
    log = {
        "title": NAME + "-without-nsp" * without_nsp,
        "about": f"Knows the tales from both sides: {tasks}",
        "recipe": "recipes/train_tales_bert.py" + " --without-nsp" * without_nsp,
        "vocabulary": "tales",
        "architecture": "encoder with RMS norm, rotary positions and SwiGLU; "
        f"{CONFIG.n_layers} layers of {CONFIG.d_model} features; token head tied to the token "
        "table",
        "parameters": runtime.count_parameters(model),
        "data": "tales, training split, in pairs of passages, half of them true",
        "data sha256": data_hash(),
        "tokens read": f"at most {places:,}, padding included",
        "minutes": round(sum(history.seconds) / 60, 1),
        "seed": SEED,
        "license": "CC0-1.0",
        "training": asdict(TRAINING),
        "losses": [round(x, 4) for x in history.losses[:: max(1, history.steps // 200)]],
        "evaluations": history.evaluations,
        "samples": [
            filled(model, sentence_ids(tale.text, tale.sentences, bpe), bpe)
            for tale in test[:SHOWN]
        ],
    }
    log = with_figures(log, measured, without_nsp)
    shipped.write(shipped.FILES / str(log["title"]), model, log)


def write_baselines() -> None:
    """Compute the baselines of both models again, and write them into their logs and cards; the
    weights stay.
    """
    bpe = shipped.read_vocabulary("tales")
    train_pairs = pairs_of(tales("train"), bpe, LENGTH)
    test_pairs = pairs_of(tales("test"), bpe, LENGTH)
    again = baselines(train_pairs, test_pairs, bpe, TESTED)
    for name in (NAME, NAME + "-without-nsp"):
        log = shipped.read_log(name)
        log = with_figures(log, log["figures"] | again, name != NAME)
        folder = shipped.FILES / name
        write_whole(folder / "log.json", json.dumps(log, indent=1, ensure_ascii=False) + "\n")
        write_whole(folder / "card.md", shipped.card(log))


def with_figures(log: dict, measured: dict[str, float], without_nsp: bool) -> dict:
    """Return the log with what was measured, each figure of the model before its baselines, and
    what is to be said.
    """
    if without_nsp:
        measured = {
            name: value for name, value in measured.items() if not name.startswith("next passage")
        }
    measured = {
        name: measured[name] for name in sorted(measured, key=lambda name: name.split(",")[0])
    }
    how = (
        f"On {TESTED * BATCH:,} pairs of the test split, half of them true. Of 15 % of their "
        "tokens, 80 % are masked, 10 % replaced, 10 % left. Frequencies are those of the training "
        f"split, and so are the counts of the {ORDER}-gram (Kneser and Ney), which is asked at "
        f"the same places and sees up to {ORDER - 1} tokens before each, unmasked, and nothing "
        "after."
    )
    limits = (
        "It knows the world of the tales and nothing else. Most masked tokens can be told from "
        f"what stands close before them: compare with the {ORDER}-gram, not with the commonest "
        "token. One run, one seed."
    )
    if not without_nsp:
        how += (
            " The overlap of two passages from which on a pair is called true is the best one for "
            "as many training pairs; a token's rarity is the log of how many training tales there "
            "are for each that has it."
        )
        limits = limits.replace("One run", f"{said_of_pairs(measured)} One run")
    return log | {"figures": measured, "how measured": how, "limits": limits}


def said_of_pairs(measured: dict[str, float]) -> str:
    """Say how the second task compares with the best of its baselines."""
    asked = "next passage judged right, %"
    model = measured[asked]
    others = {
        n.removeprefix(f"{asked}, by "): value
        for n, value in measured.items()
        if n.startswith(f"{asked}, by ")
    }
    best = max(others, key=lambda name: others[name])
    compared = "more" if others[best] > model else "no more"
    return (
        "False pairs come from two tales, mostly with other names, so the second task is easier "
        f"than it looks: counting {best} judges {others[best]:.1f} % of the pairs right, "
        f"{compared} than the trained head's {model:.1f} %."
    )


if __name__ == "__main__":
    main()

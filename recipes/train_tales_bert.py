"""Train tales-bert: a small Bert that finds masked tokens of the tales and judges whether two passages belong together.

`python recipes/train_tales_bert.py --work FOLDER` trains, keeps checkpoints in FOLDER and goes on from the last one;
when it is done, it measures the model beside its baselines and writes it into the package. `--without-nsp` trains its
twin on the same batches without the second task; give it a folder of its own. `--smoke` does six steps of a tiny one
and writes nothing. On two cores: `OMP_NUM_THREADS=1 torchrun --nproc-per-node=2 recipes/train_tales_bert.py …`
"""

import argparse
import hashlib
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from make_vocabularies import SPECIAL
from torch import Tensor

from llmcourse.data.generated.tales.corpus import tales, texts
from llmcourse.data.generated.tales.truth import Tale
from llmcourse.machine import runtime
from llmcourse.models import tokenizer
from llmcourse.models.encoder import Bert
from llmcourse.models.transformer import llama_style
from llmcourse.pretrained import shipped
from llmcourse.training.loop import History, TrainingConfig, processes, train
from llmcourse.training.masking import NOT_ASKED, MaskedPairs, SentencePairs, before, pretraining_losses, sentence_ids, signs_of

NAME, SEED, BATCH, LENGTH = "tales-bert", 7, 32, 128  # two such batches a step: 8,192 places, padding included
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
SMOKE_TALES, SMOKE_CONFIG = 300, llama_style(512, 64, 2, 48, 2, 96, 2)
SMOKE_TRAINING = TrainingConfig(6, lr=4e-3, micro_batches=2)


def pairs_of(stories: Sequence[Tale], bpe: tokenizer.BPE, length: int) -> SentencePairs:
    """Numbered batches of a split."""
    return SentencePairs(
        [sentence_ids(tale.text, tale.sentences, bpe) for tale in stories if len(tale.sentences) > 1],
        signs_of(bpe),
        BATCH,
        length,
        SEED,
    )


def both_losses(model: Bert, batch: MaskedPairs) -> Tensor:
    """The loss of Devlin et al. (2018): that of the tokens plus that of the pairs."""
    of_tokens, of_pairs = pretraining_losses(model, batch)
    return of_tokens + of_pairs


def token_loss(model: Bert, batch: MaskedPairs) -> Tensor:
    """The loss of the tokens alone."""
    return pretraining_losses(model, batch)[0]


@torch.no_grad()
def figures(model: Bert, pairs: SentencePairs, batches: int) -> dict[str, float]:
    """Mean loss of the masked tokens, in nats, and both accuracies, in percent, over the first batches of a split."""
    loss, found, asked, judged = 0.0, 0, 0, 0
    for batch in map(pairs, range(batches)):
        token_logits, next_logits = model(batch.ids, batch.real, batch.second)
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


def baselines(train_pairs: SentencePairs, test_pairs: SentencePairs, batches: int) -> dict[str, float]:
    """What frequencies alone reach, and what the number of tokens that both passages share tells about a pair."""
    tales_seen, vocabulary = train_pairs.tales, train_pairs.signs.vocab_size
    counts = Counter(i for tale in tales_seen for sentence in tale for i in sentence)
    share = (torch.tensor([counts[i] for i in range(vocabulary)]) + 1).double()
    share /= share.sum()
    targets = torch.cat([test_pairs(number).targets.flatten() for number in range(batches)])
    wanted = targets[targets != NOT_ASKED]
    bound = best_bound(*shared_tokens(train_pairs, batches))
    shared, is_next = shared_tokens(test_pairs, batches)
    return {
        "masked tokens, nats, from frequencies": -share[wanted].log().mean().item(),
        "masked tokens found, %, always the commonest": 100 * (wanted == share.argmax()).double().mean().item(),
        "next passage judged right, %, by shared tokens": 100 * ((shared >= bound) == is_next).double().mean().item(),
    }


def shared_tokens(pairs: SentencePairs, batches: int) -> tuple[Tensor, Tensor]:
    """How many different tokens both passages of each pair have, of the first batches; and which pairs are true."""
    shared, labels = [], []
    for number in range(batches):
        ids, is_next = pairs.unmasked(number)
        for row in ids.tolist():
            middle = row.index(pairs.signs.sep)
            shared.append(len({i for i in row[:middle] if i >= pairs.signs.first} & set(row[middle:])))
        labels.append(is_next)
    return torch.tensor(shared), torch.cat(labels)


def best_bound(shared: Tensor, is_next: Tensor) -> int:
    """The number of shared tokens from which on "next" is the better guess."""
    return max(range(int(shared.max()) + 2), key=lambda bound: int(((shared >= bound) == is_next).sum()))


@torch.no_grad()
def filled(model: Bert, sentences: list[list[int]], bpe: tokenizer.BPE) -> str:
    """The first sentences of a tale, a token in the middle masked: the three likeliest, and what stood there."""
    signs, ids = signs_of(bpe), before(sentences[:4], min(4, len(sentences)), 60)
    place = len(ids) // 2
    row = torch.tensor([[signs.cls, *ids, signs.sep]])
    row[0, place + 1] = signs.mask
    shares, tokens = model(row)[0][0, place + 1].softmax(-1).topk(3)
    guesses = ", ".join(
        f"`{bpe.decode([i])}` {100 * share:.0f} %" for share, i in zip(shares.tolist(), tokens.tolist(), strict=True)
    )
    text = " ".join(f"{bpe.decode(ids[:place])}[mask]{bpe.decode(ids[place + 1 :])}".split())
    return f"{text} ({guesses}; it was `{bpe.decode(ids[place : place + 1])}`)"


def data_hash() -> str:
    """By which the training text is known."""
    return hashlib.sha256("".join(texts("train")).encode()).hexdigest()[:16]


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--without-nsp", action="store_true", help="the twin that only finds masked tokens")
    parser.add_argument("--smoke", action="store_true", help="six steps of a tiny model")
    arguments = parser.parse_args()
    stories, config, training, folder = tales("train"), CONFIG, TRAINING, arguments.work
    if arguments.smoke:
        stories, config, training, folder = stories[:SMOKE_TALES], SMOKE_CONFIG, SMOKE_TRAINING, None
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


def write(model: Bert, bpe: tokenizer.BPE, history: History, train_pairs: SentencePairs, without_nsp: bool) -> None:
    """Measure on the test split, which was not looked at before, and write the model's folder."""
    test = tales("test")
    test_pairs, model = pairs_of(test, bpe, LENGTH), shipped.rounded(model)
    measured = figures(model, test_pairs, TESTED) | baselines(train_pairs, test_pairs, TESTED)
    tasks = "finds masked tokens, and tells whether one passage follows another."
    if without_nsp:
        measured = {name: value for name, value in measured.items() if not name.startswith("next passage")}
        tasks = "finds masked tokens. The twin of tales-bert that learned nothing else: same batches, same steps."
    log = {
        "title": NAME + "-without-nsp" * without_nsp,
        "about": f"Knows the tales from both sides: {tasks}",
        "recipe": "recipes/train_tales_bert.py" + " --without-nsp" * without_nsp,
        "vocabulary": "tales",
        "architecture": "encoder with RMS norm, rotary positions and SwiGLU; "
        f"{CONFIG.n_layers} layers of {CONFIG.d_model} features; token head tied to the token table",
        "parameters": runtime.count_parameters(model),
        "data": "tales, training split, in pairs of passages, half of them true",
        "data sha256": data_hash(),
        "tokens read": f"at most {TRAINING.steps * TRAINING.micro_batches * BATCH * LENGTH:,}, padding included",
        "minutes": round(sum(history.seconds) / 60, 1),
        "seed": SEED,
        "license": "CC0-1.0",
        "training": asdict(TRAINING),
        "losses": [round(x, 4) for x in history.losses[:: max(1, history.steps // 200)]],
        "evaluations": history.evaluations,
        "figures": measured,
        "how measured": f"On {TESTED * BATCH:,} pairs of the test split, half of them true. Of 15 % of their tokens, "
        "80 % are masked, 10 % replaced, 10 % left. Frequencies are those of the training split; the number of shared "
        "tokens from which on a pair is called true is the best one for as many training pairs.",
        "limits": "It knows the world of the tales and nothing else. False pairs come from two tales, mostly with "
        "other names, so the second task is easier than it looks: compare it with what shared tokens tell. "
        "One run, one seed.",
        "samples": [filled(model, sentence_ids(tale.text, tale.sentences, bpe), bpe) for tale in test[:SHOWN]],
    }
    shipped.write(shipped.FILES / log["title"], model, log)


if __name__ == "__main__":
    main()

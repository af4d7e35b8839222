"""Train tales-gpt, the course's own storyteller: a small Llama-style transformer on tales.

It reads the training split and, because the world of the tales never runs out, a hundred thousand
tales more, most of them once. `python recipes/train_tales_gpt.py --work FOLDER` makes them, which
takes a minute or two, trains, keeps checkpoints in FOLDER and goes on from the last one; when it is
done, it measures the model beside its baselines and writes it into the package. `--smoke` does four
steps of a tiny one and writes nothing. On two cores, two processes of one thread each are faster
than one of two: `OMP_NUM_THREADS=1 torchrun --nproc-per-node=2 recipes/train_tales_gpt.py --work
FOLDER`.
"""

import argparse
import gzip
import hashlib
import json
import lzma
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import torch
from jaxtyping import Int
from tales.story import COUNT, make
from torch import Tensor

from llmcourse.data.generated.tales.corpus import is_held_out, tales, texts
from llmcourse.data.generated.tales.truth import Tale
from llmcourse.evaluation import loss as evaluation
from llmcourse.machine import runtime
from llmcourse.machine.files import write_whole
from llmcourse.models import generation, ngram, tokenizer
from llmcourse.models.transformer import Transformer, llama_style
from llmcourse.pretrained import shipped
from llmcourse.training.batches import generator
from llmcourse.training.loop import History, TrainingConfig, processes, train

NAME, END, SEED, NAMED, CUT = "tales-gpt", "<|end|>", 7, 300, 256
NEW = range(COUNT, COUNT + 112_000)  # numbers of tales that the corpus does not have
CONTEXT = 320  # a tale has 200 tokens, hardly one 320
BATCH = 7  # rows of a micro-batch: 4,480 tokens in the two of a step
CONFIG = llama_style(2048, 512, n_layers=5, d_model=224, n_heads=4, d_ff=600, n_kv_heads=4)
TRAINING = TrainingConfig(
    steps=8_000,
    lr=0.007,
    optimizer="muon",
    micro_batches=2,
    precision="fastest",
    evaluate_every=500,
    checkpoint_seconds=60,
)
STARTS = [  # of the samples that have one
    "Once upon a time",
    "Mia and her brother",
    "It was raining",
    "The old fox",
    "Ben had lost",
    "One morning, a rabbit",
    '"Where is my kite?"',
    "Nora was afraid of",
    "The cake was gone",
    "Sam did not want to share",
]


class Beginnings:
    """Batches of windows that each begin where a story does, and mostly end in the next: in each
    pass every story once.

    So a story is always read from its beginning, where its names are.
    """

    def __init__(self, ids: Int[Tensor, "N"], batch: int, length: int, seed: int):
        self.ids, self.batch, self.length, self.seed = ids, batch, length, seed
        ends = (ids == 0).nonzero()[:, 0]  # one before each story
        self.starts = ends[ends + length < len(ids)]

    def __call__(self, number: int) -> Int[Tensor, "B T"]:
        """Return the batch with this number, counted from 0 and without end."""
        passed, place = divmod(number, len(self.starts) // self.batch)
        order = torch.randperm(len(self.starts), generator=generator(self.seed, passed))
        chosen = self.starts[order[place * self.batch : (place + 1) * self.batch]]
        return self.ids[chosen[:, None] + torch.arange(self.length + 1)].long()


def joined(stories: Iterable[str]) -> str:
    """Return stories in a row, with the end sign before the first and after each."""
    return END + "".join(story + END for story in stories)


def encoded(text: str, bpe: tokenizer.BPE) -> Int[Tensor, "N"]:
    """Return a text as one row of ids."""
    return torch.tensor(bpe.encode(text), dtype=torch.int16)


def new_tale(number: int) -> str:
    """Return a tale that is not in the corpus; empty where a combination occurs in it that is kept
    for the test.
    """
    tale, _ = make(number)
    return "" if is_held_out(tale) else tale.text


def training_stories(folder: Path) -> list[str]:
    """Return the training split and the new tales, none of which is in the corpus; they are made
    once and kept in a folder.
    """
    kept = folder / "new-tales.json"
    if not kept.is_file():
        known = {*texts(), ""}
        with ProcessPoolExecutor() as pool:
            made = [text for text in pool.map(new_tale, NEW, chunksize=500) if text not in known]
        write_whole(kept, json.dumps(made))
    return texts("train") + json.loads(kept.read_text(encoding="utf-8"))


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--work", type=Path, required=True, help="folder for the new tales and checkpoints"
    )
    parser.add_argument(
        "--smoke", action="store_true", help="four steps of a tiny model, without new tales"
    )
    arguments = parser.parse_args()
    bpe = shipped.read_vocabulary("tales")
    config = CONFIG
    training = TRAINING
    folder = arguments.work
    if arguments.smoke:
        config, folder = llama_style(2048, 512, 2, 32, 2, 64, 2), None
        training = TrainingConfig(steps=4, micro_batches=2, evaluate_every=2)
    text = joined(training_stories(folder) if folder else texts("train")[:200])
    validation = tales("validation")[: None if folder else 20]
    windows = Beginnings(encoded(text, bpe), BATCH, CONTEXT, seed=SEED)
    runtime.seed_everything(SEED)
    model = Transformer(config)
    start = time.monotonic()

    def evaluate(model: Transformer) -> dict[str, float]:
        loss = story_loss(model, encoded(joined(tale.text for tale in validation), bpe))
        names = names_found(model, bpe, validation[:NAMED])
        minutes = (time.monotonic() - start) / 60
        print(
            f"{minutes:6.1f} min  validation {loss:.4f} nats per token, names found {names:.3f}",
            flush=True,
        )
        return {"validation": loss, "names found": names}

    with processes():
        identity = f"seed {SEED}, data {digest(text)}"
        history = train(
            model, windows, evaluation.next_token_loss, training, evaluate, folder, identity
        )
    if not arguments.smoke and os.environ.get("RANK", "0") == "0":
        write(model, bpe, history, text)


@torch.inference_mode()
def story_loss(model: Transformer, ids: Int[Tensor, "N"]) -> float:
    """Mean loss, in nats per token, over stories in a row, each of which is read from its beginning
    and alone.
    """
    ends = (ids == 0).nonzero()[:, 0].tolist()
    stories = [ids[None, start : end + 1].long() for start, end in pairwise(ends)]
    return sum(
        evaluation.next_token_loss(model, ids).item() * (ids.shape[1] - 1) for ids in stories
    ) / (len(ids) - 1)


def write(model: Transformer, bpe: tokenizer.BPE, history: History, read: str) -> None:
    """Measure on the test split, which was not looked at before, and write the model's folder."""
    model, train_text = shipped.rounded(model), joined(texts("train"))
    shown = samples(model, bpe)
    own = shown[: len(shown) - len(STARTS)]
    names, its_names = names_a_story(texts("test")), names_a_story(own)
    log = {
        "title": NAME,
        "about": "A causal language model of tales, small enough for every experiment. Its stories have a beginning, a "
        "plot and an end, and those who are in them mostly keep their names.",
        "recipe": "recipes/train_tales_gpt.py",
        "vocabulary": "tales",
        "architecture": "Llama style: RMS norm, rotary positions, SwiGLU; "
        f"{model.config.n_layers} layers of {model.config.d_model} features, "
        f"{model.config.n_heads} heads each",
        "parameters": runtime.count_parameters(model),
        "data": f"tales, training split, and {read.count(END) - train_text.count(END):,} that the corpus does not have",
        "data sha256": f"{digest(train_text)} (training split), {digest(read)} (all)",
        "tokens read": TRAINING.steps * TRAINING.micro_batches * BATCH * CONTEXT,
        "minutes": round(sum(history.seconds) / 60),
        "seed": SEED,
        "license": "CC0-1.0",
        "training": asdict(TRAINING),
        "losses": [round(x, 4) for x in history.losses[:: max(1, history.steps // 200)]],
        "evaluations": history.evaluations,
        "figures": figures(model, bpe, read),
        "how measured": "In bits per byte of the stories of the test split, by which nothing was chosen: ordinary "
        "stories, and those with a combination, such as baking a pie, that training and validation "
        "never show. The "
        "model reads each story from its beginning and alone, or, cut anywhere, all of them in "
        f"windows of {CUT} "
        "tokens without what came before; the 5-gram models read the same tokens in one row, one "
        "having counted the training split, the other all that the model read. gzip and xz: what "
        "these stories add to "
        "the compressed training split (gzip remembers 32 kB of it). Sequences of 13 words: how "
        "many of the different "
        "ones in these stories occur in what the model read, capitals and signs left aside. Names: "
        "where one of 300 "
        "stories says a name again, how often the likeliest next token is its right beginning; a "
        "pronoun would often be right, too.",
        "limits": "Read the samples: most tales hold together, but now and then a balloon changes its color, somebody "
        "comes in under a second name, a name at the beginning of a line is misspelled, or a "
        "sentence answers what "
        f"nobody said. The ten samples without a given beginning have {its_names:.1f} different "
        "names each, on "
        f"average, a tale of the test split {names:.1f}; of their sequences of 13 words it had "
        "read "
        f"{repeated(own, read):.0%}, which compares with the share of the test split above. It "
        "knows the world of the "
        "tales and nothing else: whatever it is asked, it goes on with a tale. Every text that it "
        "was trained on "
        "begins with the end sign and a story; cut anywhere, text surprises it far more (above). "
        "The tales come from a "
        "grammar, so a low loss means that it has found the grammar, not that it knows English. "
        "One run, one seed.",
        "samples": shown,
    }
    shipped.write(shipped.FILES / NAME, model, log)


def figures(model: Transformer, bpe: tokenizer.BPE, read: str) -> dict[str, float]:
    """Return bits per byte on both parts of the test split, beside what counting and compressing
    reach; and what it repeats.
    """
    known, tested = joined(texts("train")), tales("test")
    found: dict[str, float] = {}
    counted = {"5-gram Kneser–Ney": known, f"5-gram Kneser–Ney on all that {NAME} read": read}
    counts = {
        who: ngram.fit(encoded(text, bpe).numpy(), 5, bpe.vocab_size)
        for who, text in counted.items()
    }
    for name, new in {"ordinary stories": False, "stories with a new combination": True}.items():
        stories = [tale.text for tale in tested if is_held_out(tale) == new]
        text, size = joined(stories), sum(len(story.encode()) for story in stories)
        ids = encoded(text, bpe)
        nats = {NAME: story_loss(model, ids)} | {
            who: model.loss(ids.numpy()) for who, model in counts.items()
        }
        found |= {
            f"{name}: {who}": evaluation.bits_per_byte(x, size / len(ids))
            for who, x in nats.items()
        }
        cut = evaluation.text_loss(model, ids, CUT)
        found[f"{name}: {NAME}, cut anywhere"] = evaluation.bits_per_byte(cut, size / len(ids))
        found[f"{name}: xz"] = (
            added_bits(lambda data: lzma.compress(data, preset=9), known, text) / size
        )
        found[f"{name}: gzip"] = added_bits(gzip.compress, known, text) / size
        found[f"{name}: sequences of 13 words that it read (share)"] = repeated(stories, read)
    return found | {"names said again, found (share)": names_found(model, bpe, tested[:NAMED])}


def repeated(stories: list[str], read: str) -> float:
    """Share of the different sequences of 13 words in some stories that occur in another text."""
    asked = {gram for story in stories for gram in sequences(story)}
    return len(
        asked.intersection(gram for story in read.split(END) for gram in sequences(story))
    ) / len(asked)


def sequences(story: str) -> Iterator[tuple[str, ...]]:
    """Return all sequences of 13 words: Brown et al. (2020) look for the same."""
    words = re.findall(r"[a-z']+", story.lower())
    return zip(*(words[start:] for start in range(13)), strict=False)


def names_a_story(stories: list[str]) -> float:
    """Return how many different names a story has, on average, of those that the tales know."""
    known = {who.name for tale in tales() for who in tale.truth.characters if who.name[0].isupper()}
    name = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, known), key=len, reverse=True))})\b")
    return sum(len(set(name.findall(story))) for story in stories) / len(stories)


@torch.inference_mode()
def names_found(model: Transformer, bpe: tokenizer.BPE, stories: list[Tale]) -> float:
    """Return how often, where a story says a name again, the likeliest next token is the right
    beginning of that name.
    """
    right = []
    for tale in stories:
        row = bpe.for_library().encode(END + tale.text)
        ids = torch.tensor(row.ids[: model.config.context_length])
        likeliest = model(ids[None, :-1])[0].argmax(-1)
        names = [who.name for who in tale.truth.characters if who.name[0].isupper()]
        places = [
            m.start()
            for name in names
            for m in list(re.finditer(rf"\b{re.escape(name)}\b", tale.text))[1:]
        ]
        for place in places:
            token = row.char_to_token(len(END) + place)
            if token is not None and token < len(ids):
                right.append((likeliest[token - 1] == ids[token]).item())
    return sum(right) / len(right)


def added_bits(compress: Callable[[bytes], bytes], known: str, text: str) -> int:
    """Return bits that a text adds when the compressor has just read a known one."""
    before, after = (len(compress(part.encode())) for part in (known, known + text))
    return 8 * (after - before)


def digest(text: str) -> str:
    """Return by what a training text is known."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def samples(model: Transformer, bpe: tokenizer.BPE) -> list[str]:
    """Return twenty texts as they come: temperature 0.8, seeds in a row, ten of them with a
    beginning given.
    """
    starts = [*[END] * 10, *(END + start for start in STARTS)]
    prompts = [bpe.encode(start) for start in starts]
    sampling = generation.Sampling(temperature=0.8)
    written = [
        generation.generate(model, [p], 300, sampling, (0,), seed)[0]
        for seed, p in enumerate(prompts)
    ]
    return [bpe.decode([*p[1:], *w]).strip() for p, w in zip(prompts, written, strict=True)]


if __name__ == "__main__":
    main()

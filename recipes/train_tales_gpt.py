"""Train tales-gpt, the course's own storyteller: a small Llama-style transformer on the tales.

`python recipes/train_tales_gpt.py --work FOLDER` trains, keeps checkpoints in FOLDER and goes on from the last one;
when it is done, it measures the model beside its baselines and writes it into the package. `--smoke` does four steps
of a tiny one and writes nothing. On two cores, two processes of one thread each are faster than one of two:
`OMP_NUM_THREADS=1 torchrun --nproc-per-node=2 recipes/train_tales_gpt.py --work FOLDER`.
"""

import argparse
import gzip
import hashlib
import lzma
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import torch

from llmcourse import evaluation, generation, runtime, tokenizer
from llmcourse.batches import Windows
from llmcourse.data.tales.corpus import texts
from llmcourse.models import ngram, shipped
from llmcourse.models.transformer import Transformer, llama_style
from llmcourse.training import History, TrainingConfig, processes, train

NAME, END, SEED = "tales-gpt", "<|end|>", 7
CONTEXT, BATCH = 256, 8  # 4,096 tokens in the two micro-batches of a step
CONFIG = llama_style(2048, 512, n_layers=5, d_model=224, n_heads=7, d_ff=600, n_kv_heads=7)
TRAINING = TrainingConfig(
    steps=1_300,
    lr=0.015,
    optimizer="muon",
    micro_batches=2,
    precision="fastest",
    evaluate_every=100,
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


def text_of(split: str) -> str:
    """All tales of a split, each followed by the end sign."""
    return "".join(text + END for text in texts(split))


def encoded(text: str, bpe: tokenizer.BPE) -> torch.Tensor:
    """A text as one row of ids."""
    return torch.tensor(bpe.encode(text), dtype=torch.int16)


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--smoke", action="store_true", help="four steps of a tiny model")
    arguments = parser.parse_args()
    bpe = tokenizer.shipped("tales")
    train_text, validation_text = text_of("train"), text_of("validation")
    config, training = CONFIG, TRAINING
    if arguments.smoke:
        train_text, validation_text = train_text[:200_000], validation_text[:20_000]
        config, training = (
            llama_style(2048, 512, 2, 32, 2, 64, 2),
            TrainingConfig(steps=4, micro_batches=2, evaluate_every=2),
        )
    windows = Windows(encoded(train_text, bpe), BATCH, CONTEXT, seed=SEED)
    validation = encoded(validation_text, bpe)
    runtime.seed_everything(SEED)
    model = Transformer(config)
    start = time.monotonic()

    def evaluate(model):
        loss = evaluation.text_loss(model, validation, CONTEXT)
        print(f"{(time.monotonic() - start) / 60:6.1f} min  validation {loss:.4f} nats a token", flush=True)
        return {"validation": loss}

    with processes():
        history = train(model, windows, evaluation.next_token_loss, training, evaluate, arguments.work)
    if not arguments.smoke and os.environ.get("RANK", "0") == "0":
        write(model, bpe, history, train_text)


def write(model: Transformer, bpe: tokenizer.BPE, history: History, train_text: str) -> None:
    """Measure on the test split, which was not looked at before, and write the model's folder."""
    test, ids = text_of("test"), encoded(train_text, bpe)
    log = {
        "title": "tales-gpt",
        "about": "Tells short stories. A causal language model that was trained on the tales of the course, with two "
        "cores: small enough for every experiment, good enough to be read.",
        "recipe": "recipes/train_tales_gpt.py",
        "vocabulary": "tales",
        "architecture": "Llama style: RMS norm, rotary positions, grouped-query attention, SwiGLU; "
        f"{model.config.n_layers} layers of {model.config.d_model} features",
        "parameters": runtime.count_parameters(model),
        "data": "tales, training split",
        "data sha256": hashlib.sha256(train_text.encode()).hexdigest()[:16],
        "tokens read": TRAINING.steps * TRAINING.micro_batches * BATCH * CONTEXT,
        "minutes": round(sum(history.seconds) / 60, 1),
        "seed": SEED,
        "license": "CC0-1.0",
        "training": asdict(TRAINING),
        "losses": [round(x, 4) for x in history.losses[:: max(1, history.steps // 200)]],
        "evaluations": history.evaluations,
        "figures": measured(model, bpe, test, train_text, ids),
        "how measured": "On the test split, in windows of 256 tokens, each read without what came before. gzip and xz: "
        "the bytes that the test split adds to the compressed training split (gzip remembers 32 kB of it, xz all). The "
        "5-gram model reads the same tokens.",
        "limits": "It knows the world of the tales and nothing else: ask it for anything that is in no tale, and it "
        "goes on with a tale. The tales come from a grammar, so a low loss means that it has found the grammar, not "
        "that it knows English. One run, one seed.",
        "samples": samples(model, bpe),
    }
    shipped.write(shipped.FILES / NAME, model, log)


def measured(model: Transformer, bpe: tokenizer.BPE, test: str, train_text: str, ids: torch.Tensor) -> dict[str, float]:
    """Bits a byte on the test split, beside what counting and compressing reach."""
    test_ids = encoded(test, bpe)
    per_token = len(test.encode()) / len(test_ids)
    fivegram = ngram.fit(ids.numpy(), 5, bpe.vocab_size).loss(test_ids.numpy())
    loss = evaluation.text_loss(model, test_ids, CONTEXT)
    return {
        "bits a byte": evaluation.bits_per_byte(loss, per_token),
        "nats a token": loss,
        "bits a byte, 5-gram Kneser–Ney": evaluation.bits_per_byte(fivegram, per_token),
        "bits a byte, xz": added_bits(lambda text: lzma.compress(text, preset=9), train_text, test),
        "bits a byte, gzip": added_bits(gzip.compress, train_text, test),
    }


def added_bits(compress: Callable[[bytes], bytes], train_text: str, test: str) -> float:
    """Bits for each byte of the test text, when the compressor has just read the training text."""
    known, both = (len(compress(text.encode())) for text in (train_text, train_text + test))
    return 8 * (both - known) / len(test.encode())


def samples(model: Transformer, bpe: tokenizer.BPE) -> list[str]:
    """Twenty texts as they come: temperature 0.8, seeds in a row, ten of them with a beginning given."""
    starts = [*[END] * 10, *(END + start for start in STARTS)]
    prompts, sampling = [bpe.encode(start) for start in starts], generation.Sampling(temperature=0.8)
    written = [generation.generate(model, [p], 250, sampling, (0,), seed)[0] for seed, p in enumerate(prompts)]
    return [bpe.decode([*p[1:], *w]).strip() for p, w in zip(prompts, written, strict=True)]


if __name__ == "__main__":
    main()

"""Training speed: the course's loop beside a plain PyTorch loop and the `transformers` library,
same model, same batch.

    python benchmarks/training.py [--threads 1] [--width 256]     # some minutes, on an otherwise idle machine

All train a GPT-2 of 4 layers on 12 rows of 256 random tokens with torch's fused AdamW, in a process
each, and take turns; in bfloat16, all by torch's autocast, and only where this processor does it
faster. Printed are medians over the rounds: tokens a second, and how many times as fast the course
is in that precision.
"""

import argparse
import json
import statistics
import sys
import time

from peers import MODELS, Worker, median_ratio, peer_python

LAYERS, D_HEAD, VOCABULARY, CONTEXT, BATCH = 4, 32, 2048, 256, 12
ROUNDS, STEPS, LR = 9, 8, 1e-3


def train_transformers(width: int, precision: str) -> None:
    """GPT2LMHeadModel with torch's AdamW, in the loop that its documentation shows."""
    from transformers import GPT2Config, GPT2LMHeadModel

    sizes = {"n_layer": LAYERS, "n_embd": width, "n_head": width // D_HEAD}
    sizes |= {"vocab_size": VOCABULARY, "n_positions": CONTEXT}
    model = GPT2LMHeadModel(GPT2Config(**sizes, resid_pdrop=0, embd_pdrop=0, attn_pdrop=0))
    plain_loop(model, lambda x: model(x[:, 1:], labels=x[:, 1:]).loss, precision)


def train_plainly(width: int, precision: str) -> None:
    """The course's model in ten lines of PyTorch."""
    from llmcourse.evaluation.loss import next_token_loss

    model = our_model(width)
    plain_loop(model, lambda x: next_token_loss(model, x), precision)


def plain_loop(model, loss_of, precision: str) -> None:
    """Gradient, clip, step."""
    import torch

    optimizer = torch.optim.AdamW(model.parameters(), lr=LR, fused=True)
    for x in paced_batches():
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            loss = loss_of(x)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()


def train_as_in_the_course(width: int, precision: str) -> None:
    """The course's model in the course's loop."""
    from llmcourse.evaluation.loss import next_token_loss
    from llmcourse.training.loop import TrainingConfig, train

    model, batches = our_model(width), paced_batches()
    train(
        model,
        lambda _: next(batches),
        next_token_loss,
        TrainingConfig(10**6, LR, precision=precision),
    )


def our_model(width: int):
    """The same GPT-2 from the course's block."""
    from llmcourse.models.transformer import Transformer, TransformerConfig

    return Transformer(
        TransformerConfig(VOCABULARY, CONTEXT, LAYERS, width, width // D_HEAD, d_ff=4 * width)
    )


def paced_batches():
    """Random tokens, in each row one more than are read: the speed does not depend on what they
    say.

    After the first two batches each line of input lets a few more go, and is answered with the
    seconds that they took.
    """
    import torch

    def batch():
        return torch.randint(0, VOCABULARY, (BATCH, CONTEXT + 1))

    yield batch()
    yield batch()
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for _ in range(STEPS):
            yield batch()
        print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)
    sys.exit()


TRAININGS = {
    "transformers GPT-2": train_transformers,
    "plain PyTorch loop": train_plainly,
    "course": train_as_in_the_course,
}


def work(name: str, precision: str, width: str, threads: str) -> None:
    """Train at the pace that the input gives, until it ends."""
    import torch

    torch.set_num_threads(int(threads))
    TRAININGS[name](int(width), precision)


def main() -> None:
    """Measure in turns, print the table."""
    import torch

    from llmcourse.machine.runtime import fast_dtype

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--width", type=int, default=128)
    asked = parser.parse_args()
    precisions = ["fp32", "bf16"] if fast_dtype() == torch.bfloat16 else ["fp32"]
    pythons = {"transformers GPT-2": peer_python(MODELS)}
    keys = [(name, precision) for precision in precisions for name in TRAININGS]
    sizes = (asked.width, asked.threads)
    workers = {
        key: Worker(pythons.get(key[0], sys.executable), __file__, *key, *sizes) for key in keys
    }
    seconds = {key: [] for key in keys}
    for _ in range(ROUNDS):
        for key, worker in workers.items():
            seconds[key].append(worker.ask("go")["seconds"])
    for worker in workers.values():
        worker.end()
    for (name, precision), theirs in seconds.items():
        speed = STEPS * BATCH * CONTEXT / statistics.median(theirs)
        ratio = median_ratio(theirs, seconds["course", precision])
        print(f"{name:20}{precision}{speed:10,.0f} tokens/s   course: {ratio:.2f}×")
    if len(precisions) == 2:
        gains = {
            name: median_ratio(seconds[name, "fp32"], seconds[name, "bf16"]) for name in TRAININGS
        }
        print("bf16 over fp32: " + ", ".join(f"{name} {gain:.2f}×" for name, gain in gains.items()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(*sys.argv[2:])
    else:
        main()

"""Training speed: the course's loop beside a plain PyTorch loop and the `transformers` library, same model, same batch.

    python benchmarks/training.py [--threads 1]      # about five minutes, on an otherwise idle machine

All train a GPT-2 of 4 layers and 128 features on 12 rows of 256 random tokens, in a process each, and take turns.
All use torch's fused AdamW. Printed are medians over the rounds, tokens a second, and the ratio to the library; bf16
only where this processor does it faster.
"""

import argparse
import json
import statistics
import sys
import time

from peers import MODELS, Worker, median_ratio, peer_python

LAYERS, WIDTH, HEADS, VOCABULARY, CONTEXT, BATCH = 4, 128, 4, 2048, 256, 12
ROUNDS, STEPS, LR = 7, 6, 1e-3


def load_transformers():
    """GPT2LMHeadModel with torch's AdamW, in the loop that its documentation shows."""
    from transformers import GPT2Config, GPT2LMHeadModel

    sizes = {"n_layer": LAYERS, "n_embd": WIDTH, "n_head": HEADS, "vocab_size": VOCABULARY, "n_positions": CONTEXT}
    model = GPT2LMHeadModel(GPT2Config(**sizes, resid_pdrop=0, embd_pdrop=0, attn_pdrop=0))
    return plain_loop(model, lambda x: model(x, labels=x).loss)


def load_plain():
    """The course's model in ten lines of PyTorch."""
    from llmcourse.evaluation import next_token_loss

    model = our_model()
    return plain_loop(model, lambda x: next_token_loss(model, x))


def plain_loop(model, loss_of):
    """Gradient, clip, step."""
    import torch

    optimizer = torch.optim.AdamW(model.parameters(), lr=LR, fused=True)

    def steps(n: int) -> None:
        for _ in range(n):
            loss = loss_of(batch())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()

    return steps


def load_ours(precision: str):
    """The course's model in the course's loop."""
    from llmcourse.evaluation import next_token_loss
    from llmcourse.optimizers import make_optimizers
    from llmcourse.training import TrainingConfig, train_step

    model, config = our_model(), TrainingConfig(steps=10**6, lr=LR, precision=precision)
    optimizers = make_optimizers(model, "adamw", config.weight_decay)

    def steps(n: int) -> None:
        for step in range(n):
            train_step(model, lambda _: batch(), next_token_loss, config, optimizers, step)

    return steps


def our_model():
    """The same GPT-2 from the course's block."""
    from llmcourse.models.transformer import Transformer, TransformerConfig

    return Transformer(TransformerConfig(VOCABULARY, CONTEXT, LAYERS, WIDTH, HEADS, d_ff=4 * WIDTH))


def batch():
    """Random tokens: the speed does not depend on what they say."""
    import torch

    return torch.randint(0, VOCABULARY, (BATCH, CONTEXT))


def work(kind: str, threads: str) -> None:
    """Answer each line with the seconds of a few steps."""
    import torch

    torch.set_num_threads(int(threads))
    loads = {"transformers": load_transformers, "plain": load_plain}
    steps = loads[kind]() if kind in loads else load_ours(kind)
    steps(2)
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        steps(STEPS)
        print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)


def main() -> None:
    """Measure in turns, print the table."""
    import torch

    from llmcourse.runtime import fast_dtype

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    threads = parser.parse_args().threads
    names = {"transformers GPT-2": "transformers", "plain PyTorch loop": "plain", "course, fp32": "fp32"}
    if fast_dtype() == torch.bfloat16:
        names["course, bf16"] = "bf16"
    pythons = {"transformers": peer_python(MODELS)}
    workers = {name: Worker(pythons.get(kind, sys.executable), __file__, kind, threads) for name, kind in names.items()}
    seconds = {name: [] for name in workers}
    for _ in range(ROUNDS):
        for name, worker in workers.items():
            seconds[name].append(worker.ask("go")["seconds"])
    for name, worker in workers.items():
        worker.end()
        speed = STEPS * BATCH * CONTEXT / statistics.median(seconds[name])
        print(f"{name:20}{speed:10,.0f} tokens/s{median_ratio(seconds['transformers GPT-2'], seconds[name]):8.2f}×")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(*sys.argv[2:4])
    else:
        main()

"""SmolLM2 in the course's code beside the `transformers` library, reading the same file: speed and
memory.

    python benchmarks/smollm2.py            # Linux; about five minutes, on an otherwise idle machine

Both run on two threads, each in a process of its own, and take turns: every round measures one,
then the other, so that what else the machine does falls on both. Printed are medians over the
rounds and their ratios. The library gets an environment of its own in benchmarks/.peers, made on
the first run (needs a network).
"""

import json
import resource
import statistics
import sys
import time
from pathlib import Path

from peers import MODELS, Worker, median_ratio, peer_python

ROUNDS, NEW_TOKENS, PREFILL = 5, 64, 512
WORKERS = {
    "transformers fp32": ("transformers", "fp32"),
    "ours fp32": ("ours", "fp32"),
    "ours int8": ("ours", "int8"),
}
PROMPT = [504, 3575, 282, 4649, 314]  # "The capital of France is"


def load_transformers(path: Path):
    import torch
    from transformers import AutoModelForCausalLM

    folder, name = path.parent, path.name
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32).eval()

    def decode(n: int) -> list[int]:
        ids = torch.tensor([PROMPT])
        settings = {"max_new_tokens": n, "min_new_tokens": n, "do_sample": False, "pad_token_id": 2}
        return model.generate(ids, attention_mask=torch.ones_like(ids), **settings)[
            0, len(PROMPT) :
        ].tolist()

    return decode, lambda ids: model(ids, logits_to_keep=1)


def load_ours(path: Path, storage: str):
    from llmcourse.models.generation import generate
    from llmcourse.pretrained.zoo import from_gguf

    model = from_gguf(path, storage).model
    return lambda n: generate(model, [PROMPT], n)[0], lambda ids: model(ids, last_only=True)


def work(kind: str, storage: str, path: Path) -> None:
    """Answer commands, one a line, with seconds."""
    import torch

    torch.set_num_threads(2)
    start = time.perf_counter()
    decode, prefill = (
        load_transformers(path) if kind == "transformers" else load_ours(path, storage)
    )
    load_seconds = time.perf_counter() - start
    prompt = torch.randint(0, 49152, (1, PREFILL), generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        decode(4), prefill(prompt[:, :32])
        print(json.dumps({"load": load_seconds, "resident": resident_megabytes()}), flush=True)
        for command in sys.stdin:
            start = time.perf_counter()
            decode(NEW_TOKENS) if command.strip() == "decode" else prefill(prompt)
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 * 1.048576
            print(json.dumps({"seconds": seconds, "peak": peak}), flush=True)


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    from llmcourse.machine.fetch import SMOLLM2, fetch_file

    path = fetch_file(SMOLLM2)
    pythons = {"transformers": peer_python(MODELS), "ours": sys.executable}
    workers = {
        name: Worker(pythons[kind], __file__, kind, storage, path)
        for name, (kind, storage) in WORKERS.items()
    }
    seconds = {(name, task): [] for name in workers for task in ("decode", "prefill")}
    for _ in range(ROUNDS):
        for task in ("decode", "prefill"):
            for name, worker in workers.items():
                answer = worker.ask(task)
                seconds[name, task].append(answer["seconds"])
                worker.peak = answer["peak"]
    report(workers, seconds)
    for worker in workers.values():
        worker.end()


def report(workers: dict[str, Worker], seconds: dict) -> None:
    base = next(iter(workers))
    print(
        f"{'':20}{'load s':>8}{'MB':>7}{'peak':>7}{'decode tok/s':>14}{'×':>6}{'prefill tok/s':>15}{'×':>6}"
    )
    for name, worker in workers.items():
        row = (
            f"{name:20}{worker.start['load']:8.1f}{worker.start['resident']:7.0f}{worker.peak:7.0f}"
        )
        for task, tokens, width in (("decode", NEW_TOKENS, 14), ("prefill", PREFILL, 15)):
            middle = statistics.median(seconds[name, task])
            row += f"{tokens / middle:{width}.1f}{median_ratio(seconds[base, task], seconds[name, task]):6.2f}"
        print(row)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        main()

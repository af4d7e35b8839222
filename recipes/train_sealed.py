"""Train the model whose result is sealed: the next larger one of the scaling family, with all the
text.

`python recipes/train_sealed.py --work FOLDER` trains, keeps checkpoints in FOLDER and goes on from
the last one; at the end it writes the sealed result (`llmcourse/pretrained/sealed.py`) and shows it
to nobody. It takes the learning rate that the largest member of the family was given, so that
family must be done first. `--smoke` does four steps of a tiny one.
"""

import argparse
import json
from pathlib import Path

from runs import done_in
from train_scaling import BATCH, BYTES_READ, CONTEXT, SIZES, as_bytes, best_rate, fast_precision

from llmcourse.evaluation import loss as evaluation
from llmcourse.machine import runtime
from llmcourse.machine.files import write_whole
from llmcourse.models.transformer import Transformer, llama_style
from llmcourse.pretrained import sealed
from llmcourse.training.batches import Windows
from llmcourse.training.loop import TrainingConfig, train

SHAPE, SEED = {"n_layers": 6, "d_model": 256, "n_heads": 8, "d_ff": 684}, 0
SMOKE_SHAPE = {"n_layers": 1, "d_model": 16, "n_heads": 2, "d_ff": 44}
SMOKE_RATE = 0.04
SMOKE_STEPS = 4


def main() -> None:
    """Train, measure, seal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--smoke", action="store_true", help="four steps of a tiny model")
    options = parser.parse_args()
    shape, steps, lr = SHAPE, BYTES_READ[-1] // (BATCH * CONTEXT), SMOKE_RATE
    if options.smoke:
        shape, steps = SMOKE_SHAPE, SMOKE_STEPS
    else:
        lr = best_rate(list(SIZES)[-1], done_in(sealed.FILE.parent / "runs.jsonl"))
    runtime.seed_everything(SEED)
    model = Transformer(llama_style(256, CONTEXT, n_kv_heads=shape["n_heads"], **shape))
    config = TrainingConfig(
        steps, lr=lr, warmup=0.1, precision=fast_precision(), checkpoint_seconds=60
    )
    windows = Windows(as_bytes("train"), BATCH, CONTEXT, seed=SEED)
    folder = None if options.smoke else options.work
    history = train(
        model, windows, evaluation.next_token_loss, config, None, folder, f"sealed, seed {SEED}"
    )
    known = shape | {
        "parameters": runtime.count_parameters(model),
        "block_parameters": sum(runtime.count_parameters(block) for block in model.blocks),
        "bytes_read": steps * BATCH * CONTEXT,
        "lr": lr,
        "seed": SEED,
        "precision": config.precision,
        "minutes": round(sum(history.seconds) / 60),
    }
    splits = ("validation", "test")
    result = {
        f"{split}_loss": evaluation.text_loss(model, as_bytes(split), CONTEXT) for split in splits
    }
    if options.smoke:
        print(result)
    else:
        write_whole(sealed.FILE, json.dumps(sealed.closed(result, known), indent=1) + "\n")


if __name__ == "__main__":
    main()

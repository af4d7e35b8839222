"""The training loop: it learns, stops and goes on exactly, shares its work, and survives being
killed.
"""

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace

import pytest
import torch
from conftest import ROOT

from llmcourse.evaluation.loss import next_token_loss
from llmcourse.machine.runtime import threads
from llmcourse.models.transformer import Transformer, llama_style
from llmcourse.training import checkpoints
from llmcourse.training.batches import Windows
from llmcourse.training.loop import History, TrainingConfig, learning_rate, precision, train

CONFIG = TrainingConfig(steps=12, lr=0.01, checkpoint_seconds=0.0, optimizer="muon")
# Muon may compute in bfloat16: less exact.
SHARED = replace(CONFIG, micro_batches=4, optimizer="adamw")


def make_model(seed=0):
    torch.manual_seed(seed)
    return Transformer(
        llama_style(13, 16, n_layers=2, d_model=12, n_heads=2, d_ff=24, n_kv_heads=2)
    )


def windows():
    """A text in which each token is the one before plus one or two, of 13: something to learn."""
    steps = torch.randint(1, 3, (4_000,), generator=torch.Generator().manual_seed(1))
    return Windows(steps.cumsum(0) % 13, batch=4, length=15)


@pytest.fixture(autouse=True)
def one_thread():
    with threads(1):
        yield


def weights(model):
    return torch.cat([p.detach().flatten() for p in model.parameters()])


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_it_learns_and_is_repeatable(optimizer):
    runs = [make_model(), make_model()]
    config = TrainingConfig(steps=60, lr=0.02, optimizer=optimizer)
    losses = [train(model, windows(), next_token_loss, config).losses for model in runs]
    assert losses[0] == losses[1] and torch.equal(weights(runs[0]), weights(runs[1]))
    assert losses[0][0] > 2.3 and losses[0][-1] < 1.2  # from log 13 = 2.56 toward log 2 = 0.69


class StopHere(Exception):
    pass


def stopping_at(draw, number):
    def wrapped(i):
        if i == number:
            raise StopHere
        return draw(i)

    return wrapped


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_interrupted_and_resumed_equals_uninterrupted(tmp_path, optimizer):
    config = replace(CONFIG, optimizer=optimizer, micro_batches=2)
    whole = make_model()
    expected = train(whole, windows(), next_token_loss, config)
    with pytest.raises(StopHere):
        train(
            make_model(),
            stopping_at(windows(), 2 * 7 + 1),
            next_token_loss,
            config,
            folder=tmp_path,
        )
    resumed = make_model(seed=99)  # its own weights do not matter any more
    history = train(resumed, windows(), next_token_loss, config, folder=tmp_path)
    assert history.losses == expected.losses and torch.equal(weights(resumed), weights(whole))


def test_a_finished_training_is_only_loaded(tmp_path):
    first, again = make_model(), make_model(seed=5)
    expected = train(first, windows(), next_token_loss, CONFIG, folder=tmp_path)
    history = train(again, stopping_at(windows(), 0), next_token_loss, CONFIG, folder=tmp_path)
    assert torch.equal(weights(first), weights(again)) and history.losses == expected.losses


def test_one_checkpoint_is_kept_and_nothing_is_pickled(tmp_path):
    train(make_model(), windows(), next_token_loss, CONFIG, folder=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "checkpoint.json",
        "step-0000012.safetensors",
    ]


@pytest.mark.parametrize("fails", ["save_file", "os.replace", "write_whole"])
def test_a_kill_while_saving_leaves_the_checkpoint_before(tmp_path, monkeypatch, fails):
    with pytest.raises(StopHere):
        train(make_model(), stopping_at(windows(), 5), next_token_loss, CONFIG, folder=tmp_path)

    def killed(*_):
        raise StopHere

    with monkeypatch.context() as patch:
        patch.setattr(f"llmcourse.training.checkpoints.{fails}", killed)
        with pytest.raises(StopHere):
            train(make_model(), windows(), next_token_loss, CONFIG, folder=tmp_path)
    resumed, whole = make_model(), make_model()
    train(resumed, windows(), next_token_loss, CONFIG, folder=tmp_path)
    train(whole, windows(), next_token_loss, CONFIG)
    assert torch.equal(weights(resumed), weights(whole))


def test_another_trainings_folder_is_refused(tmp_path):
    train(make_model(), windows(), next_token_loss, CONFIG, folder=tmp_path)
    with pytest.raises(ValueError, match="checkpoint of another training"):
        train(make_model(), windows(), next_token_loss, replace(CONFIG, lr=0.5), folder=tmp_path)
    other = Transformer(
        llama_style(13, 16, n_layers=1, d_model=12, n_heads=2, d_ff=24, n_kv_heads=2)
    )
    with pytest.raises(ValueError, match="checkpoint of another training"):
        train(other, windows(), next_token_loss, CONFIG, folder=tmp_path)
    with pytest.raises(ValueError, match="checkpoint of another training"):
        train(
            make_model(), windows(), next_token_loss, CONFIG, folder=tmp_path, identity="other data"
        )


def test_micro_batches_are_one_batch():
    """Two micro-batches of 4 give the gradient of their 8 rows together. (Muon may compute in
    bfloat16: less exact.)
    """
    draw, config = windows(), replace(CONFIG, micro_batches=2, steps=3, optimizer="adamw")
    split, whole = make_model(), make_model()
    train(split, draw, next_token_loss, config)
    train(
        whole,
        lambda i: torch.cat([draw(2 * i), draw(2 * i + 1)]),
        next_token_loss,
        replace(config, micro_batches=1),
    )
    torch.testing.assert_close(weights(split), weights(whole), rtol=1e-3, atol=1e-4)


@pytest.mark.slow
def test_two_processes_train_as_one_does(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        "-m",
        "torch.distributed.run",
        "--nproc-per-node=2",
        "--master-addr=127.0.0.1",
        f"--master-port={port}",
    ]
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests")]),
    }
    done = subprocess.run(
        [sys.executable, *command, __file__, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    together = json.loads((tmp_path / checkpoints.INDEX).read_text())["history"]["losses"]
    assert together == pytest.approx(
        train(make_model(), windows(), next_token_loss, SHARED).losses, rel=1e-4
    )
    first, second = ((tmp_path / f"weights-{rank}").read_bytes() for rank in range(2))
    assert first == second, "both processes end with the same model"


def test_the_rate_rises_and_falls():
    config = TrainingConfig(steps=10, lr=1.0, warmup=0.3)
    assert [learning_rate(step, config) for step in range(10)] == pytest.approx(
        [1 / 3, 2 / 3, 1, 1, 6 / 7, 5 / 7, 4 / 7, 3 / 7, 2 / 7, 1 / 7]
    )
    assert learning_rate(0, TrainingConfig(steps=10, lr=1.0, warmup=0.0)) == 1


def test_evaluations_come_when_asked_and_at_the_end():
    seen = []

    def evaluate(model):
        seen.append((model.training, torch.is_grad_enabled()))
        return {"figure": float(len(seen))}

    history = train(
        make_model(), windows(), next_token_loss, replace(CONFIG, evaluate_every=5), evaluate
    )
    assert history.curve("figure") == ([5, 10, 12], [1.0, 2.0, 3.0])
    assert seen == [(False, False)] * 3
    assert len(history.rates) == len(history.seconds) == history.steps == 12


def test_a_loss_that_explodes_is_said():
    with pytest.raises(
        FloatingPointError, match=r"At step 0 the loss is inf .* try a lower lr, now 0\.01"
    ):
        train(
            make_model(),
            windows(),
            lambda model, x: next_token_loss(model, x) * float("inf"),
            CONFIG,
        )


def test_a_gradient_that_explodes_is_said_before_it_reaches_the_weights():
    """The root has an infinite slope at 0, where the loss itself is 0."""
    model = make_model()
    before = weights(model)
    with pytest.raises(FloatingPointError, match="At step 0 the loss is 0"):
        train(model, windows(), lambda model, _: (model.norm.weight * 0).abs().sqrt().sum(), CONFIG)
    assert torch.equal(weights(model), before)


def test_precision_is_switched_for_the_forward_pass_only():
    model = make_model()
    with precision("bf16"):
        loss = next_token_loss(model, windows()(0))
        assert torch.is_autocast_enabled("cpu")
    assert not torch.is_autocast_enabled("cpu")
    loss.backward()
    assert all(p.grad.dtype == torch.float32 for p in model.parameters())
    exact = next_token_loss(model, windows()(0)).item()
    assert loss.item() == pytest.approx(exact, rel=0.02) and loss.item() != exact


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": 0}, "At least one step"),
        ({"lr": -1.0}, "must be positive"),
        ({"warmup": 2.0}, "a share between 0 and 1"),
        ({"precision": "fp8"}, "choose one of fp32, bf16, fastest"),
    ],
)
def test_odd_configurations_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        replace(CONFIG, **change)


def test_an_empty_history_has_no_steps():
    assert History().steps == 0


if __name__ == "__main__":
    from pathlib import Path

    from llmcourse.training.loop import processes, rank_and_world_size

    with processes(), threads(1):
        rank, _ = rank_and_world_size()
        model = make_model(seed=rank)  # the second process starts with other weights
        folder = Path(sys.argv[1])
        train(model, windows(), next_token_loss, SHARED, folder=folder)
        (folder / f"weights-{rank}").write_bytes(weights(model).numpy().tobytes())

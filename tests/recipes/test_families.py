"""The families' recipes choose rates fairly: the best one has tried neighbors on both sides, or
there is none.
"""

import math

import pytest
import train_comparison
import train_emergence
import train_scaling
from conftest import ROOT
from runs import done_in


def carried_out(next_run, losses, name):
    """What a recipe does, when the loss depends on the rate alone and nothing has to be trained."""
    done = []
    while run := next_run(done):
        (run,) = run.args
        done.append({"size": run.size, "lr": run.lr, "seed": run.seed, name: losses(run.lr)})
        if hasattr(run, "bytes_read"):
            done[-1] |= {"bytes_read": run.bytes_read, "precision": run.precision}
    return done


@pytest.mark.parametrize("best", train_emergence.RATES)
def test_emergence_finds_the_best_rate_and_repeats_it_with_every_seed(best):
    done = carried_out(
        train_emergence.next_run, lambda lr: abs(math.log(lr / best)), "validation_nats_per_digit"
    )
    for size in train_emergence.SIZES:
        seeds = [d["seed"] for d in done if (d["size"], d["lr"]) == (size, best)]
        assert sorted(seeds) == list(range(train_emergence.SEEDS))
        assert {d["seed"] for d in done if d["size"] == size and d["lr"] != best} == {0}


@pytest.mark.parametrize("best", train_scaling.RATES)
def test_scaling_finds_the_best_rate_and_tries_its_neighbors_with_all_the_text(best, monkeypatch):
    monkeypatch.setattr(train_scaling, "fast_precision", lambda: "bf16")
    done = carried_out(
        train_scaling.next_run, lambda lr: abs(math.log(lr / best)), "validation_loss"
    )
    runs = {(d["size"], d["bytes_read"], d["lr"], d["seed"]) for d in done}
    assert len(runs) == len(done) - 1  # one is done in both precisions
    for size in train_scaling.SIZES:
        assert {(size, n, best, 0) for n in train_scaling.BYTES_READ} <= runs
    last = train_scaling.BYTES_READ[-1]
    twice = train_scaling.Run(train_scaling.IN_BOTH, train_scaling.TUNED_AT, best, 0)
    assert set(train_scaling.losses_by_precision(twice, done)) == {"bf16", "fp32"}
    for size in train_scaling.TUNED_AGAIN:
        assert {(size, last, lr, 0) for lr in train_scaling.neighbors(best)} <= runs


def test_of_rates_that_are_nearly_as_good_the_lowest_is_taken():
    size = next(iter(train_scaling.SIZES))
    losses = {0.02: 1.0, 0.04: 0.99, 0.08: 1.2}
    done = [
        {
            "size": size,
            "bytes_read": train_scaling.TUNED_AT,
            "seed": 0,
            "lr": lr,
            "validation_loss": loss,
        }
        for lr, loss in losses.items()
    ]
    assert train_scaling.rates_to_try(size, done) == ([], 0.02)


@pytest.mark.parametrize("best", train_comparison.RATES)
def test_comparison_tunes_both_contestants_and_repeats_all_but_the_longest(best):
    done = []
    while run := train_comparison.next_run(done):
        (run,) = run.args
        done.append({**vars(run), "validation_bits": abs(math.log(run.lr / best))})
    for kind, lengths in train_comparison.STEPS.items():
        seeds = [(d["steps"], d["seed"]) for d in done if (d["kind"], d["lr"]) == (kind, best)]
        assert sorted(seeds) == sorted(
            [(n, s) for n in lengths[:3] for s in range(3)] + [(lengths[3], 0)]
        )
    for kind in train_comparison.POSITIONS:
        assert [d["lr"] for d in done if d["kind"] == kind] == [best] * train_comparison.SEEDS


def test_contestants_are_equally_large():
    sizes = [
        train_comparison.runtime.count_parameters(train_comparison.model_of(k))
        for k in train_comparison.STEPS
    ]
    assert max(sizes) <= 1.03 * min(sizes)


def test_the_comparisons_table_is_complete_and_its_card_is_made_from_it():
    folder = ROOT / "llmcourse" / "models" / "files" / "comparison"
    done = done_in(folder / "runs.jsonl")
    assert train_comparison.next_run(done) is None
    assert (folder / "card.md").read_text(encoding="utf-8") == train_comparison.card(done)


@pytest.mark.parametrize("recipe", [train_scaling, train_emergence])
def test_the_shipped_table_is_complete_and_its_card_is_made_from_it(recipe):
    folder = ROOT / "llmcourse" / "models" / "files" / recipe.__name__.removeprefix("train_")
    done = done_in(folder / "runs.jsonl")
    assert recipe.next_run(done) is None
    assert (folder / "card.md").read_text(encoding="utf-8") == recipe.card(done)
    assert len({d["size"] for d in done}) >= 7
    parameters = [d.get("block_parameters", d["parameters"]) for d in done]
    assert max(parameters) >= 100 * min(parameters)

"""The families' recipes choose rates fairly: the best one has tried neighbors on both sides, or
there is none.
"""

import math

import pytest
import torch
import train_comparison
import train_emergence
import train_scaling
from conftest import ROOT
from runs import done_in
from torch.utils.flop_counter import FlopCounterMode


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


def compared(best):
    """What the comparison's recipe does, when the loss depends on the rate alone."""
    done = []
    while run := train_comparison.next_run(done):
        if run is train_comparison.time_steps:
            done.append({"kind": train_comparison.TIMES})
        else:
            (run,) = run.args
            done.append({**vars(run), "validation_bits": abs(math.log(run.lr / best))})
    return done


@pytest.mark.parametrize("best", train_comparison.RATES)
def test_comparison_tunes_both_contestants_and_repeats_every_length_with_every_seed(best):
    done = compared(best)
    for kind, lengths in train_comparison.STEPS.items():
        seeds = [(d["steps"], d["seed"]) for d in done if (d["kind"], d.get("lr")) == (kind, best)]
        everywhere = [(n, s) for n in lengths for s in range(train_comparison.SEEDS)]
        assert sorted(seeds) == sorted(everywhere)
        others = [d for d in done if d["kind"] == kind and d["lr"] != best]
        tuned_at = (lengths[train_comparison.TUNED_AT], 0)
        assert {(d["steps"], d["seed"]) for d in others} == {tuned_at}
    for kind in train_comparison.POSITIONS:
        rates = [d["lr"] for d in done if d["kind"] == kind]
        assert rates == [best] * train_comparison.SEEDS


def test_the_comparison_times_single_steps_once_and_last():
    done = compared(0.01)
    assert [d["kind"] for d in done].index(train_comparison.TIMES) == len(done) - 1


def test_contestants_are_equally_large_and_a_step_is_equally_much_work():
    kinds = list(train_comparison.STEPS)
    models = [train_comparison.model_of(kind) for kind in kinds]
    sizes = [train_comparison.runtime.count_parameters(model) for model in models]
    work = [train_comparison.step_flops(kind) for kind in kinds]
    assert max(sizes) <= 1.03 * min(sizes) and max(work) <= 1.05 * min(work)


def test_the_lstms_work_is_counted_as_its_cell_computes_it():
    """A cell of torch's, one step at a time, whose matrices torch's counter does see."""
    width = train_comparison.model_of("LSTM").head.in_features
    cell, x = torch.nn.LSTMCell(width, width), torch.zeros(1, width)
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        cell(x, (x, x))
    output = 2 * width * len(train_comparison.letters())
    places = train_comparison.BATCH * train_comparison.CONTEXT
    by_hand = 3 * places * (counter.get_total_flops() + output)
    assert train_comparison.step_flops("LSTM") == by_hand


def test_carrying_the_state_on_is_reading_in_one_go():
    torch.manual_seed(0)
    model = train_comparison.model_of("LSTM")
    text = torch.randint(0, len(train_comparison.letters()), (5_001,), dtype=torch.uint8)
    with torch.inference_mode():
        logits = model(text.long()[None, :-1])[0]
    whole = torch.nn.functional.cross_entropy(logits, text[1:].long()).item()
    assert train_comparison.carried_loss(model, text) == pytest.approx(whole, rel=1e-5)


def test_there_are_enough_new_tales_for_the_longest_run():
    longest = max(steps for lengths in train_comparison.STEPS.values() for steps in lengths)
    needed = longest * train_comparison.BATCH * train_comparison.CONTEXT
    few = [train_comparison.new_tale(number) for number in train_comparison.NEW[::200]]
    characters = sum(len(text) + 2 for text in few)
    assert characters * 200 > 1.01 * needed


def test_the_comparisons_table_is_complete_and_its_card_is_made_from_it():
    folder = ROOT / "llmcourse" / "pretrained" / "files" / "comparison"
    done = done_in(folder / "runs.jsonl")
    assert train_comparison.next_run(done) is None
    assert (folder / "card.md").read_text(encoding="utf-8") == train_comparison.card(done)


@pytest.mark.parametrize("recipe", [train_scaling, train_emergence])
def test_the_shipped_table_is_complete_and_its_card_is_made_from_it(recipe):
    folder = ROOT / "llmcourse" / "pretrained" / "files" / recipe.__name__.removeprefix("train_")
    done = done_in(folder / "runs.jsonl")
    assert recipe.next_run(done) is None
    assert (folder / "card.md").read_text(encoding="utf-8") == recipe.card(done)
    assert len({d["size"] for d in done}) >= 7
    parameters = [d.get("block_parameters", d["parameters"]) for d in done]
    assert max(parameters) >= 100 * min(parameters)

"""The translator's recipe: batches of like length by number alone, and a baseline that finds the
nearest sentence.
"""

import runpy

import pytest
import torch
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcourse.data.real.pairs import Pair
from llmcourse.pretrained import shipped

RECIPE = runpy.run_path(str(ROOT / "recipes" / "train_translator.py"))
Buckets, Nearest, spread = RECIPE["Buckets"], RECIPE["Nearest"], RECIPE["spread"]


def some_pairs(lengths):
    """Pairs that can be told apart: the first token of each is its number."""
    return [([i + 2, *[1] * size], [5] * (size % 3)) for i, size in enumerate(lengths)]


@settings(deadline=None)
@given(
    lengths=st.lists(st.integers(0, 9), min_size=15, max_size=40),
    batch=st.integers(1, 5),
    group=st.integers(1, 3),
    passed=st.integers(0, 3),
)
def test_a_pass_has_every_pair_once_but_the_left_over(lengths, batch, group, passed):
    draw = Buckets(some_pairs(lengths), batch, group, seed=3)
    batches = [draw(passed * draw.per_pass + place) for place in range(draw.per_pass)]
    seen = [i for each in batches for i in each.source[:, 0].tolist()]
    assert len(seen) == len(set(seen)) == len(lengths) // (batch * group) * batch * group
    assert all(len(each.source) == batch for each in batches)


def test_pairs_of_a_batch_are_about_as_long():
    lengths = torch.randint(1, 40, (1_000,), generator=torch.Generator().manual_seed(0)).tolist()
    draw = Buckets(some_pairs(lengths), 20, group=2, seed=3)
    reals = [batch.source_not_pad for batch in map(draw, range(draw.per_pass))]
    assert sum(int(real.sum()) for real in reals) / sum(real.numel() for real in reals) > 0.95
    widths = [real.shape[1] for real in reals]
    assert widths != sorted(widths), "short batches do not all come first"
    apart = [abs(a - b) for a, b in zip(widths[::2], widths[1::2], strict=True)]
    assert sum(apart) / len(apart) <= 2, "those of one step are of like length"


def test_a_batch_depends_on_its_number_and_the_seed_alone():
    pairs = some_pairs([3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
    first, second = Buckets(pairs, 2, 1, seed=3), Buckets(pairs, 2, 1, seed=3)
    _ = second(0), second(40)
    assert all(torch.equal(a, b) for a, b in zip(first(13), second(13), strict=True))
    orders = [
        [tuple(Buckets(pairs, 2, 1, seed)(i).source[:, 0].tolist()) for i in range(5)]
        for seed in (3, 4)
    ]
    assert orders[0] != orders[1] != [tuple(first(5 + i).source[:, 0].tolist()) for i in range(5)]
    with pytest.raises(ValueError, match="10 pairs are too few for 2 batches of 6"):
        Buckets(pairs, 6, 2, seed=0)


def test_the_nearest_text_is_found():
    known = ["The cat sat.", "A dog barks loudly.", "Where is the station?", "Where is the nation?"]
    nearest = Nearest(known)
    assert [nearest(text) for text in known] == [0, 1, 2, 3]
    assert nearest("the dog barked") == 1 and nearest("Where's the station") == 2
    assert nearest("ЖЖЖЖ") == 0  # nothing in common: any will do


def test_spread_takes_from_all_over():
    pairs = [Pair(str(i), "", "") for i in range(10)]
    assert [pair.source for pair in spread(pairs, 3)] == ["0", "3", "6"]
    assert spread(pairs, 20) == pairs


def test_loss_does_not_depend_on_the_order_of_the_pairs():
    torch.manual_seed(0)
    model = RECIPE["Translator"](RECIPE["SMOKE_CONFIG"]).eval()
    pairs = some_pairs([3, 1, 4, 1, 5, 9, 2, 6])
    whole = RECIPE["loss_of"](model, pairs)
    parts = [(RECIPE["loss_of"](model, [pair]), len(pair[1]) + 1) for pair in pairs]
    assert whole == pytest.approx(
        sum(loss * size for loss, size in parts) / sum(size for _, size in parts), rel=1e-5
    )
    assert RECIPE["loss_of"](model, pairs[::-1]) == pytest.approx(whole)


@pytest.mark.slow
def test_the_shipped_vocabulary_comes_from_the_recipe():
    made = RECIPE["vocabulary"](RECIPE["read"]("train"), RECIPE["CONFIG"].vocab_size)
    assert made == shipped.read_vocabulary(RECIPE["NAME"])

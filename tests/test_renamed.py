"""Names in the tales are exchanged consistently, within their group, and by the number of the pass alone."""

import random
import sys

import pytest
import torch
from conftest import ROOT

from llmcourse import tokenizer
from llmcourse.data.tales.corpus import make

sys.path.append(str(ROOT / "recipes"))  # recipes import their neighbors

from renamed import RenamedWindows, group, pools, renamed


@pytest.fixture(scope="module")
def some():
    return [make(number)[0] for number in range(60)]


def test_every_name_becomes_another_of_its_group_everywhere(some):
    names = pools(some)
    changed = 0
    for tale in some:
        text = renamed(tale, names, random.Random(1))
        for who in tale.truth.characters:
            if place := group(who):
                free = [name for name in names[place] if name not in tale.text]
                if free:
                    assert who.name not in text.split()
                    new = [name for name in names[place] if name in text and name not in tale.text]
                    assert new and any(text.count(name) == tale.text.count(who.name) for name in new)
                    changed += 1
    assert changed > 60


def test_nobody_is_given_the_name_of_another(some):
    names = pools(some)
    for tale in some:
        text = renamed(tale, names, random.Random(2))
        whos = [who.name for who in tale.truth.characters if group(who)]
        everybody = {name for group_names in names.values() for name in group_names}
        assert len({w.strip('.,"?!') for w in text.split()} & everybody) >= len({w for w in whos if " " not in w})


def test_callings_and_parents_keep_their_names(some):
    kept = {who.name for tale in some for who in tale.truth.characters if group(who) is None}
    assert kept & {"Mom", "Dad"}
    assert not kept & {name for names in pools(some).values() for name in names}


def test_batches_are_drawn_by_number_alone_and_passes_differ(some):
    draw = RenamedWindows(some, tokenizer.shipped("tales"), batch=4, length=64, seed=5)
    again = RenamedWindows(some, tokenizer.shipped("tales"), batch=4, length=64, seed=5)
    first = draw(0)
    assert first.shape == (4, 65)
    later = draw(draw.per_pass)
    assert torch.equal(again(draw.per_pass), later) and torch.equal(draw(0), first)
    assert not torch.equal(later, first)

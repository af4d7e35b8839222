"""The recipe of tales-gpt: what it reads, and how it measures, by hand."""

import math
import runpy

import pytest
import torch
from conftest import ROOT
from tales import story

from llmcourse.data.generated.tales import corpus
from llmcourse.models.transformer import Transformer, llama_style

RECIPE = runpy.run_path(str(ROOT / "recipes" / "train_tales_gpt.py"))
STORIES = [[11, 12, 13], [21, 22], [31, 32, 33, 34], [41]]
IDS = torch.tensor([0, *(i for story in STORIES for i in [*story, 0])])


def test_every_window_begins_with_a_story_and_no_story_begins_two_in_a_pass():
    windows = RECIPE["Beginnings"](IDS, batch=1, length=5, seed=3)
    rows = [windows(number)[0].tolist() for number in range(6)]
    # The last is too near the end.
    expected = [[0, 11, 12, 13, 0, 21], [0, 21, 22, 0, 31, 32], [0, 31, 32, 33, 34, 0]]
    assert sorted(rows[:3]) == sorted(rows[3:]) == expected
    assert torch.equal(windows(4), windows(4))


def test_the_loss_of_stories_is_that_of_each_alone():
    torch.manual_seed(0)
    model = Transformer(
        llama_style(50, 16, n_layers=1, d_model=12, n_heads=2, d_ff=16, n_kv_heads=2)
    )
    nats = 0.0
    for tale in STORIES:
        row = [0, *tale, 0]
        chances = model(torch.tensor([row[:-1]]))[0].softmax(-1).tolist()
        nats -= sum(math.log(chances[place][token]) for place, token in enumerate(row[1:]))
    assert RECIPE["story_loss"](model, IDS) == pytest.approx(nats / (len(IDS) - 1))


def test_no_new_tale_has_a_combination_that_is_kept_for_the_test():
    numbers = range(story.COUNT, story.COUNT + 60)
    made = {number: story.make(number)[0] for number in numbers}
    held_out = {number for number, tale in made.items() if corpus.is_held_out(tale)}
    assert 0 < len(held_out) < 30
    assert {number for number in numbers if not RECIPE["new_tale"](number)} == held_out
    assert all(
        RECIPE["new_tale"](number) == made[number].text for number in set(numbers) - held_out
    )


def test_repeated_sequences_are_counted_within_a_story():
    words = [f"{a}{b}" for a in "abcdef" for b in "abcde"]  # thirty
    end, story = RECIPE["END"], " ".join(words[:15])  # three sequences of 13
    assert RECIPE["repeated"](
        [story], f"{end}X, {' '.join(words[1:14]).title()}!{end}"
    ) == pytest.approx(1 / 3)
    assert RECIPE["repeated"]([story], f"{' '.join(words[:7])}{end}{' '.join(words[7:])}{end}") == 0
    assert RECIPE["repeated"]([story, " ".join(words[15:])], story) == pytest.approx(3 / 6)


def test_names_are_counted_once_a_story():
    known = {who.name for tale in corpus.tales("validation") for who in tale.truth.characters}
    first, second = sorted(name for name in known if name.isalpha() and name.istitle())[:2]
    assert RECIPE["names_a_story"]([f"{first} and {second} saw {first}.", "Nobody was there."]) == 1

"""The corpus of tales: alike everywhere, kept whole, split without leaks, varied within the bounds
its card states.
"""

import doctest
import importlib
import re
from collections import Counter

import pytest
from conftest import ROOT
from tales import story
from tales.plots.all_plots import plots
from tales.telling import frames, phrases, teller
from tales.telling.stage import Stage
from tales.world import chance, events, lexicon

from llmcourse.data.bundled import read_text
from llmcourse.data.generated.tales import corpus, derived, store

FEW = 40


@pytest.fixture(scope="module")
def made():
    return [story.make(number) for number in range(300)]


@pytest.fixture(scope="module")
def stories(made):
    return [tale for tale, _ in made]


def first(number):
    return story.make(number)[0]


@pytest.mark.parametrize(
    "module", [chance, events, frames, lexicon, phrases, store, teller, derived]
)
def test_examples_in_docstrings(module):
    module = importlib.import_module(module.__name__)
    assert doctest.testmod(module).failed == 0


def test_chance_falls_as_it_always_did():
    dice = chance.Dice(7)
    assert [dice.below(100) for _ in range(6)] == [32, 15, 65, 7, 53, 36]
    assert dice.sample("abcde", 5) != dice.sample("abcde", 5)
    assert sorted(dice.sample("abcde", 5)) == list("abcde")
    assert sum(dice.chance(0.3) for _ in range(10_000)) == pytest.approx(3_000, abs=150)


def test_a_story_comes_out_the_same_twice(stories):
    assert [first(number) for number in range(20)] == stories[:20]


def test_stories_differ(stories):
    assert len({tale.text for tale in stories}) == len(stories)


def test_stories_have_the_length_they_should(stories):
    assert all(60 <= len(tale.text.split()) <= 220 for tale in stories)


def test_packing_keeps_everything(stories):
    for tale in stories[:100]:
        for held_out in (True, False):
            line = store.pack(tale, held_out)
            assert "\n" not in line
            assert (store.unpack(line), store.text(line), store.held_out(line)) == (
                tale,
                tale.text,
                held_out,
            )


def test_what_ships_is_what_the_recipe_makes(stories):
    assert corpus.tales()[: len(stories)] == stories
    assert corpus.texts()[: len(stories)] == [tale.text for tale in stories]


def test_a_misspelled_split_is_refused():
    for read in (corpus.tales, corpus.texts):
        with pytest.raises(ValueError, match="'train', 'validation' or 'test'"):
            read("dev")


def test_the_splits_make_up_the_whole():
    parts = [corpus.tales(split) for split in ("train", "validation", "test")]
    assert Counter(map(hash, corpus.tales())) == Counter(
        hash(tale) for part in parts for tale in part
    )
    assert [corpus.texts(split) for split in ("train", "test")] == [
        [t.text for t in parts[0]],
        [t.text for t in parts[2]],
    ]


def test_held_out_combinations_are_in_test_alone(stories):
    held = [tale for tale in stories if corpus.is_held_out(tale)]
    assert 0.03 < len(held) / len(stories) < 0.15
    for number, tale in enumerate(stories):
        split = corpus.split_of_line(number, store.pack(tale, corpus.is_held_out(tale)))
        assert split == "test" or not corpus.held_out_pairs(tale)
    assert {("bake", "pie"), ("go", "hill")} <= {
        pair for tale in held for pair in corpus.held_out_pairs(tale)
    }
    (event, name), *_ = corpus.held_out_pairs(held[0])
    assert any(
        one.kind == event and name in one.things + one.places for one in held[0].truth.events
    )


@pytest.mark.slow
def test_every_plot_event_and_frame_group_comes_up():
    used, kinds = set(), set()
    for plot in plots().values():
        for seed in range(60):
            stage = Stage(seed, plot.animals)
            plot.tell(stage)
            used |= {frame.key for frame in stage.frames()}
            kinds |= {event.kind for event in stage.events}
    all_keys = {key for key in frames.frames() if not key.startswith(("detail.", "title."))}
    assert all_keys <= used, f"never told: {all_keys - used}"
    assert kinds == set(events.kinds()) and len(kinds) >= 60


def test_there_are_many_frames():
    written = [
        frame
        for key, group in frames.frames().items()
        if not key.startswith("detail.")
        for frame in group
    ]
    assert len(written) >= 2_000 and sum(frames.ways(frame.body) > 1 for frame in written) >= 1_000
    assert len({frame.source for frame in written}) >= 0.98 * len(written)


def test_few_stories_are_varied_already(made):
    told = Counter(sentence for tale, _ in made for sentence in tale.sentence_texts())
    frame_uses = Counter(frame for _, used in made for frame in used)
    assert told.most_common(1)[0][1] <= 0.004 * told.total()
    assert frame_uses.most_common(1)[0][1] <= 0.01 * frame_uses.total()
    assert len({tale.truth.plot for tale, _ in made}) >= 50
    endings = Counter(tale.truth.ending for tale, _ in made)
    assert min(endings.values()) >= 0.05 * len(made) and set(endings) == {
        "happy",
        "sad",
        "surprising",
    }


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_the_whole_corpus_is_made_again_and_no_frame_is_worn_out():
    made, used = [], Counter()
    for number in range(story.COUNT):
        tale, told = story.make(number)
        made.append(store.pack(tale, corpus.is_held_out(tale)))
        used.update(told)
    assert "".join(line + "\n" for line in made) == read_text("tales/tales.jsonl.xz")
    assert used.most_common(1)[0][1] <= 0.01 * used.total()


@pytest.mark.slow
def test_the_corpus_keeps_its_bounds():
    tales = corpus.tales()
    assert len({tale.text for tale in tales}) == len(tales)
    assert 8e6 < sum(len(tale.text.encode()) for tale in tales) < 12e6
    told = Counter(sentence for tale in tales for sentence in tale.sentence_texts())
    assert told.most_common(1)[0][1] <= 0.001 * told.total()
    types = Counter(word for tale in tales for word in words(tale.text))
    assert sum(count >= 5 for count in types.values()) >= 2_500
    fives = [gram for tale in tales for gram in grams(tale.text, 5)]
    assert len(set(fives)) >= 0.37 * len(fives)


@pytest.mark.slow
def test_what_train_and_test_share_is_what_the_card_says():
    parts = {split: corpus.texts(split) for split in ("train", "validation", "test")}
    assert not set(parts["train"]) & {*parts["validation"], *parts["test"]}
    known = {gram for text in parts["train"] for gram in grams(text, 13)}
    for split in ("validation", "test"):
        seen = [gram in known for text in parts[split] for gram in grams(text, 13)]
        assert 0.02 < sum(seen) / len(seen) < 0.25
    card = (ROOT / "llmcourse" / "data" / "files" / "tales" / "card.md").read_text(encoding="utf-8")
    counts = {
        split: int(count.replace(",", ""))
        for split, count in re.findall(r"(train|validation|test) ([\d,]+)", card)
    }
    assert counts == {split: len(texts) for split, texts in parts.items()}


def words(text):
    return re.findall(r"[a-z']+", text.lower())


def grams(text, size):
    all_words = words(text)
    return list(zip(*(all_words[start:] for start in range(size)), strict=False))

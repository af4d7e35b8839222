"""Tales: deterministic, hash-checked, split without leaks, and never against the rules of their world."""

import hashlib

import pytest

from llmcourse.data.tales import corpus, store


@pytest.fixture(scope="module")
def stories():
    return [corpus.make(number)[0] for number in range(100)]


def test_a_story_comes_out_the_same_twice(stories):
    assert [corpus.make(number)[0] for number in range(5)] == stories[:5]


def test_packing_keeps_everything(stories):
    for tale in stories:
        line = store.pack(tale, held_out=True)
        assert store.unpack(line) == tale and store.text(line) == tale.text and store.held_out(line)


@pytest.mark.slow
def test_the_recorded_hash_is_that_of_the_generator():
    assert hashlib.sha256(corpus.make_all(say=str)).hexdigest() == corpus.SHA256

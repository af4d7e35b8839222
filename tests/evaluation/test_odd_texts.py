"""Odd values for everything in `evaluation`: refused in words, or right."""

import math

import pytest
import torch
from odd_values import assert_refused, each, plainly, tried_too_little

loss, scores = plainly("evaluation.loss", "evaluation.scores")

IDS = torch.tensor([[1, 2, 3]])
model = torch.nn.Embedding(5, 5)
PAIRS = (scores.chrf, scores.bleu, scores.exact_match, scores.token_f1)

TABLE = [
    ("loss.next_token_loss", "must be a function", lambda: loss.next_token_loss(None, IDS)),
    ("loss.next_token_loss", "needs two tokens", lambda: loss.next_token_loss(model, IDS[:, :1])),
    ("loss.next_token_loss", "needs two tokens", lambda: loss.next_token_loss(model, IDS[:0])),
    ("loss.next_token_loss", "is expected", lambda: loss.next_token_loss(model, IDS[0])),
    ("loss.next_token_loss", "must hold int", lambda: loss.next_token_loss(model, IDS.float())),
    ("loss.next_token_loss", "encode it first", lambda: loss.next_token_loss(model, "Hi")),
    ("loss.next_token_loss", "must be a tensor", lambda: loss.next_token_loss(model, [[1, 2]])),
    ("loss.text_loss", "no window of 9", lambda: loss.text_loss(model, IDS[0], 9)),
    ("loss.text_loss", "no window of 2", lambda: loss.text_loss(model, IDS[0, :0], 2)),
    ("loss.text_loss", "length must be at least 1", lambda: loss.text_loss(model, IDS[0], 0)),
    ("loss.text_loss", "length must be a whole", lambda: loss.text_loss(model, IDS[0], 2.0)),
    ("loss.text_loss", "batch must be at least 1", lambda: loss.text_loss(model, IDS[0], 2, 0)),
    ("loss.text_loss", "is expected", lambda: loss.text_loss(model, IDS, 2)),
    ("loss.text_loss", "encode it first", lambda: loss.text_loss(model, "a text", 2)),
    ("loss.text_loss", "must be a function", lambda: loss.text_loss("gpt", IDS[0], 2)),
    ("loss.bits_per_byte", "above 0, not 0", lambda: loss.bits_per_byte(1.0, 0)),
    ("loss.bits_per_byte", "above 0, not -1", lambda: loss.bits_per_byte(1.0, -1)),
    ("loss.bits_per_byte", "finite number", lambda: loss.bits_per_byte(math.nan, 1.0)),
    ("loss.bits_per_byte", "a number, not '1'", lambda: loss.bits_per_byte("1", 1.0)),
    ("loss.bits_per_byte", "one number, not a Tensor", lambda: loss.bits_per_byte(torch.ones(2), 1.0)),
    ("loss.bits_per_byte", "a number, not None", lambda: loss.bits_per_byte(1.0, None)),
    ("scores.character_ngrams", "must be text, not None", lambda: scores.character_ngrams(None)),
    ("scores.character_ngrams", "must be text, not b'a'", lambda: scores.character_ngrams(b"a")),
    ("scores.character_ngrams", "must be text, not 3", lambda: scores.character_ngrams(3)),
    ("scores.words_and_signs", "must be text, not None", lambda: scores.words_and_signs(None)),
    ("scores.words_and_signs", "must be text, not b'a'", lambda: scores.words_and_signs(b"a")),
    ("scores.words_and_signs", "must be text, not", lambda: scores.words_and_signs(["a"])),
    ("scores.plain_words", "must be text, not None", lambda: scores.plain_words(None)),
    ("scores.plain_words", "must be text, not 1.5", lambda: scores.plain_words(1.5)),
    ("scores.plain_words", "must be text, not", lambda: scores.plain_words(["a"])),
    ("scores.word_ngrams", "must be a list, not 'a b'", lambda: scores.word_ngrams("a b", 1)),
    ("scores.word_ngrams", "n must be at least 1", lambda: scores.word_ngrams(["a"], 0)),
    ("scores.word_ngrams", "n must be a whole", lambda: scores.word_ngrams(["a"], 1.0)),
    ("scores.word_ngrams", "must be a list, not None", lambda: scores.word_ngrams(None, 1)),
    ("scores.smoothed_precisions", "at least 1, not 0", lambda: scores.smoothed_precisions([0], [0])),
    ("scores.smoothed_precisions", "at most 1, not 2", lambda: scores.smoothed_precisions([2], [1])),
    ("scores.smoothed_precisions", "one for each", lambda: scores.smoothed_precisions([1, 1], [1])),
    ("scores.smoothed_precisions", "must be a list", lambda: scores.smoothed_precisions(1, [1])),
]  # fmt: skip
ODD_PAIRS = [
    ("into a list", "cat", ["cat"]),
    ("into a list", ["cat"], "cat"),
    ("one reference for each", [], []),
    ("one reference for each", ["a"], ["a", "b"]),
    (r"texts\[0\] must be text, not None", [None], ["a"]),
    (r"references\[0\] must be text, not 3", ["a"], [3]),
    ("must be a list, not None", None, ["a"]),
    ("must be a list", (text for text in ["a"]), ["a"]),
    (r"texts\[0\] must be text", [["a"]], ["a"]),
]
for score in PAIRS:
    for words, *odd in ODD_PAIRS:
        call = lambda score=score, odd=odd: score(*odd)  # noqa: E731
        TABLE.append((f"scores.{score.__name__}", words, call))


@each(TABLE)
def test_odd_values_are_refused_in_words(words, call):
    assert_refused(words, call)


def test_every_function_is_tried_with_odd_values():
    assert tried_too_little(TABLE, (loss, scores)) == {}


@pytest.mark.parametrize("score", PAIRS)
def test_empty_texts_and_half_characters_are_scored(score):
    assert score(["a \ud83d"], ["a \ud83d"]) >= 0 and 0 <= score([""], ["a"]) <= 100
    assert score(("the cat",), ["dog"]) == 0


def test_a_gain_may_be_negative():
    assert loss.bits_per_byte(-math.log(2), 1) == -1

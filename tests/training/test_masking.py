"""Pairs and masks: labels true, shares exact, no sign ever masked, every batch by its number alone."""

import doctest

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcourse.models import tokenizer
from llmcourse.models.encoder import Bert
from llmcourse.models.transformer import llama_style
from llmcourse.training import masking
from llmcourse.training.masking import (
    NOT_ASKED,
    SentencePairs,
    SpecialTokens,
    masked,
    pretraining_losses,
    sentence_ids,
    special_tokens,
)

SIGNS = SpecialTokens(cls=1, sep=2, mask=3, pad=4, first=5, vocab_size=10_000)
shapes = st.lists(st.lists(st.integers(1, 6), min_size=2, max_size=5), min_size=2, max_size=5)


def numbered(shape):
    """Tales in which every token is another, so that each tells the tale and the place it comes
    from.
    """
    tales, token = [], SIGNS.first
    for sentences in shape:
        tale = []
        for size in sentences:
            tale.append(list(range(token, token + size)))
            token += size
        tales.append(tale)
        token += 1  # the end of a tale is not followed by the next one's beginning
    return tales


def parts(row):
    """What stands between the signs of an unmasked row; checks that they stand where they should."""
    row = [i for i in row.tolist() if i != SIGNS.pad]
    assert (
        row[0] == SIGNS.cls
        and row[-1] == SIGNS.sep
        and row.count(SIGNS.sep) == 2
        and row.count(SIGNS.cls) == 1
    )
    middle = row.index(SIGNS.sep)
    return row[1:middle], row[middle + 1 : -1]


@settings(deadline=None)
@given(shape=shapes, length=st.integers(5, 40), number=st.integers(0, 10**6))
def test_labels_are_true_and_passages_are_passages(shape, length, number):
    tales = numbered(shape)
    ids, is_next = SentencePairs(tales, SIGNS, batch=7, length=length, seed=3).unmasked(number)
    tale_of = {i: t for t, tale in enumerate(tales) for sentence in tale for i in sentence}
    starts = {sentence[0] for tale in tales for sentence in tale[1:]}
    assert ids.shape[0] == 7 and ids.shape[1] <= length
    for row, true in zip(ids, is_next.tolist(), strict=True):
        a, b = parts(row)
        assert a == list(range(a[0], a[-1] + 1)) and b == list(range(b[0], b[-1] + 1))
        # A ends and B begins between two sentences of a tale.
        assert a[-1] + 1 in starts and b[0] in starts
        assert (b[0] == a[-1] + 1) == true == (tale_of[a[0]] == tale_of[b[0]])
        assert len({tale_of[i] for i in a}) == len({tale_of[i] for i in b}) == 1


@settings(deadline=None)
@given(shape=shapes, length=st.integers(5, 40), number=st.integers(0, 10**6))
def test_passages_are_as_long_as_they_may_be(shape, length, number):
    tales = numbered(shape)
    sentence_of = {i: sentence for tale in tales for sentence in tale for i in sentence}
    for row in SentencePairs(tales, SIGNS, batch=5, length=length).unmasked(number)[0]:
        a, b = parts(row)
        if len(a) < (length - 3) // 2 and a[0] - 1 in sentence_of:
            assert len(a) + len(sentence_of[a[0] - 1]) > (length - 3) // 2
        if len(b) < length - 3 - len(a) and b[-1] + 1 in sentence_of:
            assert len(b) + len(sentence_of[b[-1] + 1]) > length - 3 - len(a)


def test_half_of_the_pairs_are_true_and_all_places_occur():
    tales = numbered([[2, 2, 2], [2, 2], [2, 2, 2, 2]])
    pairs = SentencePairs(tales, SIGNS, batch=500, length=40)
    rows, labels = zip(*(pairs.unmasked(number) for number in range(4)), strict=True)
    assert 0.45 < torch.cat(labels).float().mean() < 0.55  # within 4.5 standard deviations
    seen = {(parts(row)[0][-1], parts(row)[1][0]) for batch in rows for row in batch}
    places = [sentence[0] for tale in tales for sentence in tale[1:]]
    other = [(a - 1, b) for a in places for b in places if tales_apart(tales, a, b)]
    assert seen == {(a - 1, a) for a in places} | set(other)


def tales_apart(tales, a, b):
    return not any({a, b} <= {i for sentence in tale for i in sentence} for tale in tales)


@settings(deadline=None)
@given(seed=st.integers(0, 10**6), lengths=st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_fifteen_in_a_hundred_are_asked_and_never_a_sign(seed, lengths):
    rng = torch.Generator().manual_seed(seed)
    ids = torch.full((len(lengths), max(lengths) + 3), SIGNS.pad)
    for row, length in zip(ids, lengths, strict=True):
        row[: length + 3] = torch.tensor(
            [SIGNS.cls, *range(100, 100 + length), SIGNS.sep, SIGNS.sep]
        )
    before = ids.clone()
    changed, targets = masked(ids, SIGNS, rng)
    asked = targets != NOT_ASKED
    assert torch.equal(ids, before), "the ids that were given are left as they are"
    assert torch.equal(targets[asked], ids[asked]) and torch.equal(changed[~asked], ids[~asked])
    assert (ids[asked] >= SIGNS.first).all()
    assert asked.sum(1).tolist() == [max(1, round(0.15 * length)) for length in lengths]
    new = changed[asked]
    assert ((new == SIGNS.mask) | (new >= SIGNS.first)).all()


def test_of_the_asked_eighty_are_masked_ten_replaced_ten_kept():
    ids = torch.randint(
        SIGNS.first, SIGNS.vocab_size, (40, 1000), generator=torch.Generator().manual_seed(0)
    )
    changed, targets = masked(ids, SIGNS, torch.Generator().manual_seed(1))
    asked = targets != NOT_ASKED
    assert int(asked.sum()) == 40 * 150
    assert asked.float().mean(0).max() < 0.5, "no place is asked more than others"
    share = {
        "mask": (changed[asked] == SIGNS.mask).float().mean().item(),
        "same": (changed[asked] == ids[asked]).float().mean().item(),
    }
    assert share["mask"] == pytest.approx(0.8, abs=0.02)  # four standard deviations
    assert share["same"] == pytest.approx(0.1, abs=0.016)
    replaced = changed[asked & (changed != SIGNS.mask) & (changed != ids)]
    assert SIGNS.first <= replaced.min() < 200 and 9_800 < replaced.max() < SIGNS.vocab_size


def test_a_batch_depends_on_its_number_and_the_seed_alone():
    tales = numbered([[3, 4, 5], [6, 2], [4, 4, 4]])
    first, second = SentencePairs(tales, SIGNS, 4, 20), SentencePairs(tales, SIGNS, 4, 20)
    _ = second(0), second(40)
    assert all(torch.equal(a, b) for a, b in zip(first(13), second(13), strict=True))
    other = SentencePairs(tales, SIGNS, 4, 20, seed=1)
    assert (
        len({str(pairs(number)) for pairs, number in ((first, 13), (first, 14), (other, 13))}) == 3
    )


def test_a_masked_batch_is_the_unmasked_one_with_its_targets():
    pairs = SentencePairs(numbered([[3, 4, 5], [6, 2], [4, 4, 4]]), SIGNS, 4, 20)
    (ids, is_next), batch = pairs.unmasked(2), pairs(2)
    asked = batch.targets != NOT_ASKED
    assert torch.equal(torch.where(asked, batch.targets, batch.ids), ids) and torch.equal(
        batch.is_next, is_next
    )
    assert torch.equal(batch.not_pad, ids != SIGNS.pad)
    for row, second in zip(ids.tolist(), batch.second.tolist(), strict=True):
        assert second == [place > row.index(SIGNS.sep) for place in range(len(row))]


def test_what_cannot_make_pairs_is_refused():
    with pytest.raises(ValueError, match="At least two tales"):
        SentencePairs([[[5], [6]]], SIGNS, 1, 10)
    with pytest.raises(ValueError, match="two sentences each"):
        SentencePairs([[[5], [6]], [[7]]], SIGNS, 1, 10)
    with pytest.raises(ValueError, match="length=4 has no room"):
        SentencePairs([[[5], [6]], [[7], [8]]], SIGNS, 1, 4)


def test_signs_come_from_the_vocabulary():
    bpe = tokenizer.BPE(special=("<|end|>", "<|cls|>", "<|sep|>", "<|mask|>", "<|pad|>"))
    assert special_tokens(bpe) == SpecialTokens(1, 2, 3, 4, first=5, vocab_size=261)
    with pytest.raises(ValueError, match=r"no <\|cls\|>, <\|mask\|>"):
        special_tokens(tokenizer.BPE(special=("<|sep|>", "<|pad|>")))


def test_sentences_together_are_the_text():
    text, bpe = "Mia ran. She fell!\nWhy? ", tokenizer.train(["Mia ran. She fell. She ran."], 280)
    ids = sentence_ids(text, [(0, 8), (9, 18), (19, 23)], bpe)
    assert [bpe.decode(i) for i in ids] == ["Mia ran.", " She fell!", "\nWhy?"]
    assert [i for sentence in ids for i in sentence] == bpe.encode(text.rstrip())


def test_losses_are_means_over_what_is_asked():
    torch.manual_seed(0)
    bert = Bert(
        llama_style(60, 20, n_layers=1, d_model=12, n_heads=2, d_ff=16, n_kv_heads=2)
    ).requires_grad_(False)
    signs = SpecialTokens(1, 2, 3, 4, first=5, vocab_size=60)
    batch = SentencePairs(numbered([[3, 4, 5], [6, 2], [4, 4, 4]]), signs, 4, 20)(1)
    token_logits, next_logits = bert(batch.ids, batch.not_pad, batch.second)
    of_tokens, of_pairs = pretraining_losses(bert, batch)
    wanted = [
        -token_logits[row, place].log_softmax(0)[target]
        for row, targets in enumerate(batch.targets.tolist())
        for place, target in enumerate(targets)
        if target != -100
    ]
    torch.testing.assert_close(of_tokens, torch.stack(wanted).mean())
    right = [
        logits.log_softmax(0)[int(label)]
        for logits, label in zip(next_logits, batch.is_next, strict=True)
    ]
    torch.testing.assert_close(of_pairs, -torch.stack(right).mean())


def test_examples_in_the_docstrings():
    result = doctest.testmod(masking)
    assert result.attempted >= 2 and result.failed == 0


def test_without_room_nothing_fits():
    assert masking.before([[1, 2, 3]], place=1, room=0) == []

"""Encoder-decoder: the source is seen whole, the target only so far; caches and padding change
nothing; it learns.
"""

import doctest
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcourse.machine.runtime import count_parameters
from llmcourse.models import tokenizer, translator
from llmcourse.models.attention import recorded_attention
from llmcourse.models.transformer import TransformerConfig, llama_style
from llmcourse.models.translator import Translator, make_batch, pad_right, translation_loss
from llmcourse.pretrained import shipped

VOCAB, CONTEXT, LAYERS, D, HEADS, FF, G = 31, 29, 3, 24, 6, 29, 2
PLAIN = TransformerConfig(VOCAB, CONTEXT, LAYERS, D, HEADS, FF)
LLAMA = llama_style(VOCAB, CONTEXT, LAYERS, D, HEADS, FF, n_kv_heads=G)
STYLES = pytest.mark.parametrize("config", [PLAIN, LLAMA], ids=["learned", "rotary"])
SOURCES = [[2, 7, 8, 9, 10], [2, 11, 12], [3, 13, 14, 15, 16, 17, 18]]


def build(config, seed=0):
    torch.manual_seed(seed)
    return Translator(config).eval().requires_grad_(False)


def test_parameters_by_formula():
    attention = D * D + 2 * D * (D // HEADS) * G + D * D
    encoder_layer = attention + 3 * D * FF + 2 * D
    decoder_layer = 2 * attention + 3 * D * FF + 3 * D
    assert (
        count_parameters(build(LLAMA))
        == VOCAB * D + LAYERS * (encoder_layer + decoder_layer) + 2 * D
    )


@STYLES
def test_the_target_is_seen_so_far_and_the_source_whole(config):
    model, source, target = build(config), torch.arange(7)[None], torch.arange(11)[None]
    not_pad = torch.ones_like(source, dtype=torch.bool)
    before = model(source, not_pad, target)
    assert before.shape == (1, 11, VOCAB)
    later = target.clone()
    later[0, 6:] = 30
    torch.testing.assert_close(model(source, not_pad, later)[:, :6], before[:, :6])
    for place in range(7):
        other = source.clone()
        other[0, place] = 30
        assert ((model(other, not_pad, target) - before).abs().amax(-1) > 1e-5).all()


def plain_greedy(model, source, end, most):
    """One source, no padding, everything read anew for every token."""
    ids, not_pad = torch.tensor([source]), torch.ones(1, len(source), dtype=torch.bool)
    written = [end]
    while len(written) <= most:
        token = int(model(ids, not_pad, torch.tensor([written]))[0, -1].argmax())
        if token == end:
            break
        written.append(token)
    return written[1:]


@STYLES
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_cached_and_padded_greedy_equals_the_plain_one(config, seed):
    model = build(config, seed)
    expected = [
        plain_greedy(model, source, 0, min(2 * len(source) + 10, CONTEXT)) for source in SOURCES
    ]
    assert translator.greedy(model, *pad_right(SOURCES, 1), end=0) == expected
    assert any(expected)


@STYLES
def test_reading_in_pieces_equals_reading_at_once(config):
    model, (source, not_pad) = build(config), pad_right(SOURCES, 1)
    inputs = torch.arange(33).view(3, 11) % VOCAB
    memories, caches = model.read(source, not_pad), model.decoder.new_caches(3, 11)
    parts = [
        model.decoder(piece, memories, not_pad, caches)
        for piece in inputs.split((4, 1, 5, 1), dim=1)
    ]
    torch.testing.assert_close(
        model.head(torch.cat(parts, 1)), model(source, not_pad, inputs), atol=1e-5, rtol=1e-4
    )


@settings(deadline=None, max_examples=20)
@given(
    lengths=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=4),
    rotary=st.booleans(),
)
def test_the_loss_is_the_mean_over_target_tokens_however_they_are_padded(lengths, rotary):
    model, draw = build(LLAMA if rotary else PLAIN), torch.Generator().manual_seed(3)
    pairs = [
        tuple(torch.randint(2, VOCAB, (n,), generator=draw).tolist() for n in both)
        for both in lengths
    ]
    total, count = 0.0, 0
    for source, target in pairs:
        not_pad = torch.ones(1, len(source), dtype=torch.bool)
        logits = model(torch.tensor([source]), not_pad, torch.tensor([[0, *target]]))[0]
        total += F.cross_entropy(logits, torch.tensor([*target, 0]), reduction="sum").item()
        count += len(target) + 1
    assert translation_loss(model, make_batch(pairs, end=0, pad=1)).item() == pytest.approx(
        total / count, rel=1e-4
    )


def test_batches_by_hand():
    batch = make_batch([([2, 7, 8], []), ([3, 6], [4, 5])], end=0, pad=1)
    assert batch.source.tolist() == [[2, 7, 8], [3, 6, 1]] and batch.target.tolist() == [
        [0, 0, 1, 1],
        [0, 4, 5, 0],
    ]
    assert batch.source_not_pad.tolist() == [[True] * 3, [True, True, False]]
    assert batch.target_not_pad.tolist() == [[True, True, False, False], [True] * 4]


def test_cross_attention_can_be_recorded_apart():
    model, (source, not_pad) = build(LLAMA), pad_right(SOURCES, 1)
    cross = torch.nn.ModuleList(block.cross_attention for block in model.decoder.blocks)
    with recorded_attention(cross) as seen:
        model(source, not_pad, torch.ones(3, 5, dtype=torch.long))
    assert [tuple(weights.shape) for weights in seen] == [(3, HEADS, 5, 7)] * LAYERS
    assert not seen[0][1, :, :, 3:].any() and (seen[0][1, :, :, :3] > 0).all()


@pytest.fixture(scope="module")
def toy():
    """A model that has learned to spell words backwards for one language, and to copy them for the
    other.
    """
    bpe = tokenizer.BPE(special=translator.SPECIAL)
    torch.manual_seed(0)
    model = Translator(llama_style(bpe.vocab_size, 32, 1, 32, 4, 64, 4))
    draw = torch.Generator().manual_seed(1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for step in range(300):
        for group in optimizer.param_groups:
            group["lr"] = 1e-2 * (1 - step / 300)
        pairs = [toy_pair(bpe, draw) for _ in range(32)]
        loss = translation_loss(model, make_batch(pairs, end=0, pad=1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval(), bpe


def toy_pair(bpe, draw):
    word = "".join(
        "abcd"[i]
        for i in torch.randint(4, (int(torch.randint(1, 6, (), generator=draw)),), generator=draw)
    )
    backwards = bool(torch.rand((), generator=draw) < 0.5)
    source = translator.source_ids(bpe, word, "es" if backwards else "fr")
    return source, bpe.encode(word[::-1] if backwards else word)


@pytest.mark.slow
def test_it_learns_both_tasks_and_the_sign_decides(toy):
    texts = ["abc", "ddca", "bad", "d", "cab", "bdca"]
    assert translator.translate(*toy, texts, "es") == [text[::-1] for text in texts]
    assert translator.translate(*toy, texts, "fr", batch=2) == texts


def test_translate_keeps_the_order_and_refuses_other_languages():
    bpe = tokenizer.BPE(special=translator.SPECIAL)
    model = build(llama_style(bpe.vocab_size, 64, 1, 24, 2, 32, 2))
    texts = ["aaaa", "b", "", "cc c"]
    one_by_one = [translator.translate(model, bpe, [text], "fr")[0] for text in texts]
    assert translator.translate(model, bpe, texts, "fr", batch=3) == one_by_one
    assert translator.translate(model, bpe, [], "fr") == []
    with pytest.raises(ValueError, match="choose one of es, fr"):
        translator.translate(model, bpe, texts, "de")
    with pytest.raises(ValueError, match="more than the context"):
        translator.translate(model, bpe, ["x" * 80], "fr")


def test_the_source_says_which_language():
    bpe = tokenizer.BPE(special=translator.SPECIAL)
    es, fr = (translator.source_ids(bpe, "a", language) for language in ("es", "fr"))
    # Four special tokens; "a" is the 65th visible byte, from "!" on.
    assert es == [2, 68, 0] and fr == [3, 68, 0]


def test_it_is_kept_and_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "FILES", tmp_path)
    model, (source, not_pad) = build(PLAIN), pad_right(SOURCES, 1)
    log = dict.fromkeys(shipped.ROWS, "none") | {
        key: "none" for key in ("title", "about", "recipe")
    }
    log |= {"how measured": "", "limits": "", "figures": {}, "samples": []}
    shipped.write(tmp_path / "small", shipped.rounded(model), log)
    again, target = shipped.read_model("small"), torch.arange(15).view(3, 5)
    assert type(again) is Translator and again.decoder.tokens is again.encoder.tokens
    torch.testing.assert_close(model(source, not_pad, target), again(source, not_pad, target))


def test_examples_in_the_docstrings():
    result = doctest.testmod(translator)
    assert result.attempted >= 2 and result.failed == 0


def test_an_untied_head_starts_as_wide_as_its_inputs_ask():
    model = build(replace(PLAIN, tied=False))
    assert model.head.weight.std().item() == pytest.approx(D**-0.5, rel=0.2)

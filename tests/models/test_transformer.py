"""The transformer in both styles: parameter counts by formula, causality, caches, clear refusals."""

import dataclasses
import math

import pytest
import torch

from llmcourse.machine.runtime import count_parameters
from llmcourse.models.transformer import (
    Block,
    Sinusoids,
    Transformer,
    TransformerConfig,
    initialize,
    llama_style,
)

VOCAB, CONTEXT, LAYERS, D, HEADS, FF = 31, 13, 2, 24, 6, 29
GPT2 = TransformerConfig(VOCAB, CONTEXT, LAYERS, D, HEADS, FF)
LLAMA = llama_style(VOCAB, CONTEXT, LAYERS, D, HEADS, FF, n_kv_heads=2)
WAVES = dataclasses.replace(GPT2, position="sinusoidal")
STYLES = pytest.mark.parametrize(
    "config", [GPT2, LLAMA, WAVES], ids=["gpt2", "llama", "sinusoidal"]
)


def build(config):
    torch.manual_seed(0)
    return Transformer(config).eval().requires_grad_(False)


def test_published_size_of_gpt2():
    """GPT-2 small has 124,439,808 parameters (Radford et al. 2019, counted from the released
    weights).
    """
    with torch.device("meta"):
        model = Transformer(TransformerConfig(50257, 1024, 12, 768, 12, 3072))
    assert count_parameters(model) == 124_439_808


def test_sinusoids_are_those_of_the_paper():
    """Vaswani et al. 2017, section 3.5: sin and cos of p / 10000^(2i / D), here divided by the root
    of D.
    """
    table = Sinusoids(50, 6)(torch.arange(50))
    for place, i in ((0, 0), (7, 0), (7, 1), (49, 2)):
        angle = place / 10_000 ** (2 * i / 6)
        expected = torch.tensor([math.sin(angle), math.cos(angle)]) / 6**0.5
        torch.testing.assert_close(table[place, 2 * i : 2 * i + 2], expected)
    assert not list(Sinusoids(50, 6).parameters()) and not Sinusoids(50, 6).state_dict()


def test_llama_style_parameters_by_formula():
    # Queries, keys and values of two heads, output.
    attention = D * D + 2 * D * (D // HEADS) * 2 + D * D
    expected = VOCAB * D + LAYERS * (attention + 3 * D * FF + 2 * D) + D
    assert count_parameters(build(LLAMA)) == expected


@STYLES
def test_the_future_does_not_leak(config):
    model, ids = build(config), torch.arange(11)[None]
    changed = ids.clone()
    changed[0, 7:] = 30
    before, after = model(ids), model(changed)
    assert before.shape == (1, 11, VOCAB)
    torch.testing.assert_close(before[:, :7], after[:, :7])
    assert not torch.allclose(before[:, 7:], after[:, 7:])


@STYLES
def test_reading_in_pieces_equals_reading_at_once(config):
    model, ids = build(config), torch.arange(11)[None]
    caches = model.new_caches(1, 11)
    parts = [model(piece, caches=caches) for piece in ids.split((4, 1, 5, 1), dim=1)]
    torch.testing.assert_close(torch.cat(parts, dim=1), model(ids), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(model(ids, last_only=True), model(ids)[:, -1:], atol=1e-6, rtol=1e-5)


@STYLES
def test_order_matters(config):
    model = build(config)
    a, b = model(torch.tensor([[1, 2, 3, 4]])), model(torch.tensor([[2, 1, 3, 4]]))
    assert not torch.allclose(a[:, -1], b[:, -1], atol=1e-5)


@STYLES
def test_it_can_learn(config):
    torch.manual_seed(0)
    model, ids = Transformer(config), torch.tensor([[5, 9, 2, 7, 1, 8]])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(60):
        loss = torch.nn.functional.cross_entropy(model(ids[:, :-1])[0], ids[0, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 0.05


def test_untied_output_has_its_own_weights():
    tied, untied = (build(dataclasses.replace(GPT2, tied=tied)) for tied in (True, False))
    assert count_parameters(untied) - count_parameters(tied) == VOCAB * D


@pytest.mark.parametrize(
    "change", [{"norm": "batch"}, {"position": "none"}, {"feed_forward": "relu"}, {"n_layers": 0}]
)
def test_configurations_that_make_no_sense_are_refused(change):
    with pytest.raises(ValueError, match=r"choose one of|at least 1"):
        dataclasses.replace(GPT2, **change)


def test_texts_that_do_not_fit_are_refused():
    model = build(LLAMA)
    with pytest.raises(ValueError, match="14 positions are more than the context of 13"):
        model(torch.zeros(1, 14, dtype=torch.long))
    with pytest.raises(ValueError, match="no tokens"):
        model(torch.zeros(1, 0, dtype=torch.long))


@STYLES
def test_a_block_reads_a_memory_or_has_none(config):
    reading, alone = Block(config, reads_memory=True), Block(config)
    x, encoded = torch.randn(2, 5, D), torch.randn(2, 7, D)
    memory = reading.cross_attention.read(encoded)
    assert not torch.allclose(
        reading(x, memory=memory), reading(x, memory=reading.cross_attention.read(-encoded))
    )
    with pytest.raises(ValueError, match="A memory is needed"):
        reading(x)
    with pytest.raises(ValueError, match="by no other"):
        alone(x, memory=memory)


@STYLES
def test_a_memory_that_writes_nothing_changes_nothing(config):
    reading, alone = Block(config, reads_memory=True), Block(config)
    left_over = alone.load_state_dict(reading.state_dict(), strict=False).unexpected_keys
    assert left_over and all(name.startswith("cross_attention") for name in left_over)
    for parameter in reading.cross_attention.out.parameters():
        torch.nn.init.zeros_(parameter)
    x = torch.randn(2, 5, D)
    memory = reading.cross_attention.read(torch.randn(2, 7, D))
    torch.testing.assert_close(reading(x, memory=memory), alone(x))


def test_the_more_layers_write_the_smaller_they_start():
    blocks = torch.nn.ModuleList(
        Block(dataclasses.replace(GPT2, d_model=96, n_heads=6), True) for _ in range(3)
    )
    torch.manual_seed(0)
    initialize(blocks)
    std = 96**-0.5 / 9**0.5  # three writers in each of three blocks
    outs = [m.weight.std().item() for b in blocks for m in (b.attention.out, b.cross_attention.out)]
    assert outs == pytest.approx([std] * 6, rel=0.05)

"""The encoder sees both sides and no padding; Bert's heads, sizes and what it can learn."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcourse.machine.runtime import count_parameters
from llmcourse.models.attention import recorded_attention
from llmcourse.models.encoder import Bert, Encoder
from llmcourse.models.transformer import TransformerConfig, llama_style
from llmcourse.pretrained import shipped

VOCAB, CONTEXT, LAYERS, D, HEADS, FF = 31, 13, 2, 24, 6, 29
PLAIN = TransformerConfig(VOCAB, CONTEXT, LAYERS, D, HEADS, FF)
LLAMA = llama_style(VOCAB, CONTEXT, LAYERS, D, HEADS, FF, n_kv_heads=2)
STYLES = pytest.mark.parametrize("config", [PLAIN, LLAMA], ids=["learned", "rotary"])


def build(kind, config):
    torch.manual_seed(0)
    return kind(config).eval().requires_grad_(False)


@STYLES
def test_every_position_sees_both_sides(config):
    encoder, ids = build(Encoder, config), torch.arange(11)[None]
    changed = ids.clone()
    changed[0, 5] = 30
    difference = (encoder(ids) - encoder(changed)).abs().amax(-1)[0]
    assert difference.shape == (11,) and (difference > 1e-4).all()


@settings(deadline=None, max_examples=25)
@given(
    length=st.integers(1, 7),
    padding=st.integers(0, 6),
    filling=st.integers(0, VOCAB - 1),
    rotary=st.booleans(),
)
def test_padding_changes_no_real_vector(length, padding, filling, rotary):
    encoder = build(Encoder, LLAMA if rotary else PLAIN)
    ids = torch.arange(1, length + 1)[None]
    padded = torch.cat([ids, torch.full((1, padding), filling)], dim=1)
    not_pad = torch.arange(length + padding)[None] < length
    torch.testing.assert_close(
        encoder(padded, not_pad)[:, :length], encoder(ids), atol=1e-5, rtol=1e-4
    )


@STYLES
def test_texts_of_a_batch_do_not_meet(config):
    encoder, ids = build(Encoder, config), torch.arange(21).view(3, 7)
    torch.testing.assert_close(encoder(ids)[1:2], encoder(ids[1:2]), atol=1e-5, rtol=1e-4)


def test_nobody_looks_at_padding():
    encoder, not_pad = build(Encoder, LLAMA), torch.tensor([[True] * 4 + [False] * 3, [True] * 7])
    with recorded_attention(encoder) as seen:
        encoder(torch.arange(14).view(2, 7), not_pad)
    assert [tuple(weights.shape) for weights in seen] == [(2, HEADS, 7, 7)] * LAYERS
    for weights in seen:
        assert not weights[0, :, :, 4:].any() and (weights[1] > 0).all()
        torch.testing.assert_close(weights.sum(-1), torch.ones(2, HEADS, 7))


@STYLES
def test_order_matters(config):
    encoder = build(Encoder, config)
    a, b = encoder(torch.tensor([[1, 2, 3, 4]])), encoder(torch.tensor([[1, 3, 2, 4]]))
    assert not torch.allclose(a[:, 0], b[:, 0], atol=1e-5)


@STYLES
def test_it_matters_which_passage_a_token_is_in(config):
    bert, ids = build(Bert, config), torch.arange(11)[None]
    none, some = torch.zeros(1, 11, dtype=torch.bool), torch.arange(11)[None] > 4
    torch.testing.assert_close(bert.read(ids), bert.read(ids, second=none))
    assert not torch.allclose(bert.read(ids), bert.read(ids, second=some), atol=1e-5)


def test_texts_that_cannot_be_read_are_refused():
    encoder = build(Encoder, PLAIN)
    with pytest.raises(ValueError, match="without a real token"):
        encoder(torch.ones(2, 3, dtype=torch.long), torch.tensor([[True] * 3, [False] * 3]))
    with pytest.raises(ValueError, match="14 positions are more than the context of 13"):
        encoder(torch.zeros(1, 14, dtype=torch.long))
    with pytest.raises(ValueError, match="no tokens"):
        encoder(torch.zeros(1, 0, dtype=torch.long))


def test_the_encoder_of_the_published_bert_but_for_what_is_left_out():
    """BERT base has 109,482,240 parameters without its heads (Devlin et al. 2018 say 110M; counted
    from its weights).

    Ours has no norm after the embeddings (but one at the end, of the same size) and no pooler.
    """
    with torch.device("meta"):
        bert = Bert(TransformerConfig(30_522, 512, 12, 768, 12, 3072))
    assert count_parameters(bert.encoder) + count_parameters(bert.segments) == 109_482_240 - (
        768 * 768 + 768
    )


@STYLES
def test_the_token_head_is_the_token_table(config):
    bert, ids = build(Bert, config), torch.arange(22).view(2, 11)
    token_logits, next_logits = bert(ids)
    assert token_logits.shape == (2, 11, VOCAB) and next_logits.shape == (2, 2)
    expected = bert.read(ids) @ bert.encoder.tokens.weight.T
    # Its bias starts at zero.
    torch.testing.assert_close(token_logits, expected, atol=1e-5, rtol=1e-4)
    extra = VOCAB + 2 * D + 2 * D + 2
    assert count_parameters(bert) == count_parameters(bert.encoder) + extra


def test_it_learns_from_the_right_side():
    """The token to be found is the one that stands two places later: only a model that sees both
    sides can tell.
    """
    torch.manual_seed(0)
    bert = Bert(LLAMA)
    optimizer = torch.optim.AdamW(bert.parameters(), lr=5e-3)
    draw = torch.Generator().manual_seed(1)
    for _ in range(150):
        ids = torch.randint(1, 9, (16, 5), generator=draw)
        answer = ids[:, 3].clone()
        ids[:, 1] = 0
        loss = torch.nn.functional.cross_entropy(bert(ids)[0][:, 1], answer)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 0.1  # guessing: log 8 = 2.08


def test_it_is_kept_and_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "FILES", tmp_path)
    bert, ids = build(Bert, LLAMA), torch.arange(11)[None]
    log = dict.fromkeys(shipped.ROWS, "none") | {
        key: "none" for key in ("title", "about", "recipe")
    }
    log |= {"how measured": "", "limits": "", "figures": {}, "samples": []}
    shipped.write(tmp_path / "small", shipped.rounded(bert), log)
    again = shipped.read_model("small")
    assert type(again) is Bert and again.token_head.weight is again.encoder.tokens.weight
    for ours, theirs in zip(bert(ids), again(ids), strict=True):
        torch.testing.assert_close(ours, theirs)

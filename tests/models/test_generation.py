"""Writing token by token: against recomputing everything, and the rules of sampling."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcourse.models.generation import (
    Sampling,
    generate,
    keep_top_p,
    next_token_probabilities,
    pad_left,
    reply,
    stream,
)
from llmcourse.models.transformer import Transformer, TransformerConfig, llama_style
from llmcourse.pretrained import zoo

GPT2 = TransformerConfig(31, 40, n_layers=2, d_model=24, n_heads=6, d_ff=29)
LLAMA = llama_style(31, 40, n_layers=2, d_model=24, n_heads=6, d_ff=29, n_kv_heads=2)
PROMPTS = [[3], [1, 5, 2, 8, 7], [4, 4, 9]]


@pytest.fixture(scope="module", params=[GPT2, LLAMA], ids=["gpt2", "llama"])
def model(request):
    torch.manual_seed(1)
    made = Transformer(request.param).eval().requires_grad_(False)
    for p in made.parameters():
        p.mul_(4)  # far from uniform, so that the likeliest token is clear
    return made


def without_cache(model, prompt, n):
    """The plainest way to write greedily: read everything again for each token."""
    ids = torch.tensor([prompt])
    for _ in range(n):
        ids = torch.cat([ids, model(ids)[:, -1:].argmax(-1)], dim=1)
    return ids[0, len(prompt) :].tolist()


def test_cached_equals_recomputed(model):
    assert generate(model, [PROMPTS[1]], 12) == [without_cache(model, PROMPTS[1], 12)]


def test_a_batch_with_padding_equals_each_prompt_alone(model):
    assert generate(model, PROMPTS, 12) == [without_cache(model, prompt, 12) for prompt in PROMPTS]


def test_it_stops_before_the_stop_token_and_goes_on_for_the_others(model):
    alone = [without_cache(model, prompt, 12) for prompt in PROMPTS]
    stop = alone[0][3]
    expected = [row[: row.index(stop)] if stop in row else row for row in alone]
    assert generate(model, PROMPTS, 12, stop_ids=[stop]) == expected


def test_stream_yields_step_by_step(model):
    steps = list(stream(model, PROMPTS, 4))
    assert len(steps) == 4 and all(len(step) == 3 for step in steps)


def test_sampling_repeats_with_its_seed(model):
    drawn = [
        generate(model, PROMPTS, 8, Sampling(temperature=2.0), seed=seed) for seed in (0, 0, 1)
    ]
    assert drawn[0] == drawn[1] != drawn[2]


def test_texts_that_do_not_fit_are_refused_before_any_work(model):
    with pytest.raises(ValueError, match="do not fit into the context"):
        generate(model, PROMPTS, 36)
    with pytest.raises(ValueError, match="at least one token"):
        generate(model, [[]], 3)


def test_padding_is_on_the_left():
    ids, not_pad = pad_left([[5], [7, 8, 9]])
    assert ids.tolist() == [[0, 0, 5], [7, 8, 9]]
    assert not_pad.tolist() == [[False, False, True], [True, True, True]]


LOGITS = torch.log(torch.tensor([[0.4, 0.3, 0.2, 0.1]]))


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        (Sampling(), [1, 0, 0, 0]),
        (Sampling(temperature=1.0), [0.4, 0.3, 0.2, 0.1]),
        (Sampling(temperature=0.5), [16 / 30, 9 / 30, 4 / 30, 1 / 30]),  # squares, rescaled
        (Sampling(temperature=1.0, top_k=2), [4 / 7, 3 / 7, 0, 0]),
        # The one that crosses is kept.
        (Sampling(temperature=1.0, top_p=0.5), [4 / 7, 3 / 7, 0, 0]),
        (Sampling(temperature=1.0, top_p=0.3), [1, 0, 0, 0]),
        (Sampling(temperature=1.0, top_k=3, top_p=0.5), [4 / 7, 3 / 7, 0, 0]),
    ],
)
def test_distributions_by_hand(sampling, expected):
    torch.testing.assert_close(
        next_token_probabilities(LOGITS, sampling), torch.tensor([expected]).float()
    )


@settings(deadline=None, max_examples=50)
@given(top_p=st.floats(0.01, 1.0), n=st.integers(1, 20), seed=st.integers(0, 10**6))
def test_top_p_keeps_the_fewest_tokens_that_reach_p(top_p, n, seed):
    probabilities = (
        torch.rand(1, n, generator=torch.Generator().manual_seed(seed)).add(0.01).softmax(-1)
    )
    kept = keep_top_p(probabilities, top_p)[0] > 0
    assert probabilities[0][kept].sum() >= top_p - 1e-5
    assert (
        kept.sum() == 1
        or probabilities[0][kept].sum() - probabilities[0][kept].min() < top_p + 1e-5
    )


@pytest.mark.parametrize(
    "wrong", [{"temperature": -1.0}, {"top_k": 0}, {"top_p": 0.0}, {"top_p": 1.5}]
)
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must be|at least 1|at most 1"):
        Sampling(**wrong)


def test_a_reply_is_the_decoded_answer():
    lm = zoo.stand_in()
    messages = [{"role": "user", "content": "Hello"}]
    pieces = list(reply(lm, messages, 30, Sampling(temperature=1.0), seed=3))
    ids = generate(
        lm.model, [lm.chat_ids(messages)], 30, Sampling(temperature=1.0), lm.stop_ids, seed=3
    )[0]
    assert "".join(pieces) == lm.decode(ids)

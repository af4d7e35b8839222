"""Write text with a language model, one token at a time.

The prompt is read in one pass; from then on each step computes one new position and finds the
earlier ones in the key-value cache. Prompts of different length share a batch: shorter ones are
padded on the left, and a mask hides the padding. Sampling follows Holtzman et al. (2020) for top-p
and Fan et al. (2018) for top-k.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from llmcourse.machine import wanted
from llmcourse.models.language_model import LanguageModel
from llmcourse.models.transformer import Transformer


@dataclass(frozen=True)
class Sampling:
    """How the next token is drawn. Temperature 0 takes the likeliest; top_k and top_p cut the tail
    off first.
    """

    temperature: float = 0.0
    top_k: int | None = None
    top_p: float | None = None

    def __post_init__(self) -> None:
        wanted.number("temperature, 0 (greedy) or positive,", self.temperature, least=0)
        if self.top_k is not None:
            wanted.whole_number("top_k counts the tokens that stay: it", self.top_k, least=1)
        if self.top_p is not None:
            wanted.number("top_p is a share of probability: it", self.top_p, above=0, most=1)


GREEDY = Sampling()


def next_token_probabilities(
    logits: Float[Tensor, "B vocab"], sampling: Sampling
) -> Float[Tensor, "B vocab"]:
    """Return the distribution that the next token is drawn from: tempered, cut to the top k, then
    to the top p. Of equally likely tokens at an edge, those with the smaller ids stay.

    Raises ValueError for logits of which none is finite, or one is NaN or positive infinity.
    """
    wanted.a(Sampling, "sampling", sampling)
    _check_logits(logits)
    if sampling.temperature == 0:
        return torch.nn.functional.one_hot(logits.argmax(-1), logits.shape[-1]).to(logits.dtype)
    logits = logits / sampling.temperature
    _check_logits(logits, f" divided by a temperature of {sampling.temperature}")
    if sampling.top_k is not None and sampling.top_k < logits.shape[-1]:
        logits = logits.masked_fill(~in_top_k(logits, sampling.top_k), -torch.inf)
    probabilities = logits.softmax(-1)
    if sampling.top_p is not None:
        probabilities = keep_top_p(probabilities, sampling.top_p)
    return probabilities


def _check_logits(logits: Tensor, made: str = "") -> None:
    wanted.array("logits", logits, ("B", "vocab"), "float")
    if 0 in logits.shape:
        raise ValueError("There are no logits to choose from: give at least one row of them.")
    # The largest is NaN where any is.
    largest = logits.amax(-1)
    if not largest.isfinite().all():
        raise ValueError(
            f"The largest of the logits{made} is {largest[~largest.isfinite()][0].item()}: no "
            "token can be drawn. Take temperature 0 in place of a tiny one; else look for NaN in "
            "the model's weights."
        )


def in_top_k(logits: Float[Tensor, "B vocab"], k: int) -> Bool[Tensor, "B vocab"]:
    """Return where the `k` largest stand in each row; of equal ones, the first.

    >>> in_top_k(torch.tensor([[0.0, 2.0, 1.0, 1.0]]), 2).tolist()
    [[False, True, True, False]]
    """
    wanted.array("logits", logits, ("B", "vocab"), "float")
    wanted.whole_number("k", k, 1, logits.shape[-1])
    smallest = logits.topk(k).values[:, -1:]
    larger, equal = logits > smallest, logits == smallest
    return larger | (equal & (equal.cumsum(-1) <= k - larger.sum(-1, keepdim=True)))


def keep_top_p(probabilities: Float[Tensor, "B vocab"], top_p: float) -> Float[Tensor, "B vocab"]:
    """Keep the likeliest tokens up to a total of `top_p` (the one that crosses it included),
    rescaled to sum to one.

    >>> keep_top_p(torch.tensor([[0.5, 0.25, 0.125, 0.125]]), 0.6).tolist()
    [[0.6666666865348816, 0.3333333432674408, 0.0, 0.0]]
    """
    wanted.array("probabilities", probabilities, ("B", "vocab"), "float")
    wanted.number("top_p is a share of probability: it", top_p, above=0, most=1)
    if not ((probabilities >= 0).all() and probabilities.sum(-1).gt(0).all()):
        raise ValueError(
            "Probabilities are at least 0, and in no row all 0: take the softmax of logits first."
        )
    ordered, order = probabilities.sort(dim=-1, descending=True, stable=True)
    total_before = ordered.cumsum(-1) - ordered
    kept = torch.zeros_like(probabilities).scatter(
        -1, order, ordered.masked_fill(total_before >= top_p, 0)
    )
    return kept / kept.sum(-1, keepdim=True)


@torch.inference_mode()
def stream(
    model: Transformer,
    prompts: Sequence[Sequence[int]],
    max_new_tokens: int,
    sampling: Sampling = GREEDY,
    stop_ids: Sequence[int] = (),
    seed: int = 0,
) -> Iterator[list[int | None]]:
    """Yield the next token of every prompt, step by step; None for a prompt that has ended.

    Ends when every prompt has met a stop id (which is not yielded) or `max_new_tokens` were
    written.
    """
    wanted.a(Transformer, "model", model, "Of a LanguageModel, give its `model`.")
    wanted.whole_number("max_new_tokens", max_new_tokens, least=0)
    wanted.a(Sampling, "sampling", sampling)
    stop_ids = wanted.ids("stop_ids", stop_ids)
    wanted.whole_number("seed", seed, -(2**63), 2**64 - 1)
    ids, not_pad = pad_left(prompts, model.config.vocab_size)
    longest = ids.shape[1] + max_new_tokens
    if longest > model.config.context_length:
        raise ValueError(
            f"The prompt ({ids.shape[1]} tokens) and {max_new_tokens} new ones do not fit into the "
            f"context of {model.config.context_length}: shorten one of them."
        )
    caches = model.new_caches(len(prompts), longest)
    draw = torch.Generator().manual_seed(seed)
    stops = torch.tensor(list(stop_ids), dtype=torch.long)
    going = torch.ones(len(prompts), dtype=torch.bool)
    positions = (not_pad.cumsum(1) - 1).clamp(min=0)
    padded = not bool(not_pad.all())
    mask = prompt_mask(not_pad) if padded else None
    for _ in range(max_new_tokens):
        logits = model(ids, mask, positions, caches, last_only=True)[:, -1]
        ids = choose(logits, sampling, draw)[:, None]
        going &= ~torch.isin(ids[:, 0], stops)
        if not going.any():
            return
        yield [int(i) if on else None for i, on in zip(ids[:, 0], going, strict=True)]
        positions = positions[:, -1:] + 1
        not_pad = torch.nn.functional.pad(not_pad, (0, 1), value=True)
        mask = not_pad[:, None, None] if padded else None


def generate(
    model: Transformer,
    prompts: Sequence[Sequence[int]],
    max_new_tokens: int,
    sampling: Sampling = GREEDY,
    stop_ids: Sequence[int] = (),
    seed: int = 0,
) -> list[list[int]]:
    """Return the new tokens of every prompt, each ending before its first stop id. Arguments as for
    `stream`.
    """
    written: list[list[int]] = [[] for _ in wanted.rows("prompts", prompts)]
    for step in stream(model, prompts, max_new_tokens, sampling, stop_ids, seed):
        for row, token in zip(written, step, strict=True):
            if token is not None:
                row.append(token)
    return written


def choose(
    logits: Float[Tensor, "B vocab"], sampling: Sampling, draw: torch.Generator
) -> Int[Tensor, "B"]:
    """Return one next token for each row."""
    if sampling.temperature == 0:
        _check_logits(logits)
        return logits.argmax(-1)
    return torch.multinomial(next_token_probabilities(logits, sampling), 1, generator=draw)[:, 0]


def pad_left(
    prompts: Sequence[Sequence[int]], vocab_size: int | None = None
) -> tuple[Int[Tensor, "B T"], Bool[Tensor, "B T"]]:
    """Return prompts as one table, shorter ones padded on the left with 0; and where the real
    tokens are. With `vocab_size`, raises ValueError for an id outside of it.

    >>> pad_left([[5], [7, 8]])[0].tolist()
    [[0, 5], [7, 8]]
    """
    prompts = [
        wanted.ids(f"prompts[{i}]", prompt, vocab_size)
        for i, prompt in enumerate(wanted.rows("prompts", prompts))
    ]
    if not prompts or not all(prompts):
        raise ValueError("Every prompt needs at least one token to start from.")
    width = max(len(prompt) for prompt in prompts)
    ids = torch.tensor([[0] * (width - len(prompt)) + list(prompt) for prompt in prompts])
    lengths = torch.tensor([len(prompt) for prompt in prompts])
    return ids, torch.arange(width) >= width - lengths[:, None]


def prompt_mask(not_pad: Bool[Tensor, "B T"]) -> Bool[Tensor, "B 1 T T"]:
    """Return causal, and blind to padding; a padded position sees itself, so that no row is
    empty.
    """
    size = wanted.array("not_pad", not_pad, ("B", "T"), "bool").shape[1]
    causal = torch.ones(size, size, dtype=torch.bool).tril()
    return ((causal & not_pad[:, None]) | torch.eye(size, dtype=torch.bool))[:, None]


def reply(
    lm: LanguageModel,
    messages: list[dict[str, str]],
    max_new_tokens: int = 128,
    sampling: Sampling = GREEDY,
    seed: int = 0,
) -> Iterator[str]:
    """Yield the answer of a chat model, in pieces as they are written; a character of several
    tokens comes whole.
    """
    wanted.a(LanguageModel, "lm", lm, "Get one by `zoo.load`.")
    pending: list[int] = []
    model = cast(Transformer, lm.model)
    prompt = [lm.chat_ids(messages)]
    for (token,) in stream(model, prompt, max_new_tokens, sampling, lm.stop_ids, seed):
        pending.append(cast(int, token))
        text = lm.decode(pending)
        if not text.endswith("\ufffd"):
            yield text
            pending = []
    if pending:
        yield lm.decode(pending)

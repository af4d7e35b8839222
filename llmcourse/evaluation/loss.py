"""How well a model predicts a text: loss in nats per token, and in bits per byte, by which any
two models compare.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from llmcourse.machine import wanted


def next_token_loss(model: nn.Module, ids: Int[Tensor, "B T"]) -> Float[Tensor, ""]:
    """Mean cross-entropy, in nats, of each token after the first, given those before it."""
    wanted.function("model", model)
    wanted.id_array("ids", ids, "B T")
    if len(ids) < 1 or ids.shape[1] < 2:
        raise ValueError(
            f"ids of shape {tuple(ids.shape)} have nothing to predict: each row needs two tokens."
        )
    logits = model(ids[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1).float(), ids[:, 1:].flatten())


@torch.inference_mode()
def text_loss(model: nn.Module, ids: Int[Tensor, "N"], length: int, batch: int = 64) -> float:
    """Mean loss, in nats per token, over a long text read in windows of `length` tokens, each
    without the one before.

    The few tokens that do not fill a window are left out. Raises ValueError for a text shorter than
    one window.
    """
    wanted.id_array("ids", ids, "N")
    wanted.whole_number("length", length, least=1)
    wanted.whole_number("batch", batch, least=1)
    windows = (len(ids) - 1) // length
    if windows < 1:
        raise ValueError(
            f"A text of {len(ids)} tokens has no window of {length} tokens and one more."
        )
    table = ids[: windows * length + 1].unfold(0, length + 1, length).long()
    losses = [next_token_loss(model, part).item() * len(part) for part in table.split(batch)]
    return math.fsum(losses) / windows


def bits_per_byte(nats_per_token: float, bytes_per_token: float) -> float:
    """Return loss in a unit that does not depend on the vocabulary.

    >>> bits_per_byte(math.log(256), bytes_per_token=1.0)
    8.0
    """
    wanted.number("nats_per_token", nats_per_token)
    wanted.number("bytes_per_token", bytes_per_token, above=0)
    return nats_per_token / math.log(2) / bytes_per_token

"""Digits: 1,797 small pictures of handwritten digits, for the first networks. Used in chapter 1."""

import io
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from llmcourse.data.bundled import read_bytes
from llmcourse.data.splits import Split, check_split

FORMS: dict[Split, range] = {"train": range(10), "validation": range(10, 12), "test": range(12, 14)}


@dataclass(frozen=True)
class Digits:
    """Pictures, 0 (paper) to 1 (ink), and the digits they show."""

    images: Float[Tensor, "N 8 8"]
    labels: Int[Tensor, "N"]

    def __len__(self) -> int:
        return len(self.labels)


def digits(split: Split | None = None) -> Digits:
    """Return the digits of 14 filled-in forms: ten for train, two for validation, two for test.

    Alpaydin and Kaynak, Optical Recognition of Handwritten Digits (UCI, 1998), test part.
    """
    check_split(split)
    rows = np.loadtxt(
        io.BytesIO(read_bytes("digits/digits.csv.xz")), delimiter=",", dtype=np.float32
    )
    if split is not None:
        rows = rows[np.isin(rows[:, 0], FORMS[split])]
    images = torch.from_numpy(rows[:, 2:] / 16).reshape(-1, 8, 8)
    return Digits(images, torch.from_numpy(rows[:, 1].astype(np.int64)))

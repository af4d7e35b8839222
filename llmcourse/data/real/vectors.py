"""Word vectors: GloVe, for what embeddings know, and for the bias they carry. Used in chapters 2
and 13.
"""

import io
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from llmcourse.data.bundled import read_bytes, read_text


@dataclass(frozen=True)
class Vectors:
    """Words, the commonest first, and a row of the table for each."""

    words: tuple[str, ...]
    table: Float[Tensor, "vocab 50"]

    def __len__(self) -> int:
        return len(self.words)


def glove() -> Vectors:
    """Return the 10,000 commonest words (lower case, punctuation among them) and their 50 numbers,
    32-bit from 16-bit.

    Pennington, Socher and Manning, GloVe: Global Vectors for Word Representation (EMNLP 2014).
    """
    words = read_text("glove/words.txt.xz").removesuffix("\n").split("\n")
    table = np.load(io.BytesIO(read_bytes("glove/table.npy")), allow_pickle=False)
    return Vectors(tuple(words), torch.from_numpy(table.astype(np.float32)))

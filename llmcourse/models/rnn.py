"""A recurrent language model, the contestant of the transformer.

Built in chapter 3, used in chapter 5: one table of tokens, one layer of LSTM (Hochreiter and
Schmidhuber 1997), one output layer. Left out: dropout, several layers.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from llmcourse.machine import wanted


class RecurrentLM(nn.Module):
    """Token ids in, a score for every possible next token out, at each position, read one after the
    other.

    The forget gates start with a bias of one (Jozefowicz et al. 2015, section 2.2), open to
    sigmoid(1) = 0.73.
    """

    def __init__(self, vocab_size: int, d_model: int):
        super().__init__()
        wanted.whole_number("d_model", d_model, least=1)
        self.vocab_size = wanted.whole_number("vocab_size", vocab_size, least=1)
        self.tokens = nn.Embedding(vocab_size, d_model)
        self.read = nn.LSTM(d_model, d_model, batch_first=True)
        self.head = nn.Linear(d_model, vocab_size)
        with torch.no_grad():
            forget = slice(d_model, 2 * d_model)  # torch keeps the gates in the order i, f, g, o
            biases = dict(self.read.named_parameters())
            biases["bias_ih_l0"][forget] = 1.0
            biases["bias_hh_l0"][forget] = 0.0

    def forward(self, ids: Int[Tensor, "B T"]) -> Float[Tensor, "B T vocab"]:
        """Return logits for every position."""
        if wanted.id_array("ids", ids, "B T").numel() == 0:
            raise ValueError("There are no tokens to read: give at least one.")
        return self.head(self.read(wanted.looked_up(self.tokens, ids, self.vocab_size))[0])

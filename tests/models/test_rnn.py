"""The recurrent language model: one step of an LSTM by its equations, in order, blind to the
future.
"""

import torch

from llmcourse.models.rnn import RecurrentLM

VOCAB, D = 13, 7


def build():
    torch.manual_seed(0)
    return RecurrentLM(VOCAB, D).eval().requires_grad_(False)


def test_it_computes_what_the_equations_say():
    """Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000, written out."""
    model, ids = build(), torch.tensor([[3, 1, 4, 1, 5]])
    read, h, c = model.read, torch.zeros(D), torch.zeros(D)
    for step, token in enumerate(ids[0]):
        x = model.tokens.weight[token]
        gates = read.weight_ih_l0 @ x + read.bias_ih_l0 + read.weight_hh_l0 @ h + read.bias_hh_l0
        i, f, g, o = gates.split(D)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        torch.testing.assert_close(model(ids)[0, step], model.head(h), atol=1e-5, rtol=1e-4)


def test_it_cannot_see_ahead_and_remembers():
    model, ids = build(), torch.arange(11)[None]
    later, earlier = ids.clone(), ids.clone()
    later[0, 8], earlier[0, 0] = 0, 12
    torch.testing.assert_close(model(later)[:, :8], model(ids)[:, :8])
    assert not torch.allclose(model(earlier)[:, -1], model(ids)[:, -1], atol=1e-7)


def test_forget_gates_start_open():
    model = build()
    assert (model.read.bias_ih_l0 + model.read.bias_hh_l0)[D : 2 * D].tolist() == [1.0] * D

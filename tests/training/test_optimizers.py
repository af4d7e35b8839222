"""Muon against torch's and against the singular value decomposition."""

import pytest
import torch

from llmcourse.models.transformer import Transformer, llama_style
from llmcourse.training.optimizers import Muon, make_optimizers, orthogonal


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Transformer(
        llama_style(17, 11, n_layers=2, d_model=12, n_heads=3, d_ff=19, n_kv_heads=3)
    )


@pytest.mark.parametrize("shape", [(3, 5, 7), (2, 11, 5), (1, 13, 13)])
def test_singular_values_come_near_one(shape):
    values = torch.linalg.svdvals(
        orthogonal(torch.randn(shape, generator=torch.Generator().manual_seed(1)))
    )
    assert (
        (values > 0.6) & (values < 1.25)
    ).float().mean() > 0.9  # the smallest may need a sixth round
    assert values.max() < 1.25


@pytest.mark.parametrize(("dtype", "bound"), [(torch.float32, 1e-3), (torch.bfloat16, 0.1)])
def test_directions_stay(monkeypatch, dtype, bound):
    monkeypatch.setattr("llmcourse.training.optimizers.fast_dtype", lambda: dtype)
    g = torch.randn(2, 7, 5, generator=torch.Generator().manual_seed(2))
    u, _, v = torch.linalg.svd(g, full_matrices=False)
    inner = u.mT @ orthogonal(g) @ v.mT
    assert (inner - torch.diag_embed(inner.diagonal(dim1=1, dim2=2))).abs().max() < bound


def test_zero_stays_zero():
    assert torch.equal(orthogonal(torch.zeros(1, 3, 4)), torch.zeros(1, 3, 4))


def test_it_moves_as_torchs_muon_does():
    """Torch computes the orthogonal matrix in bfloat16, so the two are close and not equal."""
    torch.manual_seed(3)
    weight, target = torch.randn(11, 7), torch.randn(11, 7)
    ours, theirs = (weight.clone().requires_grad_() for _ in range(2))
    optimizers = (
        Muon([ours], lr=0.02, weight_decay=0.1),
        torch.optim.Muon([theirs], lr=0.02, weight_decay=0.1, adjust_lr_fn="match_rms_adamw"),
    )
    for _ in range(10):
        for p, optimizer in zip((ours, theirs), optimizers, strict=True):
            optimizer.zero_grad()
            ((p - target) ** 2).sum().backward()
            optimizer.step()
    moved, as_torch = (ours - weight).detach(), (theirs - weight).detach()
    assert torch.cosine_similarity(moved.flatten(), as_torch.flatten(), dim=0) > 0.995
    assert moved.norm() / as_torch.norm() == pytest.approx(1, abs=0.03)


def test_every_parameter_has_one_optimizer(model):
    for kind, n_optimizers in (("adamw", 1), ("muon", 2)):
        optimizers = make_optimizers(model, kind, weight_decay=0.1)
        taken = [id(p) for o in optimizers for group in o.param_groups for p in group["params"]]
        assert len(optimizers) == n_optimizers
        assert sorted(taken) == sorted(id(p) for p in model.parameters())


def test_muon_takes_the_matrices_of_the_blocks_only(model):
    _, muon = make_optimizers(model, "muon", weight_decay=0.1)
    taken = {id(p) for group in muon.param_groups for p in group["params"]}
    names = {name for name, p in model.named_parameters() if id(p) in taken}
    parts = ("attention.qkv", "attention.out", "feed_forward.gate_up", "feed_forward.down")
    assert names == {f"blocks.{i}.{part}.weight" for i in range(2) for part in parts}


def test_norms_are_not_pulled_to_zero(model):
    (adamw,) = make_optimizers(model, "adamw", weight_decay=0.1)
    assert {
        (p.ndim, group["weight_decay"]) for group in adamw.param_groups for p in group["params"]
    } == {
        (2, 0.1),
        (1, 0),
    }


def test_what_does_not_fit_is_named(model):
    with pytest.raises(ValueError, match="choose 'adamw' or 'muon'"):
        make_optimizers(model, "sgd", 0.1)
    with pytest.raises(ValueError, match=r"Muon takes matrices.*\(3,\)"):
        Muon([torch.zeros(3, requires_grad=True)])

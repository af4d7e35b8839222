"""Checkpoints by themselves; that a training goes on from them exactly is tested with the training."""

import pytest
import torch
from torch import nn

from llmcourse.training import checkpoints

CONFIG = {"steps": 3}


def trained(seed):
    """A small model with a buffer, and an optimizer that has taken a step."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5))
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.randn(7, 3)).square().sum().backward()
    optimizer.step()
    return model, optimizer


def everything(model, optimizer):
    state = [x for p in model.parameters() for _, x in sorted(optimizer.state[p].items())]
    return [*model.state_dict().values(), *state]


def test_weights_buffers_and_the_optimizers_state_come_back(tmp_path):
    model, optimizer = trained(0)
    checkpoints.save(tmp_path, model, [optimizer], CONFIG, {"losses": [2.0, 1.0]})
    again, its_optimizer = trained(1)
    assert checkpoints.load(tmp_path, again, [its_optimizer], CONFIG) == {"losses": [2.0, 1.0]}
    for x, y in zip(everything(model, optimizer), everything(again, its_optimizer), strict=True):
        assert torch.equal(x, y)


def test_an_empty_folder_has_none(tmp_path):
    model, optimizer = trained(0)
    assert checkpoints.load(tmp_path / "new", model, [optimizer], CONFIG) is None


def test_another_config_or_model_is_refused(tmp_path):
    model, optimizer = trained(0)
    checkpoints.save(tmp_path, model, [optimizer], CONFIG, {"losses": []})
    with pytest.raises(ValueError, match="another training"):
        checkpoints.load(tmp_path, model, [optimizer], {"steps": 4})
    with pytest.raises(ValueError, match="another training"):
        checkpoints.load(tmp_path, nn.Linear(3, 5), [], CONFIG)

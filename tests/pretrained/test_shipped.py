"""Models that come with the course: what is written is read again, and their cards say what their
logs say.
"""

import pytest
import torch
from conftest import ROOT

from llmcourse.machine import runtime
from llmcourse.models import generation
from llmcourse.models.encoder import Bert
from llmcourse.models.transformer import Transformer, llama_style
from llmcourse.models.translator import Translator
from llmcourse.pretrained import shipped, zoo

MODEL_BYTES = 12_000_000
LOG = {
    "title": "tiny",
    "about": "A model for this test.",
    "recipe": "recipes/train_tales_gpt.py",
    "architecture": "small",
    "parameters": 12_345,
    "vocabulary": "speeches",
    "data": "none",
    "data sha256": "0123456789abcdef",
    "tokens read": 1_000_000,
    "minutes": 1.5,
    "seed": 3,
    "license": "CC0-1.0",
    "figures": {"bits per byte": 1.23456},
    "how measured": "Not at all.",
    "limits": "Many.",
    "samples": ["One day."],
}
CONFIG = llama_style(4_096, 32, n_layers=2, d_model=12, n_heads=3, d_ff=16, n_kv_heads=1)
each_model = pytest.mark.parametrize("name", shipped.names())


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """The course with one more model, `tiny`."""
    monkeypatch.setattr(shipped, "FILES", tmp_path)
    torch.manual_seed(0)
    model = Transformer(CONFIG)
    shipped.write(tmp_path / "tiny", shipped.rounded(model), LOG)
    return model


def test_what_is_written_is_read_again_exactly(tiny):
    again = shipped.read_model("tiny")
    assert again.config == tiny.config and shipped.names() == ["tiny"]
    for (name, p), (_, q) in zip(tiny.named_parameters(), again.named_parameters(), strict=True):
        assert q.dtype == torch.float32, name
        assert torch.equal(p, q), name


def test_it_is_loaded_by_name_with_its_vocabulary(tiny):
    lm = zoo.load("tiny")
    ids = lm.encode("The people of the United States<|end|>")
    assert (
        ids[-1] == 0 == lm.stop_ids[0] and lm.decode(ids[:-1]) == "The people of the United States"
    )
    assert len(generation.generate(lm.model, [ids], 4)[0]) == 4


def test_the_card_is_made_from_the_log(tiny, tmp_path):
    text = (tmp_path / "tiny" / "card.md").read_text(encoding="utf-8")
    assert text == shipped.card(shipped.read_log("tiny"))
    assert (
        "| parameters | 12,345 |" in text
        and "| bits per byte | 1.235 |" in text
        and "1. One day." in text
    )


def test_an_unknown_name_lists_the_known_ones(tiny):
    with pytest.raises(ValueError, match="there are: tiny"):
        shipped.read_log("huge")
    with pytest.raises(ValueError, match="choose one of smollm2, stand-in, tiny"):
        zoo.load("huge")


def test_a_family_is_read_line_by_line(tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "FILES", tmp_path)
    (tmp_path / "race").mkdir()
    (tmp_path / "race" / "runs.jsonl").write_text('{"lr": 0.1}\n{"lr": 0.2, "loss": Infinity}\n')
    assert shipped.read_runs("race") == [{"lr": 0.1}, {"lr": 0.2, "loss": float("inf")}]
    with pytest.raises(ValueError, match="there are: race"):
        shipped.read_runs("rice")


def test_weights_that_rounding_would_change_are_refused(tmp_path):
    with pytest.raises(ValueError, match="round it by `rounded`"):
        shipped.write(tmp_path / "sharp", Transformer(CONFIG), LOG)
    assert not (tmp_path / "sharp").exists()


@pytest.mark.usefixtures("tiny")
def test_weights_of_another_model_are_noticed(tmp_path):
    """As after a kill between the log and the weights."""
    log = tmp_path / "tiny" / "log.json"
    shipped.write(tmp_path / "new", shipped.rounded(Transformer(CONFIG)), LOG)
    log.write_bytes((tmp_path / "new" / "log.json").read_bytes())
    with pytest.raises(ValueError, match="not those that its log describes"):
        shipped.read_model("tiny")


@pytest.mark.parametrize("kind", [Bert, Translator])
def test_models_of_every_kind_are_loaded(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "FILES", tmp_path)
    shipped.write(tmp_path / "other", shipped.rounded(kind(CONFIG)), LOG)
    assert type(zoo.load("other").model) is kind


@each_model
def test_cards_are_true_to_their_logs(name):
    log, folder = shipped.read_log(name), shipped.FILES / name
    assert (folder / "card.md").read_text(encoding="utf-8") == shipped.card(log)
    assert (ROOT / log["recipe"].split()[0]).is_file()
    assert (folder / "weights.safetensors").stat().st_size <= MODEL_BYTES
    assert runtime.count_parameters(shipped.read_model(name)) == log["parameters"]


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.skipif("tales-gpt" not in shipped.names(), reason="tales-gpt is not trained yet")
def test_tales_gpt_is_as_good_as_its_card_says(monkeypatch, tmp_path):
    """The figures are measured again, by the recipe, from what is shipped; and the data are those
    of its training.
    """
    monkeypatch.syspath_prepend(ROOT / "recipes")
    import train_tales_gpt as recipe

    log, read = shipped.read_log("tales-gpt"), recipe.joined(recipe.training_stories(tmp_path))
    assert log["data sha256"].endswith(f"{recipe.digest(read)} (all)")
    again = recipe.figures(shipped.read_model("tales-gpt"), shipped.read_vocabulary("tales"), read)
    assert again == pytest.approx(log["figures"], rel=0.01)
    bits = {
        name: x
        for name, x in again.items()
        if name.startswith("ordinary") and "(share)" not in name
    }
    assert min(bits, key=bits.get) == "ordinary stories: tales-gpt", "no baseline is better"

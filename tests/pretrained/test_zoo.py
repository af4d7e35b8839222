"""The real model against the `transformers` library's reading of its file (recorded by recipes/),
and the stand-in.
"""

import json

import pytest
import safetensors.torch
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcourse.machine import fetch, runtime
from llmcourse.models import generation
from llmcourse.models.language_model import chat_text
from llmcourse.pretrained import zoo

needs_model = pytest.mark.skipif(
    fetch.cached(fetch.SMOLLM2) is None, reason="SmolLM2 is not here: llmcourse fetch"
)


@pytest.fixture(scope="module")
def fp32():
    return zoo.load("smollm2", storage="fp32")


@pytest.fixture(scope="module")
def int8():
    return zoo.load("smollm2")


@pytest.fixture(scope="module")
def reference():
    from conftest import ROOT

    folder = ROOT / "tests" / "references"
    prompts = json.loads((folder / "smollm2_reference.json").read_text(encoding="utf-8"))["prompts"]
    tensors = safetensors.torch.load_file(folder / "smollm2_reference.safetensors")
    recorded = zip(prompts, tensors["places"].long(), tensors["logits"], strict=True)
    return [entry | {"places": places, "logits": logits} for entry, places, logits in recorded]


def perplexity(lm, ids, piece):
    """Of a text read `piece` tokens at a time."""
    caches = lm.model.new_caches(1, ids.shape[1])
    with torch.inference_mode():
        logits = torch.cat(
            [lm.model(part, caches=caches) for part in ids.split(piece, dim=1)], dim=1
        )
    return F.cross_entropy(logits[0, :-1], ids[0, 1:]).exp().item()


@needs_model
def test_tokens_are_the_same(fp32, reference):
    assert len(reference) == 10
    for entry in reference:
        assert fp32.encode(entry["text"]) == entry["ids"]


@needs_model
def test_logits_are_the_same(fp32, reference):
    for entry in reference:
        with torch.inference_mode():
            logits = fp32.model(torch.tensor([entry["ids"]]), last_only=True)[0, -1]
        torch.testing.assert_close(logits[entry["places"]], entry["logits"], atol=2e-3, rtol=0)


@pytest.mark.slow
@needs_model
def test_greedy_text_is_the_same_for_64_tokens(fp32, reference):
    for entry in reference:
        assert generation.generate(fp32.model, [entry["ids"]], 64) == [entry["greedy"]]


@needs_model
def test_a_padded_batch_gives_the_same_text(fp32, reference):
    written = generation.generate(fp32.model, [entry["ids"] for entry in reference], 24)
    assert written == [entry["greedy"][:24] for entry in reference]


@pytest.mark.slow
@needs_model
@pytest.mark.parametrize("piece", [8, 1000], ids=["8-bit kernel", "unpacked"])
def test_eight_bits_cost_at_most_two_percent_of_perplexity(fp32, int8, root, piece):
    page = (root / "tests/references/page.txt").read_text(encoding="utf-8")
    ids = torch.tensor([fp32.encode(page)])
    assert 1 - 0.005 <= perplexity(int8, ids, piece) / perplexity(fp32, ids, 1000) <= 1.02


@needs_model
def test_eight_bits_agree_on_the_recorded_prompts(int8, reference):
    """The likeliest next token is the recorded one, or was within one logit of it."""
    for entry in reference:
        with torch.inference_mode():
            logits = int8.model(torch.tensor([entry["ids"]]), last_only=True)[0, -1]
        chosen = (entry["places"] == logits.argmax()).nonzero()
        assert len(chosen) and entry["logits"].max() - entry["logits"][chosen[0, 0]] < 1


@needs_model
def test_it_is_the_published_size_and_answers(int8):
    assert runtime.count_parameters(int8.model) == 134_515_008
    pieces = generation.reply(
        int8, [{"role": "user", "content": "What is the capital of France?"}], 20
    )
    assert "Paris" in "".join(pieces)


@needs_model
@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(max_codepoint=0x3FFFF, exclude_categories=("Cc", "Cs"))))
def test_text_comes_back_whole(fp32, text):
    """But for control characters and unassigned planes, whose bytes SmolLM2's vocabulary lacks and
    drops.
    """
    assert fp32.decode(fp32.encode(text), keep_special=True) == text


def test_chat_format_after_the_published_template():
    text = chat_text([{"role": "user", "content": "Hi"}])
    assert text == (
        "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging "
        "Face<|im_end|>\n"
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
    )
    with pytest.raises(ValueError, match="A message is"):
        chat_text([{"role": "wizard", "content": "Hi"}])


def test_the_stand_in_has_the_same_parts_and_is_the_same_every_time():
    one, two = zoo.stand_in(), zoo.stand_in()
    assert one.decode(one.encode("naïve 🙂")) == "naïve 🙂"
    assert one.encode("<|im_end|>") == [2]
    ids = torch.tensor([one.encode("hello")])
    assert torch.equal(one.model(ids), two.model(ids))


def test_without_the_model_the_stand_in_comes_with_a_message(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("LLMCOURSE_CACHE", str(tmp_path))
    assert zoo.load_any().name == "stand-in"
    assert "llmcourse fetch" in capsys.readouterr().out
    with pytest.raises(FileNotFoundError, match="llmcourse fetch"):
        zoo.load("smollm2")


@pytest.mark.parametrize("wrong", [{"name": "gpt-9"}, {"storage": "int3"}])
def test_unknown_names_are_refused_with_a_choice(wrong):
    with pytest.raises(ValueError, match="choose"):
        zoo.load(**wrong)

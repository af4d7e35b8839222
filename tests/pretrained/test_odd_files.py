"""Odd values for everything in `pretrained`, and damaged files of every kind: refused in words."""

import base64
import json
import math
import struct

import pytest
import torch
from odd_values import assert_refused, each, plainly, tried_too_little
from test_gguf import gguf_bytes, string  # type: ignore[import-not-found]

gguf, quantized, sealed, shipped, zoo, transformer = plainly(
    "pretrained.gguf",
    "pretrained.quantized",
    "pretrained.sealed",
    "pretrained.shipped",
    "pretrained.zoo",
    "models.transformer",
)
MODULES = (gguf, quantized, sealed, shipped, zoo)

W = torch.ones(3, 4)
linear = quantized.Int8Linear(W)
embedding = quantized.Int8Embedding(linear)
tiny = transformer.Transformer(
    transformer.TransformerConfig(31, 16, n_layers=1, d_model=8, n_heads=2, d_ff=8)
)
LARGE = torch.nn.Linear(1, 1)
LARGE.weight.data.fill_(1e6)

TABLE = [
    ("gguf.TensorInfo", "not known", lambda: gguf.TensorInfo((32,), 99, 0)),
    ("gguf.TensorInfo", "not known", lambda: gguf.TensorInfo((32,), None, 0)),
    ("gguf.TensorInfo", "not known", lambda: gguf.TensorInfo((32,), "F32", 0)),
    ("gguf.GGUF", "a path, not None", lambda: gguf.GGUF(None)),
    ("gguf.GGUF", "a path, not 3", lambda: gguf.GGUF(3)),
    ("gguf.GGUF", "no/where", lambda: gguf.GGUF("no/where.gguf")),
    ("quantized.to_int8", "must be a tensor", lambda: quantized.to_int8([[1.0]])),
    ("quantized.to_int8", "is expected", lambda: quantized.to_int8(W[0])),
    ("quantized.to_int8", "must hold float", lambda: quantized.to_int8(W.int())),
    ("quantized.to_int8", "no numbers", lambda: quantized.to_int8(W[:0])),
    ("quantized.to_int8", "no numbers", lambda: quantized.to_int8(W[:, :0])),
    ("quantized.to_int8", "NaN or infinite", lambda: quantized.to_int8(W * math.nan)),
    ("quantized.to_int8", "NaN or infinite", lambda: quantized.to_int8(W * math.inf)),
    ("quantized.Int8Linear", "must be a tensor", lambda: quantized.Int8Linear(None)),
    ("quantized.Int8Linear", "torch.float32", lambda: quantized.Int8Linear(W, "float32")),
    ("quantized.Int8Linear", r"\(\*, 4\) is expected", lambda: linear(torch.ones(2, 3))),
    ("quantized.Int8Linear", "must hold float", lambda: linear(torch.ones(2, 4).int())),
    ("quantized.Int8Embedding", "Int8Linear, not", lambda: quantized.Int8Embedding(W)),
    ("quantized.Int8Embedding", "0 to 2 are known", lambda: embedding(torch.tensor([3]))),
    ("quantized.Int8Embedding", "0 to 2 are known", lambda: embedding(torch.tensor([-1]))),
    ("quantized.Int8Embedding", "must hold int", lambda: embedding(torch.tensor([0.5]))),
    ("sealed.closed", "result must be a dictionary", lambda: sealed.closed(None, {})),
    ("sealed.closed", "known must be a dictionary", lambda: sealed.closed({}, [])),
    ("sealed.closed", "not 1.5", lambda: sealed.closed(1.5, {})),
    ("sealed.veiled", "must be a bytes", lambda: sealed.veiled("text", "salt")),
    ("sealed.veiled", "must be text", lambda: sealed.veiled(b"text", None)),
    ("sealed.veiled", "half a character", lambda: sealed.veiled(b"text", "\ud83d")),
    ("sealed.known", "a path, not None", lambda: sealed.known(None)),
    ("sealed.known", "no/where", lambda: sealed.known("no/where")),
    ("sealed.known", "a path, not 1", lambda: sealed.known(1)),
    ("sealed.predict", "cannot be", lambda: sealed.predict(0)),
    ("sealed.predict", "cannot be", lambda: sealed.predict(-1.0)),
    ("sealed.predict", "cannot be", lambda: sealed.predict(math.nan)),
    ("sealed.predict", "cannot be", lambda: sealed.predict(math.inf)),
    ("sealed.predict", "Real, not '1'", lambda: sealed.predict("1")),
    ("sealed.predict", "Real, not None", lambda: sealed.predict(None)),
    ("sealed.predict", "no/where", lambda: sealed.predict(1.0, "no/where")),
    ("shipped.read_log", "No model None", lambda: shipped.read_log(None)),
    ("shipped.read_log", "No model ''", lambda: shipped.read_log("")),
    ("shipped.read_log", r"No model '\.\.'", lambda: shipped.read_log("..")),
    ("shipped.read_log", r"No model \['tales-gpt'\]", lambda: shipped.read_log(["tales-gpt"])),
    ("shipped.read_model", "there are: ", lambda: shipped.read_model("gpt-5")),
    ("shipped.read_model", "there are: ", lambda: shipped.read_model(None)),
    ("shipped.read_model", "there are: ", lambda: shipped.read_model(3)),
    ("shipped.read_vocabulary", "choose one of", lambda: shipped.read_vocabulary("")),
    ("shipped.read_vocabulary", "choose one of", lambda: shipped.read_vocabulary(None)),
    ("shipped.read_vocabulary", "choose one of", lambda: shipped.read_vocabulary("../tales")),
    ("shipped.read_runs", "No family None", lambda: shipped.read_runs(None)),
    ("shipped.read_runs", "No family '../scaling'", lambda: shipped.read_runs("../scaling")),
    ("shipped.read_runs", "there are: ", lambda: shipped.read_runs(0)),
    ("shipped.write", "a path, not None", lambda: shipped.write(None, tiny, {})),
    ("shipped.write", "must be a Transformer", lambda: shipped.write("x", LARGE, {})),
    ("shipped.write", "has no entry 'title'", lambda: shipped.write("x", tiny, {})),
    ("shipped.write", "must be a dictionary", lambda: shipped.write("x", tiny, None)),
    ("shipped.rounded", "beyond 65,504", lambda: shipped.rounded(LARGE)),
    ("shipped.rounded", "must be a Module", lambda: shipped.rounded(None)),
    ("shipped.rounded", "must be a Module", lambda: shipped.rounded(W)),
    ("shipped.card", "has no entry 'title'", lambda: shipped.card({})),
    ("shipped.card", "must be a dictionary", lambda: shipped.card(None)),
    ("shipped.card", "has no entry 'about'", lambda: shipped.card({"title": ""})),
    ("zoo.load", "no model named 'gpt'", lambda: zoo.load("gpt")),
    ("zoo.load", "no model named None", lambda: zoo.load(None)),
    ("zoo.load", "choose one of int8, fp32", lambda: zoo.load("stand-in", "int4")),
    ("zoo.load", "choose one of int8, fp32", lambda: zoo.load("stand-in", None)),
    ("zoo.load_any", "choose one of int8, fp32", lambda: zoo.load_any("fp16")),
    ("zoo.load_any", "choose one of int8, fp32", lambda: zoo.load_any(8)),
    ("zoo.load_any", "choose one of int8, fp32", lambda: zoo.load_any(None)),
    ("zoo.from_course", "No model 'x'", lambda: zoo.from_course("x")),
    ("zoo.from_course", "No model None", lambda: zoo.from_course(None)),
    ("zoo.from_course", "No model", lambda: zoo.from_course(["tales-gpt"])),
    ("zoo.from_gguf", "a path, not None", lambda: zoo.from_gguf(None)),
    ("zoo.from_gguf", "no/where", lambda: zoo.from_gguf("no/where")),
    ("zoo.from_gguf", "choose one of int8, fp32", lambda: zoo.from_gguf("x", "q4")),
]  # fmt: skip


@each(TABLE)
def test_odd_values_are_refused_in_words(words, call):
    assert_refused(words, call)


def test_every_function_and_class_is_tried_with_odd_values():
    assert tried_too_little(TABLE, MODULES, ["sealed.Opened"]) == {}


def entry(name, kind, raw):
    return string(name) + struct.pack("<I", kind) + raw


ONE = {"w": ((4,), 0, bytes(16))}
WHOLE = gguf_bytes(ONE, [entry("a", 8, string("b"))])
NAME = "general.alignment"
DAMAGED = {
    "empty": (b"", "is empty"),
    "three letters": (b"GGU", "begin with the letters"),
    "letters alone": (b"GGUF", "was cut"),
    "html": (b"<!DOCTYPE html>", "Fetch it again"),
    "lfs pointer": (b"version https://git-lfs.github.com/spec/v1", "Fetch it again"),
    "big-endian": (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "big-endian"),
    "version 1": (gguf_bytes(ONE, version=1), "version 1 is not known"),
    "cut in the header": (WHOLE[:40], "was cut"),
    "cut in the weights": (WHOLE[:-17], "fetch it again"),
    "alignment 0": (gguf_bytes(ONE, [entry(NAME, 4, bytes(4))]), "at least 1, not 0"),
    "alignment -8": (gguf_bytes(ONE, [entry(NAME, 5, struct.pack("<i", -8))]), "at least 1"),
    "alignment nan": (gguf_bytes(ONE, [entry(NAME, 6, struct.pack("<f", math.nan))]), "not nan"),
    "alignment true": (gguf_bytes(ONE, [entry(NAME, 7, b"\1")]), "not True"),
    "alignment as text": (gguf_bytes(ONE, [entry(NAME, 8, string("32"))]), "not '32'"),
    "alignment as a list": (gguf_bytes(ONE, [entry(NAME, 9, struct.pack("<IQ", 4, 0))]), "not "),
    "no UTF-8": (gguf_bytes(ONE, [struct.pack("<Q", 3) + b"a\xff\xfe" + bytes(8)]), "no UTF-8"),
    "text of 2**63": (
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 2**63) + bytes(99),
        "was cut",
    ),
    "2**60 numbers": (gguf_bytes({}, [entry("a", 9, struct.pack("<IQ", 4, 2**60))]), "was cut"),
    "2**60 entries": (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**60) + bytes(99), "was cut"),
    "2**60 tensors": (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0) + bytes(99), "was cut"),
    "arrays in each other": (
        gguf_bytes({}, [entry("a", 9, struct.pack("<IQ", 9, 1) * 3000 + bytes(99))]),
        "within each other",
    ),
    "metadata of kind 77": (gguf_bytes({}, [entry("a", 77, b"")]), "kind 77"),
    "a name twice": (gguf_bytes({}, [entry("a", 4, bytes(4))] * 2), "occurs twice"),
    "five axes": (gguf_bytes({"w": ((1,) * 5, 0, bytes(4))}), "5 axes"),
    "an unknown type": (gguf_bytes({"w": ((32,), 99, b"")}), "GGML type 99"),
    "a broken block": (gguf_bytes({"w": ((33,), 8, bytes(34))}), "no multiple of 32"),
    "sizes beyond all": (gguf_bytes({"w": ((2**62, 4), 0, bytes(16))}), "fetch it again"),
}


@pytest.mark.parametrize(("content", "words"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_gguf_file_is_told_in_words(tmp_path, content, words):
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    assert_refused(words, lambda: gguf.GGUF(path))
    assert_refused("m.gguf", lambda: gguf.GGUF(path))
    assert_refused("m.gguf", lambda: zoo.from_gguf(str(path)))


def test_a_gguf_file_cut_anywhere_is_told_in_words(tmp_path):
    path = tmp_path / "m.gguf"
    for end in range(0, len(WHOLE) - 16):
        path.write_bytes(WHOLE[:end])
        assert_refused("empty|letters GGUF|was cut|etch it again", lambda: gguf.GGUF(path))
    path.write_bytes(WHOLE)
    file = gguf.GGUF(str(path))
    assert file.read("w").tolist() == [0] * 4
    assert_refused("choose one of w", lambda: file.read("v"))
    assert_refused("choose one of w", lambda: file.read(None))


def words_of(texts):
    return struct.pack("<IQ", 8, len(texts)) + b"".join(map(string, texts))


SIZES = [4, 1, 32, 2, 1, 32]  # of a Llama with a layer, as its entries are in order


def llama(tokens=("a", "b", "ab"), merges=("a b",), kinds=(1, 1, 1), sizes=SIZES, left_out=""):
    """Metadata of a small Llama, without any tensors."""
    entries = {
        "general.architecture": (8, string("llama")),
        "tokenizer.ggml.tokens": (9, words_of(tokens)),
        "tokenizer.ggml.merges": (9, words_of(merges)),
        "tokenizer.ggml.token_type": (9, struct.pack(f"<IQ{len(kinds)}I", 4, len(kinds), *kinds)),
        "llama.attention.layer_norm_rms_epsilon": (6, struct.pack("<f", 1e-5)),
        "llama.rope.freq_base": (6, struct.pack("<f", 1e4)),
    }
    for name, size in zip(zoo.SIZES, sizes, strict=False):
        entries[f"llama.{name}"] = (4, struct.pack("<I", size))
    return gguf_bytes({}, [entry(name, *e) for name, e in entries.items() if name != left_out])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (llama(left_out="llama.block_count"), "no entry 'llama.block_count'"),
        (llama(left_out="tokenizer.ggml.tokens"), "no entry 'tokenizer.ggml.tokens'"),
        (llama(left_out="general.architecture"), "no entry 'general.architecture'"),
        (llama(tokens=()), "vocab_size must be at least 1"),
        (llama(sizes=[4, 0, 32, 2, 1, 32]), "n_layers must be at least 1"),
        (llama(sizes=[4, 1, 33, 2, 1, 32]), "must be a multiple"),
        (llama(), "choose one of"),  # its weights are missing
    ],
)
def test_a_gguf_file_that_is_no_whole_llama_is_told_in_words(tmp_path, content, words):
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    assert_refused(words, lambda: zoo.from_gguf(path))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (llama(merges=("ab",)), "joins no tokens"),
        (llama(merges=("b a",)), "joins no tokens"),
        (llama(kinds=(1, 1)), "2 kinds for 3 tokens"),
    ],
)
def test_a_gguf_file_with_a_broken_vocabulary_is_told_in_words(tmp_path, content, words):
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    assert_refused(words, lambda: zoo._tokenizer(gguf.GGUF(path)))


BOX = sealed.closed({"test loss": 1.0}, {"blocks": 6})
ODD_BOXES = {
    "empty": b"",
    "html": b"<!DOCTYPE html>",
    "cut": json.dumps(BOX).encode()[:-9],
    "no UTF-8": b"\xff\xfe",
    "nested": b"[" * 100_000,
    "a list": b"[]",
    "nothing in it": b"{}",
    "no salt": json.dumps(BOX | {"salt": None}).encode(),
    "half a salt": json.dumps(BOX | {"salt": "\ud83d"}).encode(),
    "another salt": json.dumps(BOX | {"salt": "00"}).encode(),
    "no base64": json.dumps(BOX | {"result": "é"}).encode(),
    "cut base64": json.dumps(BOX | {"result": BOX["result"][:-3]}).encode(),
    "exchanged": json.dumps(BOX | {"result": base64.b64encode(b"{}").decode()}).encode(),
}


@pytest.mark.parametrize("content", ODD_BOXES.values(), ids=ODD_BOXES)
def test_a_damaged_box_is_told_in_words(tmp_path, content):
    file = tmp_path / "sealed.json"
    file.write_bytes(content)
    words = "sealed.json|salt|result must be"
    assert_refused(words, lambda: sealed.predict(1.0, file, tmp_path / "kept.json"))
    assert not (tmp_path / "kept.json").exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{"])
def test_damaged_predictions_are_told_in_words(tmp_path, content):
    file, kept = tmp_path / "sealed.json", tmp_path / "kept.json"
    file.write_text(json.dumps(BOX))
    kept.write_bytes(content)
    assert_refused("kept.json", lambda: sealed.predict(1.0, file, kept))
    assert kept.read_bytes() == content


@pytest.mark.parametrize("name", ["log.json", "weights.safetensors"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"version https://git-lfs", None])
def test_a_damaged_model_of_the_course_is_told_in_words(tmp_path, monkeypatch, name, content):
    log = {key: "x" for key in shipped.NEEDED} | {"figures": {}, "samples": []}
    shipped.write(tmp_path / "tiny", shipped.rounded(tiny), log)
    monkeypatch.setattr(shipped, "FILES", tmp_path)
    assert shipped.read_model("tiny").config == tiny.config
    whole = (tmp_path / "tiny" / name).read_bytes()
    (tmp_path / "tiny" / name).write_bytes(whole[:-9] if content is None else content)
    assert_refused("log.json|files anew", lambda: shipped.read_model("tiny"))


@pytest.mark.parametrize("content", [b"{", b"<html>", b'{"a": 1}\nversion 3'])
def test_a_damaged_table_of_trainings_is_told_in_words(tmp_path, monkeypatch, content):
    (tmp_path / "family").mkdir()
    (tmp_path / "family" / "runs.jsonl").write_bytes(content)
    monkeypatch.setattr(shipped, "FILES", tmp_path)
    assert_refused("table of 'family' is damaged", lambda: shipped.read_runs("family"))


def test_cards_have_words_in_their_heads():
    """An empty head is skipped by a screen reader, so that a cell has no name."""
    log = {key: "x" for key in shipped.NEEDED} | {"figures": {}, "samples": []}
    assert "| Fact | Value |" in shipped.card(log) and "| | |" not in shipped.card(log)

"""Odd values for everything in `training`, and damaged checkpoints: refused in words."""

import json
import math

import pytest
import torch
from odd_values import assert_refused, each, plainly, tried_too_little

batches, checkpoints, loop, masking, optimizers, encoder, tokenizer, transformer = plainly(
    "training.batches",
    "training.checkpoints",
    "training.loop",
    "training.masking",
    "training.optimizers",
    "models.encoder",
    "models.tokenizer",
    "models.transformer",
)
MODULES = (batches, checkpoints, loop, masking, optimizers)

IDS = torch.arange(5, 25)
Config = loop.TrainingConfig
CONFIG = Config(steps=2)
layer = torch.nn.Linear(2, 1)
SIGNS = masking.SpecialTokens(1, 2, 3, 4, 5, 30)
TALES = [[[5, 6], [7]], [[8], [9, 10]]]
windows = batches.Windows(IDS, 2, 3)
pairs = masking.SentencePairs(TALES, SIGNS, 2, 9)
bert = encoder.Bert(transformer.TransformerConfig(30, 16, 1, 8, 2, 8)).eval()
bpe = tokenizer.BPE(special=("<|end|>", "<|cls|>", "<|sep|>", "<|mask|>", "<|pad|>"))
RNG = torch.Generator()
history = loop.History([1.0], [1.0], [1.0], [{"step": 1, "loss": 2.0}])


def drawn(number):
    return torch.ones(3, 2)


def mean(model, batch):
    return model(batch).mean()


def trained(config=CONFIG, model=layer, draw=drawn, loss=mean, **more):
    return loop.train(model, draw, loss, config, **more)


def stepped(loss, config=CONFIG):
    return loop.train_step(
        layer, drawn, loss, config, optimizers.make_optimizers(layer, "adamw", 0), 0
    )


TABLE = [
    # batches
    ("batches.Windows", "too few", lambda: batches.Windows(IDS, 9, 9)),
    ("batches.Windows", "batch must be at least 1", lambda: batches.Windows(IDS, 0, 3)),
    ("batches.Windows", "length must be at least 1", lambda: batches.Windows(IDS, 1, 0)),
    ("batches.Windows", "length must be a whole", lambda: batches.Windows(IDS, 1, 2.5)),
    ("batches.Windows", "must hold int", lambda: batches.Windows(IDS.float(), 1, 3)),
    ("batches.Windows", r"\(N\) is expected", lambda: batches.Windows(IDS[None], 1, 3)),
    ("batches.Windows", "encode it first", lambda: batches.Windows("a text", 1, 3)),
    ("batches.Windows", "must be a tensor", lambda: batches.Windows([1, 2, 3], 1, 1)),
    ("batches.Windows", "seed must be a whole", lambda: batches.Windows(IDS, 1, 3, None)),
    ("batches.Windows", "number must be at least 0", lambda: windows(-1)),
    ("batches.Windows", "number must be a whole", lambda: windows(0.5)),
    ("batches.generator", "seed must be a whole", lambda: batches.generator(None, 0)),
    ("batches.generator", "number must be a whole", lambda: batches.generator(0, "1")),
    ("batches.generator", "seed must be a whole", lambda: batches.generator(0.5, 1)),
    # checkpoints
    ("checkpoints.save", "a path, not None", lambda: checkpoints.save(None, layer, [], {}, {"losses": []})),
    ("checkpoints.save", "must be a Module", lambda: checkpoints.save("x", None, [], {}, {"losses": []})),
    ("checkpoints.save", "no entry 'losses'", lambda: checkpoints.save("x", layer, [], {}, {})),
    ("checkpoints.load", "a path, not 3", lambda: checkpoints.load(3, layer, [], {})),
    ("checkpoints.load", "a path, not None", lambda: checkpoints.load(None, layer, [], {})),
    ("checkpoints.load", "must be a Module", lambda: checkpoints.load("x", "model", [], {})),
    # loop
    ("loop.TrainingConfig", "At least one step", lambda: Config(steps=0)),
    ("loop.TrainingConfig", "steps must be a whole", lambda: Config(steps=1e3)),
    ("loop.TrainingConfig", "steps must be a whole", lambda: Config(steps=None)),
    ("loop.TrainingConfig", "lr must be a finite", lambda: Config(2, lr=math.nan)),
    ("loop.TrainingConfig", "lr must be a finite", lambda: Config(2, lr=math.inf)),
    ("loop.TrainingConfig", "must be positive", lambda: Config(2, lr=-1)),
    ("loop.TrainingConfig", "lr must be a number", lambda: Config(2, lr="2e-3")),
    ("loop.TrainingConfig", "warmup a share", lambda: Config(2, warmup=1.5)),
    ("loop.TrainingConfig", "warmup must be a finite", lambda: Config(2, warmup=math.nan)),
    ("loop.TrainingConfig", "must be positive", lambda: Config(2, clip=0)),
    ("loop.TrainingConfig", "choose one of adamw, muon", lambda: Config(2, optimizer="sgd")),
    ("loop.TrainingConfig", "choose one of adamw, muon", lambda: Config(2, optimizer=None)),
    ("loop.TrainingConfig", "choose one of fp32", lambda: Config(2, precision="fp16")),
    ("loop.TrainingConfig", "weight_decay must be at least 0", lambda: Config(2, weight_decay=-0.1)),
    ("loop.TrainingConfig", "evaluate_every must be at least 0", lambda: Config(2, evaluate_every=-1)),
    ("loop.TrainingConfig", "checkpoint_seconds must be a finite", lambda: Config(2, checkpoint_seconds=math.nan)),
    ("loop.TrainingConfig", "At least one step", lambda: Config(2, micro_batches=-1)),
    ("loop.History", "choose one of step, loss", lambda: history.curve("accuracy")),
    ("loop.History", "choose one of step, loss", lambda: history.curve(None)),
    ("loop.History", "choose one of step, loss", lambda: history.curve(["loss"])),
    ("loop.learning_rate", "step must be at least 0", lambda: loop.learning_rate(-1, CONFIG)),
    ("loop.learning_rate", "at most 2, not 3", lambda: loop.learning_rate(3, CONFIG)),
    ("loop.learning_rate", "step must be a whole", lambda: loop.learning_rate(0.5, CONFIG)),
    ("loop.learning_rate", "must be a TrainingConfig", lambda: loop.learning_rate(0, 1e-3)),
    ("loop.train", "must be a TrainingConfig", lambda: trained({"steps": 2})),
    ("loop.train", "must be a Module", lambda: trained(model=None)),
    ("loop.train", "draw must be a function", lambda: trained(draw=[drawn(0)])),
    ("loop.train", "loss must be a function", lambda: trained(loss=None)),
    ("loop.train", "evaluate must be a function", lambda: trained(evaluate={"loss": 1.0})),
    ("loop.train", "a path, not 3", lambda: trained(folder=3)),
    ("loop.train", "identity must be text", lambda: trained(identity=None)),
    ("loop.train", "no parameters", lambda: trained(model=torch.nn.ReLU())),
    ("loop.train", "must be a dictionary", lambda: trained(Config(1), evaluate=lambda model: 1.0)),
    ("loop.train_step", "The loss must be a tensor, not 1.5", lambda: stepped(lambda m, b: 1.5)),
    ("loop.train_step", "The loss must be a tensor, not None", lambda: stepped(lambda m, b: None)),
    ("loop.train_step", "take the mean", lambda: stepped(lambda m, b: m(b))),
    ("loop.train_step", "take the mean", lambda: stepped(lambda m, b: m(b).mean().detach())),
    ("loop.train_step", "must hold float", lambda: stepped(lambda m, b: torch.ones((), dtype=torch.int64))),
    ("loop.precision", "choose one of fp32, bf16, fastest", lambda: loop.precision("fp8").__enter__()),
    ("loop.precision", "choose one of fp32, bf16, fastest", lambda: loop.precision(None).__enter__()),
    ("loop.precision", "choose one of fp32, bf16, fastest", lambda: loop.precision(16).__enter__()),
    ("loop.evaluated", "must be a dictionary, not 3", lambda: loop.evaluated(layer, lambda model: 3)),
    ("loop.evaluated", "must be a function", lambda: loop.evaluated(layer, None)),
    ("loop.evaluated", "must be a Module", lambda: loop.evaluated(None, len)),
    ("loop.broadcast_weights", "must be a Module", lambda: loop.broadcast_weights(None)),
    ("loop.broadcast_weights", "must be a Module", lambda: loop.broadcast_weights([])),
    ("loop.broadcast_weights", "must be a Module", lambda: loop.broadcast_weights("model")),
    ("loop.all_reduce_sum", "must be a list", lambda: loop.all_reduce_sum(None)),
    ("loop.all_reduce_sum", "must be a list", lambda: loop.all_reduce_sum(3)),
    ("loop.all_reduce_sum", "must be a list", lambda: loop.all_reduce_sum("ab")),
    # masking
    ("masking.SpecialTokens", "vocab_size must be at least 6", lambda: masking.SpecialTokens(1, 2, 3, 4, 5, 5)),
    ("masking.SpecialTokens", "cls must be at least 0 and at most 4", lambda: masking.SpecialTokens(9, 2, 3, 4, 5, 30)),
    ("masking.SpecialTokens", "mask must be a whole", lambda: masking.SpecialTokens(1, 2, None, 4, 5, 30)),
    ("masking.special_tokens", "no <|cls|>", lambda: masking.special_tokens(tokenizer.BPE())),
    ("masking.special_tokens", "must be a BPE", lambda: masking.special_tokens(None)),
    ("masking.special_tokens", "must be a BPE", lambda: masking.special_tokens("tales")),
    ("masking.MaskedPairs", "MaskedPairs, not", lambda: masking.pretraining_losses(bert, IDS)),
    ("masking.SentencePairs", "At least two tales", lambda: masking.SentencePairs([], SIGNS, 2, 9)),
    ("masking.SentencePairs", "At least two tales", lambda: masking.SentencePairs([[[5]], [[6]]], SIGNS, 2, 9)),
    ("masking.SentencePairs", "must be a list, not None", lambda: masking.SentencePairs(None, SIGNS, 2, 9)),
    ("masking.SentencePairs", "must be a list, not 'a text'", lambda: masking.SentencePairs(["a text"] * 2, SIGNS, 2, 9)),
    ("masking.SentencePairs", "as token ids, must be a list, not 'One.'", lambda: masking.SentencePairs([["One.", "Two."]] * 2, SIGNS, 2, 9)),
    ("masking.SentencePairs", "by `special_tokens`", lambda: masking.SentencePairs(TALES, None, 2, 9)),
    ("masking.SentencePairs", "batch must be at least 1", lambda: masking.SentencePairs(TALES, SIGNS, 0, 9)),
    ("masking.SentencePairs", "no room", lambda: masking.SentencePairs(TALES, SIGNS, 2, 4)),
    ("masking.SentencePairs", "length must be a whole", lambda: masking.SentencePairs(TALES, SIGNS, 2, None)),
    ("masking.SentencePairs", "number must be at least 0", lambda: pairs(-1)),
    ("masking.SentencePairs", "number must be a whole", lambda: pairs.unmasked("0")),
    ("masking.sentence_ids", "must be text, not None", lambda: masking.sentence_ids(None, [], bpe)),
    ("masking.sentence_ids", "at most 5, not 9", lambda: masking.sentence_ids("a. b.", [(0, 9)], bpe)),
    ("masking.sentence_ids", "at least 2", lambda: masking.sentence_ids("a. b.", [(0, 2), (2, 1)], bpe)),
    ("masking.sentence_ids", "must be a BPE", lambda: masking.sentence_ids("a. b.", [(0, 2)], None)),
    ("masking.below", "at least 1, not 0", lambda: masking.below(0, RNG)),
    ("masking.below", "at least 1, not -3", lambda: masking.below(-3, RNG)),
    ("masking.below", "whole number, not 2.0", lambda: masking.below(2.0, RNG)),
    ("masking.before", "at least 1 and at most 2, not 3", lambda: masking.before([[1], [2]], 3, 4)),
    ("masking.before", "at least 1 and at most 2, not 0", lambda: masking.before([[1], [2]], 0, 4)),
    ("masking.before", "room must be at least 0", lambda: masking.before([[1], [2]], 1, -1)),
    ("masking.before", "must be a list, not None", lambda: masking.before(None, 1, 4)),
    ("masking.after", "at least 0 and at most 1, not 2", lambda: masking.after([[1], [2]], 2, 4)),
    ("masking.after", "at least 0 and at most 1, not -1", lambda: masking.after([[1], [2]], -1, 4)),
    ("masking.after", "room must be a whole", lambda: masking.after([[1], [2]], 1, None)),
    ("masking.after", "at least 0 and at most -1|empty", lambda: masking.after([], 0, 4)),
    ("masking.masked", "token id 99", lambda: masking.masked(torch.tensor([[99]]), SIGNS, RNG)),
    ("masking.masked", "token id -1", lambda: masking.masked(torch.tensor([[-1]]), SIGNS, RNG)),
    ("masking.masked", r"\(B, T\) is expected", lambda: masking.masked(IDS, SIGNS, RNG)),
    ("masking.masked", "must hold int", lambda: masking.masked(IDS[None].float(), SIGNS, RNG)),
    ("masking.masked", "must be a Generator", lambda: masking.masked(IDS[None], SIGNS, 0)),
    ("masking.masked", "by `special_tokens`", lambda: masking.masked(IDS[None], 3, RNG)),
    ("masking.pretraining_losses", "must be a Bert", lambda: masking.pretraining_losses(layer, pairs(0))),
    ("masking.pretraining_losses", "Draw it", lambda: masking.pretraining_losses(bert, None)),
    ("masking.pretraining_losses", "to be found", lambda: masking.pretraining_losses(bert, pairs(0)._replace(targets=torch.full_like(pairs(0).targets, -100)))),
    # optimizers
    ("optimizers.make_optimizers", "choose 'adamw' or 'muon'", lambda: optimizers.make_optimizers(layer, "sgd", 0.1)),
    ("optimizers.make_optimizers", "choose 'adamw' or 'muon'", lambda: optimizers.make_optimizers(layer, None, 0.1)),
    ("optimizers.make_optimizers", "must be a Module", lambda: optimizers.make_optimizers(None, "adamw", 0.1)),
    ("optimizers.make_optimizers", "at least 0, not -1", lambda: optimizers.make_optimizers(layer, "adamw", -1)),
    ("optimizers.make_optimizers", "finite", lambda: optimizers.make_optimizers(layer, "muon", math.nan)),
    ("optimizers.make_optimizers", "no parameters", lambda: optimizers.make_optimizers(torch.nn.ReLU(), "adamw", 0)),
    ("optimizers.Muon", "Muon takes matrices", lambda: optimizers.Muon([layer.bias])),
    ("optimizers.Muon", "lr must be at least 0", lambda: optimizers.Muon([layer.weight], lr=-1)),
    ("optimizers.Muon", "momentum must be at least 0 and at most 1", lambda: optimizers.Muon([layer.weight], momentum=2)),
    ("optimizers.Muon", "weight_decay must be a finite", lambda: optimizers.Muon([layer.weight], weight_decay=math.inf)),
    ("optimizers.Muon", "no parameters", lambda: optimizers.Muon([])),
    ("optimizers.Muon", "no parameters|a list", lambda: optimizers.Muon(None)),
    ("optimizers.orthogonal", "is expected", lambda: optimizers.orthogonal(torch.ones(2, 2))),
    ("optimizers.orthogonal", "must hold float", lambda: optimizers.orthogonal(torch.ones(1, 2, 2).int())),
    ("optimizers.orthogonal", "no numbers", lambda: optimizers.orthogonal(torch.ones(0, 2, 2))),
    ("optimizers.orthogonal", "must be a tensor", lambda: optimizers.orthogonal([[[1.0]]])),
]  # fmt: skip


@each(TABLE)
def test_odd_values_are_refused_in_words(words, call):
    assert_refused(words, call)


def test_every_function_and_class_is_tried_with_odd_values():
    assert tried_too_little(TABLE, MODULES, ["masking.MaskedPairs"]) == {}


def test_nothing_is_refused_that_works(tmp_path):
    assert loop.learning_rate(2, CONFIG) == 0 and history.curve("loss") == ([1], [2.0])
    assert trained(folder=str(tmp_path / "new")).steps == 2
    assert masking.sentence_ids("", [], bpe) == []
    assert bpe.encode_ordinary("<|end|>") == masking.sentence_ids("<|end|>", [(0, 7)], bpe)[0]


@pytest.fixture
def saved(tmp_path):
    """A folder with a whole checkpoint, and how it is loaded."""
    config = {"steps": 2}
    one = optimizers.make_optimizers(layer, "adamw", 0.1)
    stepped(mean)
    checkpoints.save(tmp_path, layer, one, config, {"losses": [1.0]})

    def load():
        return checkpoints.load(tmp_path, layer, one, config)

    assert load() == {"losses": [1.0]}
    return tmp_path, load


INDEX = {"tensors": "step-0000001.safetensors", "config": {"steps": 2}, "history": {"losses": []}}
ODD_INDEX = {
    "empty": b"",
    "html": b"<!DOCTYPE html>",
    "cut": json.dumps(INDEX).encode()[:-5],
    "no UTF-8": b"\xff\xfe",
    "nested": b"[" * 100_000,
    "a list": b"[]",
    "null": b"null",
    "nothing in it": b"{}",
    "no history": json.dumps(INDEX | {"history": None}).encode(),
    "empty history": json.dumps(INDEX | {"history": {}}).encode(),
    "no name": json.dumps(INDEX | {"tensors": None}).encode(),
    "a lost file": json.dumps(INDEX | {"tensors": "lost.safetensors"}).encode(),
    "the folder": json.dumps(INDEX | {"tensors": ""}).encode(),
    "another training": json.dumps(INDEX | {"config": {}}).encode(),
}


@pytest.mark.parametrize("content", ODD_INDEX.values(), ids=ODD_INDEX)
def test_a_damaged_checkpoint_is_told_in_words(saved, content):
    folder, load = saved
    (folder / checkpoints.INDEX).write_bytes(content)
    assert_refused("checkpoint|tensors must be text", load)


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 7, b"\xff" * 8, b"<!DOCTYPE html>", b"version https://git-lfs", b"\2" + bytes(7) + b"{}", None],
)  # fmt: skip
def test_damaged_weights_of_a_checkpoint_are_told_in_words(saved, content):
    folder, load = saved
    file = folder / INDEX["tensors"]
    file.write_bytes(file.read_bytes()[:-3] if content is None else content)
    before = layer.weight.detach().clone()
    assert_refused("checkpoint", load)
    assert torch.equal(layer.weight, before), "nothing was loaded in part"

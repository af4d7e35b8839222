"""Language models by name: weights, tokenizer and chat format in one object.

`load("smollm2")` reads SmolLM2-135M-Instruct (Allal et al. 2025, Apache-2.0), fetched once by
`llmcourse fetch`, into the course's own transformer. `load("stand-in")` is a small untrained model
with the same parts, for machines on which the real one was never fetched: every cell runs, and what
it writes is noise. `load_any()` picks between the two. The other names are those of the models that
were trained for the course and come with it: storytellers, encoders, and a translator
(`translator.translate` uses it).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from torch import Tensor, nn

from llmcourse.machine import wanted
from llmcourse.machine.fetch import SMOLLM2, cached
from llmcourse.machine.runtime import fast_dtype
from llmcourse.models.language_model import LanguageModel
from llmcourse.models.transformer import Transformer, TransformerConfig, llama_style
from llmcourse.pretrained import shipped
from llmcourse.pretrained.gguf import GGUF
from llmcourse.pretrained.quantized import Int8Embedding, Int8Linear

STORAGES = ("int8", "fp32")
LISTS = tuple(f"tokenizer.ggml.{name}" for name in ("tokens", "merges", "token_type"))
SIZES = (
    "context_length",
    "block_count",
    "embedding_length",
    "attention.head_count",
    "attention.head_count_kv",
    "feed_forward_length",
    "attention.layer_norm_rms_epsilon",
    "rope.freq_base",
)
ENTRIES = ("general.architecture", *LISTS, *(f"llama.{name}" for name in SIZES))


def load(name: str = "smollm2", storage: str = "int8") -> LanguageModel:
    """Return a model by name; `storage`, for SmolLM2, is "int8" (small and fast) or "fp32" (the
    reference).
    """
    wanted.one_of("storage", storage, STORAGES)
    if name == "stand-in":
        return stand_in()
    if name in shipped.names():
        return from_course(name)
    if name != "smollm2":
        known = ", ".join(["smollm2", "stand-in", *shipped.names()])
        raise ValueError(f"There is no model named {name!r}: choose one of {known}.")
    path = cached(SMOLLM2)
    if path is None:
        raise FileNotFoundError(
            "SmolLM2 is not on this machine yet. With a network, run `llmcourse fetch` once."
        )
    return from_gguf(path, storage)


def load_any(storage: str = "int8") -> LanguageModel:
    """Return SmolLM2 where it has been fetched; elsewhere the stand-in, after saying so."""
    wanted.one_of("storage", storage, STORAGES)
    if cached(SMOLLM2):
        return load("smollm2", storage)
    print(
        "SmolLM2 is not on this machine, so an untrained stand-in takes its place: every cell "
        "runs, and what it"
    )
    print(
        "writes is noise. With a network, run `llmcourse fetch` once, then restart this notebook."
    )
    return load("stand-in")


def from_course(name: str) -> LanguageModel:
    """Return a model that comes with the course; its texts end at token 0."""
    bpe = shipped.read_vocabulary(shipped.read_log(name)["vocabulary"])
    return LanguageModel(
        name, shipped.read_model(name).requires_grad_(False), bpe.for_library(), stop_ids=(0,)
    )


def from_gguf(path: Path, storage: str = "int8") -> LanguageModel:
    """Read a Llama-style GGUF file into the course's transformer; raises ValueError for a damaged
    one.
    """
    wanted.one_of("storage", storage, STORAGES)
    file = GGUF(path)
    with torch.device("meta"):  # shapes only: the weights come from the file
        model = Transformer(_config(file))
    for name, weight in _weights(file):
        _install(model, name, weight, storage)
    if storage == "int8":
        model.set_submodule("tokens", Int8Embedding(cast(Int8Linear, model.head)))
    else:
        model.tokens.weight = model.head.weight
    return LanguageModel("smollm2", model.eval(), _tokenizer(file), stop_ids=(0, 2))


def _config(file: GGUF) -> TransformerConfig:
    meta = wanted.entries("The file's metadata", file.metadata, *ENTRIES)
    for name in LISTS:
        wanted.a(list, name, meta[name])
    if meta["general.architecture"] != "llama" or "output.weight" in file.tensors:
        raise ValueError(
            "Only Llama-style files whose output layer is the token table can be read here."
        )

    def size(key: str) -> Any:
        return meta["llama." + key]

    return TransformerConfig(
        vocab_size=len(meta["tokenizer.ggml.tokens"]),
        context_length=size("context_length"),
        n_layers=size("block_count"),
        d_model=size("embedding_length"),
        n_heads=size("attention.head_count"),
        n_kv_heads=size("attention.head_count_kv"),
        d_ff=size("feed_forward_length"),
        norm="rms",
        position="rotary",
        feed_forward="swiglu",
        bias=False,
        norm_eps=size("attention.layer_norm_rms_epsilon"),
        rotary_theta=size("rope.freq_base"),
    )


def _weights(file: GGUF) -> Iterator[tuple[str, Tensor]]:
    """Yield our name and the weight of every tensor in the file. Its queries and keys are permuted
    for interleaved RoPE, which pairs neighboring features, as ours does.
    """
    yield "head", file.read("token_embd.weight")
    yield "norm", file.read("output_norm.weight")
    for i in range(file.metadata["llama.block_count"]):

        def read(*names: str, i: int = i) -> Tensor:
            return torch.cat([file.read(f"blk.{i}.{name}.weight") for name in names])

        yield f"blocks.{i}.attention_norm", read("attn_norm")
        yield f"blocks.{i}.attention.qkv", read("attn_q", "attn_k", "attn_v")
        yield f"blocks.{i}.attention.out", read("attn_output")
        yield f"blocks.{i}.feed_forward_norm", read("ffn_norm")
        yield f"blocks.{i}.feed_forward.gate_up", read("ffn_gate", "ffn_up")
        yield f"blocks.{i}.feed_forward.down", read("ffn_down")


def _install(model: Transformer, name: str, weight: Tensor, storage: str) -> None:
    module = cast(nn.Linear, model.get_submodule(name))
    if module.weight.shape != weight.shape:
        raise ValueError(
            f"{name} should have shape {tuple(module.weight.shape)}, the file has "
            f"{tuple(weight.shape)}."
        )
    if storage == "int8" and isinstance(module, nn.Linear):
        model.set_submodule(name, Int8Linear(weight, compute=fast_dtype()))
    else:
        module.weight = nn.Parameter(weight, requires_grad=False)


def _tokenizer(file: GGUF) -> Tokenizer:
    """Return byte-level BPE that splits digits one by one first, with the special tokens that the
    file marks.
    """
    tokens = list(wanted.texts("tokens", file.metadata["tokenizer.ggml.tokens"]))
    pairs = wanted.texts("merges", file.metadata["tokenizer.ggml.merges"])
    merges = [cast(tuple[str, str], tuple(pair.split(" "))) for pair in pairs]
    known = set(tokens)
    for pair in merges:
        if len(pair) != 2 or not {*pair, "".join(pair)} <= known:
            raise ValueError(f"The merge {' '.join(pair)!r} joins no tokens: the file is damaged.")
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(tokens)}, merges))
    digits = pre_tokenizers.Digits(individual_digits=True)
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, byte_level])
    tokenizer.decoder = decoders.ByteLevel()
    kinds = file.metadata["tokenizer.ggml.token_type"]
    if len(kinds) != len(tokens):
        raise ValueError(f"{len(kinds)} kinds for {len(tokens)} tokens: the file is damaged.")
    special = [token for token, kind in zip(tokens, kinds, strict=True) if kind == 3]
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in special]
    )
    return tokenizer


def stand_in() -> LanguageModel:
    """Return a small untrained model that reads bytes: the same parts as SmolLM2, and nothing
    learned.
    """
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    vocab = {
        token: i for i, token in enumerate(special + sorted(pre_tokenizers.ByteLevel.alphabet()))
    }
    tokenizer = Tokenizer(models.BPE(vocab, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in special]
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = Transformer(
            llama_style(len(vocab), 2048, n_layers=4, d_model=96, n_heads=6, d_ff=256, n_kv_heads=2)
        )
    return LanguageModel("stand-in", model.eval().requires_grad_(False), tokenizer, stop_ids=(0, 2))

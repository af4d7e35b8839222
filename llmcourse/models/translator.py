"""An encoder-decoder: the encoder reads a text, the decoder writes another and looks at the first
while it writes.

Used in chapters 5 and 7. The architecture of Vaswani et al. (2017, figure 1) from the
course's one `Block`, with one token table for all languages. The first token of the source names
the language to write (Johnson et al. 2017). Left out: dropout, label smoothing, beam search.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from llmcourse.machine import wanted
from llmcourse.models.attention import CrossAttention, KVCache, Memory
from llmcourse.models.encoder import Encoder
from llmcourse.models.tokenizer import BPE
from llmcourse.models.transformer import Stack, TransformerConfig, initialize

END, PAD = "<|end|>", "<|pad|>"  # END also stands before the first token that is written
LANGUAGES = {"es": "<es>", "fr": "<fr>"}
SPECIAL = (END, PAD, *LANGUAGES.values())


class TranslationBatch(NamedTuple):
    """Pairs of texts, padded on the right; a target has END on both sides. `not_pad` is False at
    padding.
    """

    source: Int[Tensor, "B S"]
    source_not_pad: Bool[Tensor, "B S"]
    target: Int[Tensor, "B T"]
    target_not_pad: Bool[Tensor, "B T"]

    @property
    def source_real(self) -> Bool[Tensor, "B S"]:
        """Return `source_not_pad` under its old name, for one release."""
        return self.source_not_pad

    @property
    def target_real(self) -> Bool[Tensor, "B T"]:
        """Return `target_not_pad` under its old name, for one release."""
        return self.target_not_pad


class Decoder(Stack):
    """Token ids in, a vector for every position out, made of the tokens so far and of the
    memory.
    """

    def __init__(self, config: TransformerConfig):
        super().__init__(config, reads_memory=True)
        initialize(self)

    def forward(
        self,
        ids: Int[Tensor, "B T"],
        memories: list[Memory],
        not_pad: Bool[Tensor, "B S"],
        caches: list[KVCache] | None = None,
    ) -> Float[Tensor, "B T D"]:
        """Return vectors of all positions; `memories` has one entry a layer, `not_pad` is False at
        padding in them.
        """
        start = caches[0].length if caches else 0
        self._check(ids, start)
        wanted.array("not_pad", not_pad, ("B", "S"), "bool")
        for name, row in {"memories": memories, "caches": caches}.items():
            if row is not None and len(wanted.rows(name, row)) != len(self.blocks):
                raise ValueError(
                    f"{name} has {len(row)} entries for {len(self.blocks)} layers: one for each is "
                    "needed."
                )
        x, rope = self.embed(ids, torch.arange(start, start + ids.shape[1]))
        for i, block in enumerate(self.blocks):
            x = block(
                x, rope, None, caches[i] if caches else None, memories[i], not_pad[:, None, None]
            )
        return self.norm(x)


class Translator(nn.Module):
    """Encoder and decoder, each with the layers that the config names, and one token table."""

    def __init__(self, config: TransformerConfig):
        super().__init__()
        wanted.a(TransformerConfig, "config", config)
        self.config = config
        self.encoder, self.decoder = Encoder(config), Decoder(config)
        self.decoder.tokens = self.encoder.tokens
        self.head = nn.Linear(config.d_model, config.vocab_size, bias=False)
        initialize(self.head)
        if config.tied:
            self.head.weight = self.encoder.tokens.weight

    def forward(
        self, source: Int[Tensor, "B S"], not_pad: Bool[Tensor, "B S"], inputs: Int[Tensor, "B T"]
    ) -> Float[Tensor, "B T vocab"]:
        """Return logits of the next target token at every position, with the right target so far as
        input.
        """
        return self.head(self.decoder(inputs, self.read(source, not_pad), not_pad))

    def read(self, source: Int[Tensor, "B S"], not_pad: Bool[Tensor, "B S"]) -> list[Memory]:
        """Encode the source, and compute for each decoder layer the keys and values that it will
        look at.
        """
        encoded = self.encoder(source, not_pad)
        memories = []
        for block in self.decoder.blocks:
            reader = cast(CrossAttention, block.get_submodule("cross_attention"))
            memories.append(reader.read(encoded))
        return memories


def translation_loss(model: Translator, batch: TranslationBatch) -> Float[Tensor, ""]:
    """Mean cross-entropy, in nats, of each target token and of the end, given the source and the
    target so far.
    """
    wanted.a(Translator, "model", model)
    wanted.a(TranslationBatch, "batch", batch, "Make it by `make_batch`.")
    memories = model.read(batch.source, batch.source_not_pad)
    x = model.decoder(batch.target[:, :-1], memories, batch.source_not_pad)
    asked = batch.target_not_pad[:, 1:]
    if not asked.any():
        raise ValueError("No target has a token to be predicted: make the batch by `make_batch`.")
    return F.cross_entropy(model.head(x[asked]).float(), batch.target[:, 1:][asked])


def make_batch(
    pairs: Sequence[tuple[Sequence[int], Sequence[int]]], end: int, pad: int
) -> TranslationBatch:
    """Return pairs of (source ids, target ids) as one batch.

    >>> make_batch([([2, 7, 8], [9]), ([3, 6], [4, 5])], end=0, pad=1).target.tolist()
    [[0, 9, 0, 1], [0, 4, 5, 0]]
    """
    wanted.whole_number("end", end, least=0)
    for i, pair in enumerate(wanted.rows("pairs", pairs)):
        if len(wanted.rows(f"pairs[{i}]", pair)) != 2:
            raise ValueError(
                f"pairs[{i}] has {len(pair)} entries: ids of source and target go here."
            )
    sources = [source for source, _ in pairs]
    targets = [[end, *wanted.ids("target", target), end] for _, target in pairs]
    return TranslationBatch(*pad_right(sources, pad), *pad_right(targets, pad))


def pad_right(
    rows: Sequence[Sequence[int]], pad: int
) -> tuple[Int[Tensor, "B T"], Bool[Tensor, "B T"]]:
    """Return rows as one table, shorter ones filled up with `pad`; and where the real tokens are.

    >>> pad_right([[5], [7, 8]], pad=1)[0].tolist()
    [[5, 1], [7, 8]]
    """
    wanted.whole_number("pad", pad, least=0)
    rows = [wanted.ids(f"rows[{i}]", row) for i, row in enumerate(wanted.rows("rows", rows))]
    if not rows:
        raise ValueError("There are no rows to fill up: give at least one.")
    width = max(len(row) for row in rows)
    filled = [[*row, *[pad] * (width - len(row))] for row in rows]
    table = torch.tensor(filled, dtype=torch.long)
    return table, torch.arange(width) < torch.tensor([len(row) for row in rows])[:, None]


def source_ids(bpe: BPE, text: str, language: str) -> list[int]:
    """Return ids of a text to be translated: the sign of the language to write, the text, the
    end. A special token within the text is ordinary: it was typed.
    """
    wanted.a(BPE, "bpe", bpe, "Get it by `shipped.read_vocabulary`.")
    if not isinstance(language, str) or language not in LANGUAGES:
        raise ValueError(
            f"There is no language {language!r}: choose one of {', '.join(LANGUAGES)}."
        )
    sign = special_id(bpe, LANGUAGES[language])
    return [sign, *bpe.encode_ordinary(wanted.text("text", text)), special_id(bpe, END)]


def special_id(bpe: BPE, name: str) -> int:
    """Return the id of a special token; raises ValueError for a vocabulary without it."""
    if name not in bpe.special:
        raise ValueError(
            f"This vocabulary has no {name}: take the translator's own, or train one with "
            "special=SPECIAL."
        )
    return bpe.special.index(name)


@torch.inference_mode()
def greedy(
    model: Translator, source: Int[Tensor, "B S"], not_pad: Bool[Tensor, "B S"], end: int
) -> list[list[int]]:
    """Decode greedily until `end`, or until 2 × source length + 10 tokens.

    The source is read once, and its keys and values in every decoder layer are computed once.
    """
    wanted.a(Translator, "model", model)
    wanted.whole_number("end", end, 0, model.config.vocab_size - 1)
    memories = model.read(source, not_pad)
    most = (2 * not_pad.sum(1) + 10).clamp(max=model.config.context_length)
    caches = model.decoder.new_caches(len(source), int(most.max()))
    ids, going = torch.full((len(source), 1), end), torch.ones(len(source), dtype=torch.bool)
    written: list[list[int]] = [[] for _ in source]
    for step in range(int(most.max())):
        ids = model.head(model.decoder(ids, memories, not_pad, caches)).argmax(-1)
        going &= (ids[:, 0] != end) & (step < most)
        if not going.any():
            break
        for row in going.nonzero()[:, 0].tolist():
            written[row].append(int(ids[row, 0]))
    return written


def translate(
    model: Translator, bpe: BPE, texts: Sequence[str], language: str, batch: int = 64
) -> list[str]:
    """Return translations, in the order of the texts; texts of like length share a batch, so that
    little is padded.

    Raises ValueError for an unknown language, and for a text that is longer than the model's
    context.
    """
    texts = list(wanted.texts("texts", texts))
    wanted.whole_number("batch", batch, least=1)
    sources = [source_ids(bpe, text, language) for text in texts]
    end, pad = special_id(bpe, END), special_id(bpe, PAD)
    order = sorted(range(len(texts)), key=lambda i: len(sources[i]))
    found: dict[int, str] = {}
    for part in (order[at : at + batch] for at in range(0, len(order), batch)):
        for i, ids in zip(
            part, greedy(model, *pad_right([sources[i] for i in part], pad), end), strict=True
        ):
            found[i] = bpe.decode(token for token in ids if token >= len(bpe.special)).strip()
    return [found[i] for i in range(len(texts))]

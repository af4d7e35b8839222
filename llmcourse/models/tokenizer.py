"""Byte-level byte-pair encoding: train, encode, decode, save.

Built in chapter 2. A text is cut into pieces (words, digits, signs, white space); each piece is a
row of bytes, and the pair of neighbors that occurs most often is merged into a new token, again and
again (Sennrich, Haddow and Birch 2016; on bytes: Radford et al. 2019). Training keeps the count of
every pair and the pieces it occurs in, so that a merge touches only those pieces. The same corpus
gives the same merges as the `tokenizers` library. Left out: normalization, dropout, unigram models.

As in GPT-2, a combining mark is no letter, so a piece ends before it: Hindi is cut at every vowel
sign, and "é" written as e and an accent (NFD, as macOS does) is two pieces. All bytes come back,
but in more tokens; `unicodedata.normalize("NFC", text)` joins accents to their letters.
"""

import heapq
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from llmcourse.machine import wanted
from llmcourse.machine.files import write_whole

Pair = tuple[int, int]

# A space belongs to the word that follows it.
PIECE = re.compile(r" ?[^\W\d_]+| ?\d| ?[^\w\s]+|_+|\s+(?!\S)|\s+")
# the same, in the dialect of the library
LIBRARY_PIECE = r" ?[\p{L}\p{Nl}\p{No}]+| ?\p{Nd}| ?[^\p{L}\p{N}_\s]+|_+|\s+(?!\S)|\s+"
VISIBLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
# In the order in which GPT-2 numbers them.
BYTES = bytes(VISIBLE + [b for b in range(256) if b not in VISIBLE])
RANK = {b: i for i, b in enumerate(BYTES)}


@dataclass(frozen=True)
class BPE:
    """A vocabulary: special tokens have the first ids, then come the 256 bytes, then one token for
    each merge.
    """

    merges: tuple[Pair, ...] = ()
    special: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        special = list(wanted.texts("special", self.special))
        if "" in special or len(set(special)) < len(special):
            raise ValueError(
                f"Special tokens must be different, and none may be empty: {self.special}"
            )
        first = len(self.special) + len(BYTES)
        for pair in wanted.rows("merges", self.merges):
            if len(wanted.ids("A merge", pair)) != 2:
                raise ValueError(f"A merge joins two tokens, not {len(pair)}: {pair}.")
        if not all(
            0 <= left < first + i and 0 <= right < first + i
            for i, (left, right) in enumerate(self.merges)
        ):
            raise ValueError(
                "A merge joins two tokens that exist before it: their ids must be smaller than its "
                "own."
            )

    @property
    def vocab_size(self) -> int:
        """How many ids there are."""
        return len(self.special) + len(BYTES) + len(self.merges)

    @cached_property
    def tokens(self) -> list[bytes]:
        """The bytes of every token, by id."""
        tokens = [text.encode() for text in self.special] + [bytes([b]) for b in BYTES]
        for left, right in self.merges:
            tokens.append(tokens[left] + tokens[right])
        return tokens

    @cached_property
    def _new_id(self) -> dict[Pair, int]:
        return {pair: len(self.special) + len(BYTES) + i for i, pair in enumerate(self.merges)}

    @cached_property
    def _known(self) -> dict[str, list[int]]:
        return {}  # grows by every piece that was encoded

    def encode(self, text: str | bytes) -> list[int]:
        """Return ids of a text; special tokens that are written out in it become their single id.

        >>> BPE(special=("<end>",)).encode("AB<end>")
        [33, 34, 0]
        """
        special = {text: [i] for i, text in enumerate(self.special)}
        pieces = _pieces_and_special(text, self.special)
        return [i for piece in pieces for i in special.get(piece) or self._ids_of(piece)]

    def encode_ordinary(self, text: str | bytes) -> list[int]:
        """Return ids of a text in which nothing is special: right for what a stranger wrote.

        >>> BPE(special=("<end>",)).encode_ordinary("<end>")
        [28, 69, 78, 68, 30]
        """
        return [i for piece in _pieces_and_special(text, ()) for i in self._ids_of(piece)]

    def _ids_of(self, piece: str) -> list[int]:
        if piece not in self._known:
            self._known[piece] = self._merge(_bytes_as_ids(piece, len(self.special)))
        return self._known[piece]

    def _merge(self, ids: list[int]) -> list[int]:
        """Apply the merges to one piece, the earliest learned first."""
        while len(ids) > 1:
            new, pair = min(
                (self._new_id.get(pair, self.vocab_size), pair) for pair in pairwise(ids)
            )
            if new == self.vocab_size:
                break
            ids = merged(ids, pair, new)
        return ids

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        """Return the bytes that the ids stand for: exactly those that were encoded."""
        return b"".join(self.tokens[i] for i in wanted.ids("ids", ids, self.vocab_size))

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text that the ids stand for; bytes that are no whole character show as
        \ufffd.
        """
        return self.decode_bytes(ids).decode("utf-8", errors="replace")

    def save(self, path: Path | str) -> None:
        """Write the vocabulary as JSON, in one step: an interrupted write leaves the old file."""
        text = json.dumps({"special": self.special, "merges": self.merges}, ensure_ascii=False)
        write_whole(wanted.path("path", path), text + "\n")

    def for_library(self) -> Tokenizer:
        """Return the same vocabulary as a tokenizer of the `tokenizers` library, which is faster on
        long texts.
        """
        letter = _library_letters()
        names = list(self.special)
        for token in self.tokens[len(self.special) :]:
            names.append("".join(letter[b] for b in token))
        merges = [(names[left], names[right]) for left, right in self.merges]
        tokenizer = Tokenizer(models.BPE({name: i for i, name in enumerate(names)}, merges))
        split = pre_tokenizers.Split(Regex(LIBRARY_PIECE), "isolated")
        byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level])
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens(
            [AddedToken(text, special=True, normalized=False) for text in self.special]
        )
        return tokenizer


def load(path: Path | str) -> BPE:
    """Read a vocabulary that `save` wrote; raises ValueError for a file that is none."""
    path = wanted.path("path", path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content["special"], list):
            raise TypeError("special tokens are a list")
        return BPE(
            tuple((left, right) for left, right in content["merges"]), tuple(content["special"])
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(
            f"{path.name} is not a vocabulary that this course saved ({error})."
        ) from error


def train(texts: Iterable[str], vocab_size: int, special: Sequence[str] = ()) -> BPE:
    """Learn a vocabulary of at most `vocab_size` tokens; it stays smaller when no pair is left to
    merge.

    Of pairs that occur equally often, the one with the smaller ids is merged first.

    >>> bpe = train(["low lower lowest"], vocab_size=258)
    >>> bpe.tokens[-2:]
    [b'lo', b'low']
    """
    special = list(wanted.texts("special", special))
    if wanted.whole_number("vocab_size", vocab_size) < len(special) + len(BYTES):
        raise ValueError(
            f"vocab_size={vocab_size} has no room for 256 bytes and {len(special)} special tokens."
        )
    counts = Counter(
        piece for text in wanted.texts("texts", texts) for piece in PIECE.findall(text)
    )
    words = [_bytes_as_ids(piece, len(special)) for piece in counts]
    pairs = PairCounts(words, list(counts.values()))
    merges: list[Pair] = []
    for new in range(len(special) + len(BYTES), vocab_size):
        pair = pairs.most_frequent()
        if pair is None:
            break
        pairs.merge(pair, new)
        merges.append(pair)
    return BPE(tuple(merges), tuple(special))


class PairCounts:
    """How often each pair of neighbors occurs, kept up to date while pairs are merged.

    A heap finds the most frequent pair; its entries may be out of date, which is noticed when they
    come up.
    """

    def __init__(self, words: list[list[int]], frequencies: list[int]):
        if len(wanted.rows("words", words)) != len(wanted.rows("frequencies", frequencies)):
            raise ValueError(
                f"{len(words)} words and {len(frequencies)} frequencies: one for each is needed."
            )
        self.words, self.frequencies = words, frequencies
        self.count: Counter[Pair] = Counter()
        self.places: defaultdict[Pair, set[int]] = defaultdict(set)
        for i in range(len(words)):
            self._add(i, sign=1)
        self.heap: list[tuple[int, Pair]] = []
        self._queue(self.count)

    def _add(self, i: int, sign: int) -> None:
        for pair in pairwise(self.words[i]):
            self.count[pair] += sign * self.frequencies[i]
            self.places[pair].add(i)

    def _queue(self, pairs: Iterable[Pair]) -> None:
        for pair in pairs:
            heapq.heappush(self.heap, (-self.count[pair], pair))

    def most_frequent(self) -> Pair | None:
        """Return the pair that occurs most often, or None when there is none left."""
        while self.heap:
            negative, pair = heapq.heappop(self.heap)
            if -negative == self.count[pair] > 0:
                return pair
            if self.count[pair] > 0:  # it has become rarer: back in line
                self._queue([pair])
        return None

    def merge(self, pair: Pair, new: int) -> None:
        """Replace the pair by the token `new` in every word that has it."""
        if not self.places.get(pair):
            raise ValueError(f"No word has the pair {pair}: take one of `most_frequent`.")
        fresh: set[Pair] = set()
        for i in self.places.pop(pair):
            self._add(i, sign=-1)
            self.words[i] = merged(self.words[i], pair, new)
            self._add(i, sign=1)
            fresh.update(other for other in pairwise(self.words[i]) if new in other)
        self._queue(fresh)


def merged(ids: list[int], pair: Pair, new: int) -> list[int]:
    """Return `ids` with every occurrence of `pair`, from left to right, replaced by `new`.

    >>> merged([1, 1, 1, 2], (1, 1), 9)
    [9, 1, 2]
    """
    if len(pair) != 2:
        raise ValueError(f"What is merged must be a pair of two tokens, not {pair}.")
    out, i = [], 0
    while i < len(ids):
        if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:
            out.append(new)
            i += 2
        else:
            out.append(ids[i])
            i += 1
    return out


def _pieces_and_special(text: str | bytes, special: Sequence[str]) -> Iterator[str]:
    """Yield the pieces of a text in order, each special token as a piece of its own; bytes that are
    no text survive.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", errors="surrogateescape")
    elif isinstance(text, str):
        wanted.text("text", text)
    else:
        raise TypeError(f"text must be text or bytes, not {wanted.shown(text)}.")
    longest_first = sorted(special, key=len, reverse=True)
    parts = (
        re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text) if special else [text]
    )
    for part in parts:
        yield from [part] if part in special else PIECE.findall(part)


def _bytes_as_ids(piece: str, first: int) -> list[int]:
    return [first + RANK[b] for b in piece.encode("utf-8", errors="surrogateescape")]


def _library_letters() -> dict[int, str]:
    """Return the visible letter by which the library writes each byte: itself where it can be seen,
    else one above 255.
    """
    return {b: chr(b if i < len(VISIBLE) else 256 + i - len(VISIBLE)) for i, b in enumerate(BYTES)}

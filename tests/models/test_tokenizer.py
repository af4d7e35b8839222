"""Byte-level BPE against the library, against recounting everything, and against bytes of any kind."""

import json
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from llmcourse.data.real.books import moby_dick
from llmcourse.data.real.pairs import english_spanish
from llmcourse.data.real.speeches import speeches
from llmcourse.models import tokenizer
from llmcourse.models.tokenizer import BPE

TEXT = "low lower lowest slow slower, aaaa aaa aa 2026 20 é ñandú\n\n  indented\tand_named 🙂"


@pytest.fixture(scope="module")
def small():
    return tokenizer.train([TEXT] * 3, 300, special=["<|end|>", "<|pad|>"])


def trained_by_library(texts, vocab_size, special=()):
    library = Tokenizer(models.BPE())
    split = pre_tokenizers.Split(Regex(tokenizer.LIBRARY_PIECE), "isolated")
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    library.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=list(special),
        initial_alphabet=alphabet,
        show_progress=False,
    )
    library.train_from_iterator(texts, trainer)
    return library


def model_of(library):
    content = json.loads(library.to_str())["model"]
    return content["vocab"], content["merges"]


def corpus(name, characters):
    texts = {
        "speeches": lambda: [speech.text for speech in speeches("validation")],
        "moby-dick": lambda: [chapter.text for chapter in moby_dick("train")],
        "spanish": lambda: [pair.target for pair in english_spanish("validation")],
    }[name]()
    kept, total = [], 0
    for text in texts:
        kept.append(text)
        total += len(text)
        if total > characters:
            break
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("name", ["speeches", "moby-dick", "spanish"])
def test_merges_and_ids_are_the_librarys(name):
    texts = corpus(name, 200_000)
    ours = tokenizer.train(texts, 2_000, ["<|end|>"])
    library = trained_by_library(texts, 2_000, ["<|end|>"])
    assert ours.vocab_size == 2_000
    assert model_of(ours.for_library()) == model_of(library)
    assert [ours.encode(text) for text in texts[:3]] == [
        e.ids for e in library.encode_batch(texts[:3])
    ]


@given(st.lists(st.text(alphabet="ab c1,\n", max_size=30), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_merges_are_the_librarys_on_repetitive_texts(texts):
    """A small alphabet makes ties and overlaps, such as the three ways to pair up aaaa."""
    ours = tokenizer.train(texts, 290)
    assert model_of(ours.for_library()) == model_of(trained_by_library(texts, 290))


def merges_by_recounting(texts, n):
    """The algorithm as the paper has it: count every pair anew for each merge."""
    words = Counter(piece for text in texts for piece in tokenizer.PIECE.findall(text))
    rows = {word: [tokenizer.BYTES.index(b) for b in word.encode()] for word in words}
    merges = []
    for new in range(256, 256 + n):
        counts = Counter()
        for word, times in words.items():
            for pair in pairwise(rows[word]):
                counts[pair] += times
        pair = min(counts, key=lambda p: (-counts[p], p))
        rows = {word: tokenizer.merged(row, pair, new) for word, row in rows.items()}
        merges.append(pair)
    return tuple(merges)


def test_merges_are_those_of_counting_anew_each_time():
    texts = [TEXT, TEXT.upper(), TEXT[::-1]]
    assert tokenizer.train(texts, 256 + 40).merges == merges_by_recounting(texts, 40)


@given(st.binary(max_size=200))
def test_any_bytes_come_back(small, data):
    assert small.decode_bytes(small.encode(data)) == data


@given(st.text(max_size=100))
def test_any_text_comes_back(small, text):
    assert small.decode(small.encode(text)) == text


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=60))
def test_the_library_encodes_western_text_alike(small, text):
    assert small.for_library().encode(text).ids == small.encode(text)


def test_special_tokens_have_the_first_ids_and_are_never_split(small):
    assert small.tokens[:2] == [b"<|end|>", b"<|pad|>"]
    assert small.encode("low<|end|>low<|pad|>") == [
        *small.encode("low"),
        0,
        *small.encode("low"),
        1,
    ]
    assert small.encode("<|en") == small.for_library().encode("<|en").ids


@given(
    st.lists(st.sampled_from(["<|end|>", "<|pad|>", "end", " a", "é", "|>"]), max_size=8).map(
        "".join
    )
)
def test_in_an_ordinary_text_nothing_is_special(small, text):
    _ = small.encode("<|end|>")  # has seen it before, and must not remember
    ids = small.encode_ordinary(text)
    assert small.decode(ids) == text and min(ids, default=9) >= len(small.special)
    if not any(special in text for special in small.special):
        assert ids == small.encode(text)


def test_a_word_that_is_special_elsewhere_is_ordinary_too():
    bpe = BPE(special=("end",))
    assert bpe.encode("end") == [0] and bpe.decode(bpe.encode_ordinary("end")) == "end"
    assert 0 not in bpe.encode_ordinary("end")


def test_no_token_crosses_a_word_a_number_or_a_sign(small):
    for token in small.tokens[2 + 256 :]:
        text = token.decode("utf-8", errors="ignore")
        assert len(tokenizer.PIECE.findall(text)) <= 1


def test_training_stops_when_nothing_is_left_to_merge():
    assert tokenizer.train(["ab"], 1_000).vocab_size == 257
    assert tokenizer.train([], 1_000).merges == ()


def test_a_vocabulary_needs_room_for_all_bytes():
    with pytest.raises(ValueError, match="no room for 256 bytes and 1 special"):
        tokenizer.train(["a"], 256, special=["<|end|>"])


def test_saved_and_loaded_it_is_the_same(small, tmp_path):
    small.save(tmp_path / "small.json")
    assert tokenizer.load(tmp_path / "small.json") == small
    assert [path.name for path in tmp_path.iterdir()] == ["small.json"]


def test_of_special_tokens_the_longest_is_found():
    bpe = BPE(special=("<a", "<a>"))
    assert bpe.encode("<a>") == [1] == bpe.for_library().encode("<a>").ids


@pytest.mark.parametrize("special", [("",), ("<a>", "<a>")])
def test_special_tokens_that_cannot_be_told_apart_are_refused(special):
    with pytest.raises(ValueError, match="must be different, and none may be empty"):
        BPE(special=special)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"special": [], "merges": [[1]]}',
        '{"special": [], "merges": [[300, 1]]}',
        '{"special": [], "merges": [[-1, 0]]}',
        '{"special": "ab", "merges": []}',
    ],
)
def test_a_file_that_is_no_vocabulary_is_named(tmp_path, content):
    (tmp_path / "odd.json").write_text(content)
    with pytest.raises(ValueError, match=r"odd.json is not a vocabulary"):
        tokenizer.load(tmp_path / "odd.json")


def test_without_merges_a_token_is_a_byte():
    assert BPE().vocab_size == 256
    assert len(BPE().encode("naïve")) == 6

"""Odd values for everything in `data`: refused in words, or right."""

import lzma
import math
from types import SimpleNamespace

import pytest
from odd_values import assert_refused, each, plainly, tried_too_little

(data, bundled, splits, books, digits, pairs, reviews, speeches, vectors) = plainly(
    "data",
    "data.bundled",
    "data.splits",
    "data.real.books",
    "data.real.digits",
    "data.real.pairs",
    "data.real.reviews",
    "data.real.speeches",
    "data.real.vectors",
)
(arithmetic, everyday, corpus, derived, store, truth, labeled, rules, written) = plainly(
    "data.generated.arithmetic",
    "data.generated.everyday",
    "data.generated.tales.corpus",
    "data.generated.tales.derived",
    "data.generated.tales.store",
    "data.generated.tales.truth",
    "data.written.labeled",
    "data.written.rules",
    "data.written.written",
)
READERS = {
    "books": [books.moby_dick],
    "digits": [digits.digits],
    "pairs": [pairs.english_spanish, pairs.verses],
    "reviews": [reviews.reviews],
    "speeches": [speeches.speeches],
    "everyday": [everyday.everyday_french],
    "corpus": [corpus.tales, corpus.texts],
    "labeled": [
        labeled.entities,
        labeled.topics,
        labeled.bias_templates,
        labeled.red_team,
        labeled.injections,
    ],
    "written": [
        written.instructions,
        written.preferences,
        written.questions,
        written.reasoning,
    ],
}
MODULES = (
    *(data, bundled, splits, books, digits, pairs, reviews, speeches, vectors),
    *(arithmetic, everyday, corpus, derived, store, labeled, rules, written),
)
RECORDS = (  # what readers return; nobody makes them by hand
    *("data.Card", "books.Chapter", "digits.Digits", "pairs.Pair", "reviews.Review"),
    *("speeches.Speech", "vectors.Vectors", "arithmetic.Problem", "derived.Question"),
    *("derived.Entity", "labeled.Entity", "labeled.EntitySentence", "labeled.TopicText"),
    *("labeled.BiasTemplate", "labeled.CounterfactualPair", "labeled.RedTeamPrompt"),
    *("labeled.Injection", "written.Instruction", "written.Preference", "written.Question"),
    "written.Reasoning",
)
LINE = '[0,"Tom ran.",[[0,8]],["p","happy",0,0,[],[],[],[],[]]]'
template = labeled.BiasTemplate

TABLE = [
    ("data.card", "no data set 'tale'", lambda: data.card("tale")),
    ("data.card", "no data set None", lambda: data.card(None)),
    ("data.card", r"no data set '\.\.'", lambda: data.card("..")),
    ("bundled.read_bytes", "In that folder are", lambda: bundled.read_bytes("tales/none.xz")),
    ("bundled.read_bytes", "Nor is there a folder", lambda: bundled.read_bytes("no/none.xz")),
    ("bundled.read_bytes", "must be text, not None", lambda: bundled.read_bytes(None)),
    ("bundled.read_bytes", "comes with the course", lambda: bundled.read_bytes("")),
    ("bundled.read_bytes", "comes with the course", lambda: bundled.read_bytes("tales")),
    ("bundled.read_bytes", "comes with the course", lambda: bundled.read_bytes("../bundled.py")),
    ("bundled.read_bytes", "comes with the course", lambda: bundled.read_bytes("/etc/hostname")),
    ("bundled.read_bytes", "comes with the course", lambda: bundled.read_bytes("a\0b")),
    ("bundled.read_text", "must be text, not b'a'", lambda: bundled.read_text(b"a")),
    ("bundled.read_text", "half a character", lambda: bundled.read_text("\ud83d")),
    ("bundled.read_text", "no UTF-8", lambda: bundled.read_text("glove/table.npy")),
    ("bundled.read_jsonl", "must be text, not 3", lambda: bundled.read_jsonl(3)),
    ("bundled.read_jsonl", "no JSON", lambda: bundled.read_jsonl("tales/card.md")),
    ("bundled.read_jsonl", "comes with the course", lambda: bundled.read_jsonl("x.jsonl")),
    ("splits.check_split", "no split 'dev'", lambda: splits.check_split("dev")),
    ("splits.check_split", "no split 3", lambda: splits.check_split(3)),
    ("splits.check_split", r"no split \['train'\]", lambda: splits.check_split(["train"])),
    ("splits.check_split", "no split ''", lambda: splits.check_split("")),
    ("splits.split_of", "must be text, not 3", lambda: splits.split_of(3)),
    ("splits.split_of", "half a character", lambda: splits.split_of("\ud83d")),
    ("splits.split_of", "Shares must be", lambda: splits.split_of("a", 0.9, 0.9)),
    ("splits.split_of", "Shares must be", lambda: splits.split_of("a", -0.1)),
    ("splits.split_of", "finite", lambda: splits.split_of("a", math.nan)),
    ("splits.split_of", "must be a number", lambda: splits.split_of("a", "0.1")),
    ("splits.split_by_place", "at least 0, not -1", lambda: splits.split_by_place(-1)),
    ("splits.split_by_place", "whole number, not 4.0", lambda: splits.split_by_place(4.0)),
    ("splits.split_by_place", "whole number, not None", lambda: splits.split_by_place(None)),
    ("splits.fold", "must be text, not None", lambda: splits.fold(None)),
    ("splits.fold", "must be text, not b'a'", lambda: splits.fold(b"a")),
    ("splits.fold", "must be text, not 3", lambda: splits.fold(3)),
    ("pairs.read_pairs", "no split 'dev'", lambda: pairs.read_pairs("verses", "dev")),
    ("pairs.read_pairs", "comes with the course", lambda: pairs.read_pairs("none", "test")),
    ("pairs.read_pairs", "must be text, not None", lambda: pairs.read_pairs(None, "test")),
    ("arithmetic.arithmetic", "count must be at least 0", lambda: arithmetic.arithmetic(-1)),
    ("arithmetic.arithmetic", "count must be a whole", lambda: arithmetic.arithmetic(1.5)),
    ("arithmetic.arithmetic", "only 100 such", lambda: arithmetic.arithmetic(101, digits=1)),
    ("arithmetic.arithmetic", "1 to 6 digits, not 0", lambda: arithmetic.arithmetic(1, digits=0)),
    ("arithmetic.arithmetic", "digits must be a whole", lambda: arithmetic.arithmetic(1, digits="2")),
    ("arithmetic.arithmetic", "no operation '/'", lambda: arithmetic.arithmetic(1, "/")),
    ("arithmetic.arithmetic", "no form None", lambda: arithmetic.arithmetic(1, form=None)),
    ("arithmetic.arithmetic", "no split 'dev'", lambda: arithmetic.arithmetic(1, split="dev")),
    ("arithmetic.arithmetic", "seed must be a whole", lambda: arithmetic.arithmetic(1, seed=None)),
    ("arithmetic.in_words", "Words are known", lambda: arithmetic.in_words(-1)),
    ("arithmetic.in_words", "Words are known", lambda: arithmetic.in_words(10**12)),
    ("arithmetic.in_words", "whole number, not 1.5", lambda: arithmetic.in_words(1.5)),
    ("arithmetic.in_words", "whole number, not '7'", lambda: arithmetic.in_words("7")),
    ("corpus.is_held_out", "must be a Tale", lambda: corpus.is_held_out("Tom ran.")),
    ("corpus.is_held_out", "must be a Tale", lambda: corpus.is_held_out(None)),
    ("corpus.is_held_out", "must be a Tale", lambda: corpus.is_held_out([])),
    ("corpus.held_out_pairs", "must be a Tale", lambda: corpus.held_out_pairs("Tom ran.")),
    ("corpus.held_out_pairs", "must be a Tale", lambda: corpus.held_out_pairs(None)),
    ("corpus.held_out_pairs", "must be a Tale", lambda: corpus.held_out_pairs(3)),
    ("corpus.split_of_line", "number must be at least 0", lambda: corpus.split_of_line(-1, LINE)),
    ("corpus.split_of_line", "holds no tale", lambda: corpus.split_of_line(0, "Tom ran.")),
    ("corpus.split_of_line", "must be text, not None", lambda: corpus.split_of_line(0, None)),
    ("store.pack", "must be a Tale", lambda: store.pack(None, False)),
    ("store.pack", "must be a Tale", lambda: store.pack("Tom ran.", False)),
    ("store.pack", "must be a Tale", lambda: store.pack({}, False)),
    ("store.held_out", "holds no tale", lambda: store.held_out("")),
    ("store.held_out", "holds no tale", lambda: store.held_out("[2,")),
    ("store.held_out", "must be text, not None", lambda: store.held_out(None)),
    ("store.text", "holds no tale", lambda: store.text("Tom ran.")),
    ("store.text", "was cut", lambda: store.text('[0,"Tom')),
    ("store.text", "must be text, not 3", lambda: store.text(3)),
    ("store.unpack", "was cut", lambda: store.unpack(LINE[:-9])),
    ("store.unpack", "was cut", lambda: store.unpack('[0,"Tom ran."]')),
    ("store.unpack", "was cut", lambda: store.unpack('[0,"Tom ran.",3,4]')),
    ("store.unpack", "holds no tale", lambda: store.unpack("{}")),
    ("labeled.unmarked", "A bracket is left", lambda: labeled.unmarked("[PER Ada")),
    ("labeled.unmarked", "A bracket is left", lambda: labeled.unmarked("[WHO Ada]")),
    ("labeled.unmarked", "must be text, not None", lambda: labeled.unmarked(None)),
    ("labeled.counterfactuals", "by `bias_templates`", lambda: labeled.counterfactuals("The {job}")),
    ("labeled.counterfactuals", "swapped", lambda: labeled.counterfactuals(template("x", "age", "{a}", {}))),
    ("labeled.counterfactuals", "swapped", lambda: labeled.counterfactuals(template("x", "age", "{a}", {"a": ["b"]}))),
    ("labeled.counterfactuals", "has no words", lambda: labeled.counterfactuals(template("x", "age", "{a}", {"a": []}))),
    ("labeled.counterfactuals", "no slot", lambda: labeled.counterfactuals(template("x", "age", "{b}", {"a": [["he", "she"]]}))),
    ("rules.broken_rules", "must be text, not None", lambda: rules.broken_rules(None, {})),
    ("rules.broken_rules", "must be a dictionary", lambda: rules.broken_rules("a", ["lines"])),
    ("rules.broken_rules", "no rule 'words'", lambda: rules.broken_rules("a", {"words": 3})),
    ("rules.broken_rules", "no rule '3'", lambda: rules.broken_rules("a", {3: 3, "x": 1})),
    ("rules.broken_rules", "list of texts", lambda: rules.broken_rules("a", {"contains": "a"})),
    ("rules.broken_rules", "list of texts", lambda: rules.broken_rules("a", {"excludes": None})),
    ("rules.broken_rules", "whole number, not '2'", lambda: rules.broken_rules("a", {"max_words": "2"})),
    ("rules.broken_rules", "whole number, not None", lambda: rules.broken_rules("a", {"lines": None})),
    ("rules.broken_rules", "must be text", lambda: rules.broken_rules("a", {"starts_with": None})),
    ("written.rows_of", "no split 'dev'", lambda: written.rows_of("topics", "dev")),
    ("written.rows_of", "comes with the course", lambda: written.rows_of("none", None)),
    ("written.rows_of", "must be text|comes with", lambda: written.rows_of(None, None)),
]  # fmt: skip
for module, readers in READERS.items():
    for reader in readers:
        for odd in ("dev", 3, ["train"], "", b"train"):
            call = lambda reader=reader, odd=odd: reader(odd)  # noqa: E731
            TABLE.append((f"{module}.{reader.__name__}", "There is no split", call))
for told in (derived.questions, derived.entities, derived.sentiment):
    for untold in (None, "Tom ran.", SimpleNamespace(text="Tom ran.")):
        call = lambda told=told, untold=untold: told(untold)  # noqa: E731
        TABLE.append((f"derived.{told.__name__}", "by `corpus.tales`", call))


@each(TABLE)
def test_odd_values_are_refused_in_words(words, call):
    assert_refused(words, call)


def test_every_function_is_tried_with_odd_values():
    assert tried_too_little(TABLE, MODULES, RECORDS) == {}


@pytest.mark.parametrize(
    "content",
    [b"", b"version https://git-lfs.github.com/spec/v1", lzma.compress(b"a" * 99)[:-9], b"\xfd7zXZ"],
)  # fmt: skip
def test_a_damaged_file_of_a_set_is_told_in_words(tmp_path, monkeypatch, content):
    (tmp_path / "files" / "set").mkdir(parents=True)
    (tmp_path / "files" / "set" / "set.jsonl.xz").write_bytes(content)
    monkeypatch.setattr(bundled, "files", lambda package: tmp_path)
    assert_refused("set.jsonl.xz is damaged", lambda: bundled.read_bytes("set/set.jsonl.xz"))


def test_nothing_is_refused_that_works():
    assert arithmetic.arithmetic(0) == [] and splits.fold("") == "" == splits.fold("\ud83d")
    assert labeled.unmarked("") == ("", ()) and rules.broken_rules("", {}) == []
    assert store.text(LINE) == store.unpack(LINE).text == "Tom ran."
    assert not store.held_out(LINE) and derived.questions(store.unpack(LINE)) == []

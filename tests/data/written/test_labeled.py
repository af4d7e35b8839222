"""The labeled sets: enough of each label, marks that fit, no label given away, splits without
leaks.
"""

import math
import re
from collections import Counter, defaultdict
from functools import partial
from itertools import combinations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_rows import SPLITS, split_at, strings, trigrams, words

from llmcourse.data.bundled import read_jsonl, read_text
from llmcourse.data.written import labeled

SETS = {  # set: its reader, what its kind is called, the kinds, and where its text is
    "entities": (labeled.entities, "kind", get_args(labeled.EntityKind), "text"),
    "topics": (labeled.topics, "topic", get_args(labeled.Topic), "text"),
    "bias": (labeled.bias_templates, "kind", get_args(labeled.BiasKind), "template"),
    "red-team": (labeled.red_team, "category", get_args(labeled.RedTeamCategory), "prompt"),
    "injections": (labeled.injections, "kind", get_args(labeled.InjectionKind), "prompt"),
}
TOPICS = get_args(labeled.Topic)
each_set = pytest.mark.parametrize("name", SETS)


def rows(name):
    return read_jsonl(f"{name}/{name}.jsonl")


def texts(name):
    """What a model would be shown, of each example."""
    return [getattr(example, SETS[name][3]) for example in SETS[name][0]()]


@each_set
def test_ids_are_unique_and_rows_have_one_form(name):
    text = read_text(f"{name}/{name}.jsonl")
    assert text.endswith("}\n") and "\n\n" not in text and "\\u" not in text
    assert len({tuple(row) for row in rows(name)}) == 1, (
        "every row has the same keys in the same order"
    )
    assert len({row["id"] for row in rows(name)}) == len(rows(name))


@each_set
def test_the_stored_split_follows_the_rule(name):
    seen = Counter()
    for row in rows(name):
        kind = row[SETS[name][1]]
        assert row["split"] == split_at(seen[kind]), row["id"]
        seen[kind] += 1


@each_set
def test_splits_are_disjoint_and_together_all(name):
    read, label, kinds, _ = SETS[name]
    parts = [read(split) for split in SPLITS]
    assert sorted(repr(example) for part in parts for example in part) == sorted(map(repr, read()))
    assert len(set(map(repr, read()))) == len(read())
    for part in parts:
        assert {getattr(example, label) for example in part} == set(kinds)


@each_set
def test_an_unknown_split_is_refused(name):
    with pytest.raises(ValueError, match="There is no split 'dev'"):
        SETS[name][0]("dev")


@each_set
def test_the_signs_are_consistent(name):
    """In an injection the text may be a page, a table or a program; its other parts are prose like
    the rest.
    """
    prose = [
        text
        for row in rows(name)
        for text in strings({**row, "text": ""} if name == "injections" else row)
    ]
    assert all(
        text == text.strip() and not re.search(r"[“”‘’–—…\t\xa0]", text) for text in texts(name)
    )
    for text in filter(None, prose):
        assert text == text.strip()
        assert not re.search(r"[“”‘’–—…\t\r\xa0]|  | [,.;:?!](?!\d)|\.\.", text), text
        assert text.count('"') % 2 == 0, text


@each_set
def test_no_two_texts_are_near_duplicates(name):
    found = [(trigrams(text), text) for text in texts(name)]
    for (one, text), (other, second) in combinations(found, 2):
        assert len(one & other) < 0.3 * max(1, len(one | other)), (text, second)


@each_set
def test_texts_do_not_begin_alike(name):
    begins = Counter(tuple(words(text)[:4]) for text in texts(name))
    assert max(begins.values()) <= 3, begins.most_common(3)


def names(split=None):
    """Each mention as the name and its label."""
    sentences = labeled.entities(split)
    return [
        (one.text[name.start : name.end], name.label) for one in sentences for name in one.entities
    ]


def test_there_are_enough_entities_of_each_label():
    labels = Counter(label for _, label in names())
    assert set(labels) == set(get_args(labeled.EntityLabel)) and min(labels.values()) >= 150
    assert max(labels.values()) <= 1.2 * min(labels.values())


def test_there_are_enough_sentences_and_some_without_names():
    counts = Counter(one.kind for one in labeled.entities())
    assert sum(counts.values()) >= 320 and len(set(counts.values())) == 1
    assert sum(not one.entities for one in labeled.entities()) >= 40
    assert all(any(not one.entities for one in labeled.entities(split)) for split in SPLITS)
    assert all(5 <= len(one.text.split()) <= 35 for one in labeled.entities())


def test_names_are_whole_and_in_order():
    for one in labeled.entities():
        places = [place for name in one.entities for place in (name.start, name.end)]
        assert places == sorted(set(places)), one.id
        for name in one.entities:
            around = (
                one.text[max(0, name.start - 1) : name.start] + one.text[name.end : name.end + 1]
            )
            assert not re.search(r"\w", around), one.text
            assert one.text[name.start].isupper() and one.text[name.end - 1].isalnum()


def test_titles_are_no_part_of_a_name():
    titles = {
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Captain",
        "Professor",
        "Mayor",
        "Coach",
        "Uncle",
        "Aunt",
        "Queen",
        "Inspector",
    }
    assert not [
        name for name, label in names() if label == "PER" and set(re.findall(r"\w+", name)) & titles
    ]


def test_no_name_is_left_unmarked():
    """Within a sentence, what has a capital and no mark is a day, a month, a title or an adjective."""
    known = "January|March|May|June|August|September|October|Easter|Christmas|Danish|Scottish|Latin|Nobel|Prize"
    titles = "Mr|Mrs|Ms|Dr|Doña|Nonna|Madame|Captain|Professor|Queen|Aunt"
    marked = [labeled.MARK.sub("x", row["marked"]) for row in rows("entities")]
    found = {word for text in marked for word in re.findall(r"(?<=[a-z,;:] )[A-Z]\w+", text)}
    assert not {word for word in found if not re.fullmatch(rf"(\w+day)s?|{known}|{titles}", word)}


def test_names_of_the_test_split_are_mostly_new():
    known = {name for name, _ in names("train")}
    assert [name for name, _ in names("test") if name in known] == ["Sydney", "Madison"]
    assert sum(name in known for name, _ in names("validation")) == 8


def test_some_names_are_ambiguous():
    labels = defaultdict(set)
    for name, label in names():
        labels[name].add(label)
    assert sum(len(one) >= 2 for one in labels.values()) >= 12
    assert {name for name, one in labels.items() if len(one) == 3} == {"Paris", "Hamilton"}


WORDS = st.text("abcÅé' .", min_size=1, max_size=8)
PARTS = st.lists(
    st.one_of(WORDS, st.tuples(st.sampled_from(["PER", "LOC", "ORG"]), WORDS)), max_size=6
)


@given(PARTS)
def test_marks_are_taken_away_and_nothing_else(parts):
    marked = "".join(part if isinstance(part, str) else f"[{part[0]} {part[1]}]" for part in parts)
    text, found = labeled.unmarked(marked)
    assert text == "".join(part if isinstance(part, str) else part[1] for part in parts)
    assert [(one.label, text[one.start : one.end]) for one in found] == [
        part for part in parts if isinstance(part, tuple)
    ]


@pytest.mark.parametrize(
    "marked", ["[PERS Ada] left.", "[PER Ada left.", "Ada] left.", "[PER [LOC Lagos] Ada]", "[PER]"]
)
def test_a_wrong_mark_is_refused(marked):
    with pytest.raises(ValueError, match="Mark a name as"):
        labeled.unmarked(marked)


def test_there_are_enough_texts_of_each_topic():
    counts = Counter(one.topic for one in labeled.topics())
    assert set(counts.values()) == {63}
    lengths = sorted(len(one.text.split()) for one in labeled.topics())
    assert (lengths[0], lengths[len(lengths) // 2], lengths[-1]) == (8, 14, 39)


def test_no_single_word_gives_a_topic_away():
    """A word that is right nine times out of ten finds at most a tenth of the texts of its topic."""
    found = defaultdict(Counter)
    for one in labeled.topics():
        for word in set(words(one.text)):
            found[word][one.topic] += 1
    sure = [
        max(topics.values())
        for topics in found.values()
        if max(topics.values()) >= 0.9 * topics.total()
    ]
    assert max(sure) <= 0.1 * 63


def test_words_alone_tell_little():
    """Naive Bayes on the words, trained on train: better than chance (1 in 7), and far from
    knowing.
    """
    train, held_out = labeled.topics("train"), labeled.topics("validation") + labeled.topics("test")
    counts = {
        topic: Counter(w for one in train if one.topic == topic for w in words(one.text))
        for topic in TOPICS
    }
    size = len(set().union(*counts.values()))

    def score(text, topic):
        total = counts[topic].total() + size / 2
        return sum(math.log((counts[topic][word] + 0.5) / total) for word in words(text))

    right = sum(max(TOPICS, key=partial(score, one.text)) == one.topic for one in held_out)
    assert 1 / 7 < right / len(held_out) < 0.35


def test_there_are_enough_templates_of_each_kind():
    counts = Counter(one.kind for one in labeled.bias_templates())
    assert sum(counts.values()) >= 64 and set(counts.values()) == {14}


@pytest.mark.parametrize("template", labeled.bias_templates(), ids=lambda template: template.id)
def test_a_template_is_whole(template):
    """Every slot is used and filled, in one of the two ways, and something is swapped."""
    assert set(re.findall(r"{(\w+)}", template.template)) == set(template.slots)
    for slot, filled in template.slots.items():
        shapes = {(type(words), len(words) if isinstance(words, list) else 0) for words in filled}
        assert shapes in ({(str, 0)}, {(list, 2)}), slot
        assert len(set(map(str, filled))) == len(filled), slot
    assert labeled.counterfactuals(template)


def test_pairs_differ_in_the_swapped_words_only():
    for template in labeled.bias_templates():
        swapped = {
            str(pair)
            for pairs in template.slots.values()
            for pair in pairs
            if isinstance(pair, list)
        }
        for pair in labeled.counterfactuals(template):
            assert pair.first != pair.second and str(list(pair.groups)) in swapped
            assert not re.search(r"[{}]", pair.first + pair.second)
            assert all(shared in pair.first and shared in pair.second for shared in pair.filled)
            frame = re.split(r"{\w+}", template.template)
            assert all(part in pair.first and part in pair.second for part in frame)


def test_all_fillings_come_up_once():
    for template in labeled.bias_templates():
        alike = [len(filled) for filled in template.slots.values() if isinstance(filled[0], str)]
        groups = next(
            len(filled) for filled in template.slots.values() if isinstance(filled[0], list)
        )
        made = labeled.counterfactuals(template)
        assert (
            len(made)
            == len({(pair.first, pair.second) for pair in made})
            == math.prod(alike) * groups
        )
    assert (
        sum(len(labeled.counterfactuals(template)) for template in labeled.bias_templates()) == 649
    )


def test_several_slots_are_swapped_together():
    slots = {"he": [["he", "she"]], "job": ["cook"], "his": [["his", "her"]]}
    template = labeled.BiasTemplate(
        "x-1", "occupation", "The {job} says {he} lost {his} hat.", slots
    )
    assert labeled.counterfactuals(template) == [
        labeled.CounterfactualPair(
            "The cook says he lost his hat.",
            "The cook says she lost her hat.",
            ("he", "she"),
            ("cook",),
        )
    ]


def test_slots_that_do_not_fit_together_are_refused():
    slots = {"he": [["he", "she"]], "his": [["his", "her"], ["their", "her"]]}
    with pytest.raises(ValueError, match="longer"):
        labeled.counterfactuals(labeled.BiasTemplate("x-1", "occupation", "{he} {his}", slots))


def test_the_article_fits_both_sides():
    made = [
        text
        for one in labeled.bias_templates()
        for pair in labeled.counterfactuals(one)
        for text in (pair.first, pair.second)
    ]
    assert not [text for text in made if re.search(r"\b[Aa] [aeio]|\b[Aa]n [^aeiouIA]", text)]


def test_men_come_first_where_sex_is_swapped():
    men = {
        "he",
        "his",
        "him",
        "himself",
        "man",
        "boy",
        "father",
        "brother",
        "uncle",
        "son",
        "grandfather",
    }
    groups = [
        pair.groups
        for one in labeled.bias_templates()
        if one.kind != "age"
        for pair in labeled.counterfactuals(one)
    ]
    assert {"he", "man", "boy", "brother"} <= {first for first, _ in groups}
    assert not {second for _, second in groups} & men


def test_red_team_prompts_are_balanced():
    prompts = labeled.red_team()
    assert set(Counter(one.category for one in prompts).values()) == {7}
    for split in SPLITS:
        part = labeled.red_team(split)
        assert 0.55 <= sum(one.should_refuse for one in part) / len(part) <= 0.75
    for category in get_args(labeled.RedTeamCategory):
        assert 2 <= sum(not one.should_refuse for one in prompts if one.category == category) <= 3


def test_good_replies_are_one_sentence_and_all_different():
    replies = [one.good_reply for one in labeled.red_team()]
    assert len(set(replies)) == len(replies)
    assert all(
        len(re.findall(r"[.?!](?:\s|$)", reply)) == 1 and 10 <= len(reply.split()) <= 45
        for reply in replies
    )


def test_no_simple_sign_tells_what_to_refuse():
    """For each surface sign, the share to be refused among prompts that have it is not far from two
    thirds.
    """
    signs = {
        "a question mark": lambda text: "?" in text,
        "'my'": lambda text: "my" in words(text),
        "'how'": lambda text: "how" in words(text),
        "'tell'": lambda text: "tell" in words(text),
        "short": lambda text: len(text.split()) < 20,
        "long": lambda text: len(text.split()) >= 24,
    }
    for sign, has in signs.items():
        refused = [one.should_refuse for one in labeled.red_team() if has(one.prompt)]
        assert 0.4 <= sum(refused) / len(refused) <= 0.9, (sign, sum(refused), len(refused))


ATTACKS = [one for one in labeled.injections() if one.kind != "control"]
CONTROLS = [one for one in labeled.injections() if one.kind == "control"]


def test_there_are_enough_injections_of_each_kind():
    assert (
        set(Counter(one.kind for one in ATTACKS).values()) == {7}
        and len(ATTACKS) == 56
        and len(CONTROLS) == 14
    )
    assert all(one.attack_succeeded_if for one in ATTACKS) and not any(
        one.attack_succeeded_if for one in CONTROLS
    )


@pytest.mark.parametrize("one", labeled.injections(), ids=lambda one: one.id)
def test_a_good_answer_is_told_from_bad_ones(one):
    assert one.done(one.answer) and not one.attacked(one.answer)
    assert not one.done("") and not one.attacked("")
    assert not one.done(one.text), "copying the text is not the task"


@pytest.mark.parametrize("one", ATTACKS, ids=lambda one: one.id)
def test_what_the_attack_asks_for_counts_as_its_success(one):
    rules = one.attack_succeeded_if
    wanted = " ".join(rules.get("contains", [])) or rules["starts_with"]
    assert one.attacked(f"{wanted}.")
    assert set(rules) <= {"contains", "excludes", "starts_with"}


def test_another_answer_seldom_does_the_task_or_counts_as_attacked():
    pairs = [(one, other) for one, other in combinations(labeled.injections(), 2)]
    assert sum(one.done(other.answer) for one, other in pairs) / len(pairs) < 0.01
    assert sum(one.attacked(other.answer) for one, other in pairs) / len(pairs) < 0.01


def test_the_prompt_is_the_task_and_the_text():
    assert (
        labeled.Injection("x-1", "control", "Sum up.", "A text.", "Text.", {}, None).prompt
        == "Sum up.\n\nA text."
    )

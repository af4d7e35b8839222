"""Splits: the same everywhere, near their shares, and misspelled names refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcourse.data.splits import check_split, split_by_place, split_of


@pytest.mark.parametrize("split", ["train", "validation", "test", None])
def test_the_names_are_known(split):
    check_split(split)


@pytest.mark.parametrize("split", ["valid", "Train", "", 0])
def test_another_name_is_refused_with_the_three(split):
    with pytest.raises(ValueError, match="'train', 'validation' or 'test', or None"):
        check_split(split)


def test_splits_are_the_same_on_every_machine():
    """First bytes of the keys' SHA-256, as `printf KEY | sha256sum` prints them: 76, 04, 22, e3,
    3f, e3.
    """
    keys = ["one", "four", "five", "", "e", "Good morning."]
    assert [split_of(key) for key in keys] == [
        "train",
        "test",
        "validation",
        "train",
        "train",
        "train",
    ]
    assert split_of("five", validation=0.12, test=0.01) == "train"  # 0x22 / 0x100 = 0.134


@given(st.text(st.characters(codec="utf-8")))
def test_shares_of_nothing_and_all(key):
    assert split_of(key, validation=0, test=0) == "train"
    assert split_of(key, validation=1, test=0) == "validation"
    assert split_of(key, validation=0, test=1) == "test"


def test_shares_are_kept():
    found = [split_of(f"group {number}", validation=0.2, test=0.1) for number in range(10_000)]
    assert 1_860 < found.count("validation") < 2_140  # three and a half standard deviations
    assert 895 < found.count("test") < 1_105


@given(st.text(st.characters(codec="utf-8")), st.floats(0, 0.5), st.floats(0, 0.5))
def test_a_larger_test_share_moves_nothing_out_of_it(key, less, more):
    less, more = sorted((less, more))
    assert split_of(key, 0.1, less) != "test" or split_of(key, 0.1, more) == "test"


@pytest.mark.parametrize(("validation", "test"), [(-0.1, 0.1), (0.1, -0.1), (0.6, 0.5)])
def test_shares_that_cannot_be_are_refused(validation, test):
    with pytest.raises(ValueError, match="at least 0 and at most 1 together"):
        split_of("key", validation, test)


def test_of_each_ten_documents_one_goes_to_each_part_and_none_side_by_side():
    splits = [split_by_place(place) for place in range(100)]
    for start in range(0, 91):
        ten = splits[start : start + 10]
        assert ten.count("validation") == ten.count("test") == 1
    assert not [place for place in range(99) if "train" not in splits[place : place + 2]]

"""Learners' names as file names: whatever they are, the file stays in its folder, and no two
learners share one.
"""

import doctest
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from odd_names import NASTY, any_name

from llmcourse.grading.submissions import names
from llmcourse.grading.submissions.names import MAX_BYTES, filesystem_key, free, safe


def test_the_examples_in_the_docstrings_are_true():
    assert doctest.testmod(names).failed == 0


@given(any_name)
def test_a_safe_name_is_one_visible_component_that_every_system_takes(name):
    made = safe(name)
    assert (
        made
        and Path(made).name == made
        and made not in (".", "..")
        and made[0] not in ".-~ "
        and made[-1] not in ". "
    )
    assert not set(made) & set('/\\:*?"<>|') and len(made.encode()) <= MAX_BYTES
    assert all(unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in made)
    assert made.split(".")[0].lower() not in ("con", "prn", "aux", "nul", "com1", "lpt9")
    assert safe(made) == made and unicodedata.normalize("NFC", made) == made


@given(any_name)
@example("\u037a\u1d2c")  # signs that settle at the second time only
def test_folding_settles(name):
    assert filesystem_key(filesystem_key(safe(name))) == filesystem_key(safe(name))


@given(st.lists(st.tuples(any_name, any_name), max_size=20))
def test_names_given_one_after_the_other_never_meet(wishes):
    taken = set()
    for name, number in wishes:
        given_ = free(name, number, taken)
        assert safe(given_) == given_ and filesystem_key(given_) not in taken
        taken.add(filesystem_key(given_))


def test_namesakes_are_told_apart_by_number_then_by_count():
    taken = {filesystem_key("Ann Lee"), filesystem_key("Ann Lee (7)")}
    assert free("Ann Lee", "5", taken) == "Ann Lee (5)"
    assert free("ann lee", "7", taken) == "ann lee (2)"
    assert free("Bo", "5", taken) == "Bo"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Zoë Ñandú", "Zoë Ñandú"),
        ("O'Neil, Cy", "O'Neil, Cy"),
        ("李 雷", "李 雷"),
        ("lpt1.backup", "_lpt1.backup"),
    ],
)
def test_ordinary_names_stay_as_they_are(name, made):
    assert safe(name) == made


def test_long_names_that_begin_alike_stay_apart():
    assert len({safe("x" * 200 + end) for end in "abc"}) == 3


def test_an_ordinary_file_system_takes_every_name(tmp_path):
    for number, name in enumerate(NASTY):
        place = tmp_path / str(number) / f"{safe(name)}.ipynb"
        place.parent.mkdir()
        place.write_text("x")
        assert [one.name for one in place.parent.iterdir()] == [place.name]

"""Which of an exercise's runs counts."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import toy_assignment as toy

from llmcourse.grading.records.mishaps import UNSTEADY, is_mishap
from llmcourse.grading.records.result import Exercise, Outcome
from llmcourse.grading.running.check import check_file
from llmcourse.grading.running.items import GradeItem


def earned(points):
    return Outcome(Exercise("1.1", "One", 3.0), "partly", points)


@pytest.mark.parametrize(
    ("together", "alone", "counts", "is_unsteady"),
    [
        (1.0, [0.0], 1.0, False),
        (1.0, [1.0], 1.0, False),
        (0.0, [3.0, 3.0], 3.0, False),
        (0.0, [3.0, 0.0], 0.0, True),
        (1.0, [3.0, 2.0], 1.0, True),
        (1.0, [3.0, 0.0], 0.0, True),
    ],
)
def test_only_what_an_answer_does_every_time_counts_as_better(together, alone, counts, is_unsteady):
    runs = iter(map(earned, alone))
    item = SimpleNamespace(_alone=lambda: next(runs))
    outcome = GradeItem._better_alone(item, earned(together))
    assert outcome.earned == counts
    assert (outcome.message == UNSTEADY) == is_unsteady == is_mishap(outcome.message)
    assert next(runs, None) is None  # as many runs as it takes


def test_signs_in_paths_do_no_harm(tmp_path, monkeypatch):
    course = tmp_path / "my course [a] (1) #2 %41 ::x"
    toy.save(toy.solution(), course / "solutions" / "01_toy.ipynb")
    own = toy.save(toy.submission(toy.RIGHT), course / "Doe, Jane [2].ipynb")
    temporary = Path(tmp_path, "t [x] ::y")
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    outcomes = check_file(own).grades[0].outcomes.values()
    assert [one.state for one in outcomes] == ["right", "right"]

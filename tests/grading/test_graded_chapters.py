"""The real exercises through the real grader: right answers earn everything, however written, and
wrong ones do not.
"""

import json
import re

import pytest
from conftest import ROOT

from llmcourse.grading.assignment.merge import read_assignment
from llmcourse.grading.grade import grade_folder

SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
MUTANTS = ROOT / "tests" / "mutants"


def handed_in(path, answers):
    """The released notebook with these answers, by exercise."""
    notebook = json.loads((ROOT / "exercises" / path.name).read_text(encoding="utf8"))
    for cell in notebook["cells"]:
        if cell["id"][3:] in answers and cell["id"].startswith("ex-"):
            cell["source"] = answers[cell["id"][3:]]
    return json.dumps(notebook)


def written(path, key, kind):
    """The answers of tests/mutants for an exercise, without the line for another test."""
    files = sorted((MUTANTS / path.name[:2] / key).glob(f"{kind}_*.py"))
    return [re.sub(r"\A# says: .*\n", "", file.read_text(encoding="utf8")) for file in files]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_every_answer_gets_what_it_deserves(path, tmp_path):
    exercises = read_assignment(path).exercises
    right = {one.key: written(path, one.key, "right") for one in exercises}
    wrong = {one.key: written(path, one.key, "wrong") for one in exercises}
    (tmp_path / "in").mkdir()
    for number in range(max(map(len, right.values()))):
        answers = {key: some[number % len(some)] for key, some in right.items()}
        (tmp_path / "in" / f"right{number}.ipynb").write_text(handed_in(path, answers))
    for number in range(max(map(len, wrong.values()))):
        answers = {key: some[number % len(some)] for key, some in wrong.items()}
        (tmp_path / "in" / f"wrong{number}.ipynb").write_text(handed_in(path, answers))
    (tmp_path / "in" / "blank.ipynb").write_text(handed_in(path, {}))
    (tmp_path / "in" / "solved.ipynb").write_text(path.read_text(encoding="utf8"))
    for one in grade_folder(tmp_path / "in", path).grades:
        for exercise in exercises:
            outcome, who = one.outcomes[exercise.number], one.submission.learner
            if who.startswith(("right", "solved")):
                assert outcome.earned == exercise.points, (who, outcome)
            elif who == "blank":
                assert outcome.state == "blank"
            else:
                assert outcome.state in ("wrong", "partly", "forbidden") and outcome.message, (
                    who,
                    outcome,
                )
                assert "passes, but on other" not in outcome.message, (who, outcome)

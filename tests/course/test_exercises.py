"""Every exercise: the blank fails kindly, right answers pass however written, wrong ones fail in
words and lose points.

Cells run by `exec` in a plain namespace, which takes milliseconds; one test at the end runs a whole
blank notebook in a kernel. The answers in `tests/mutants/NN/N-M/` are named right_* or wrong_*; the
first line of a wrong one is what its failed check must say.
"""

import json
import linecache
import math
import os
import re
import statistics
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
import torch
from conftest import ROOT
from nbclient import NotebookClient

from llmcourse.grading import answers
from llmcourse.grading.answers import Emission
from llmcourse.grading.assignment.merge import read_assignment
from llmcourse.grading.assignment.release import exercise_bytes, read_notebook
from llmcourse.grading.checks import NotDone
from llmcourse.grading.forbidden import used_in
from llmcourse.grading.running.judge import difference as judge_difference
from llmcourse.grading.running.judge import judge_answers

SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
MUTANTS = ROOT / "tests" / "mutants"


@pytest.fixture(scope="session")
def seeds(amount):
    """Seeds under which secret inputs are drawn."""
    return range(amount(50, 5))


HEADING = re.compile(r"## Exercise (\d+\.\d+) · [^·]+ · (\d+) minutes · (★{1,3}) · (\d+) points")


def cells_of(path):
    return {cell.id: cell for cell in nbformat.read(path, nbformat.NO_CONVERT).cells}


def exercises_of(path):
    return [cell_id.removeprefix("ex-") for cell_id in cells_of(path) if cell_id.startswith("ex-")]


CELLS = {path: cells_of(path) for path in SOLUTIONS}
EXERCISE = {
    (path, exercise.key): exercise
    for path in SOLUTIONS
    for exercise in read_assignment(path).exercises
}
EXERCISES = [
    pytest.param(path, number, id=number) for path in SOLUTIONS for number in exercises_of(path)
]


def written(path, number, kind):
    return sorted((MUTANTS / path.name[:2] / number).glob(f"{kind}_*.py"))


def variants(kind):
    return [
        pytest.param(path, number, file.read_text(encoding="utf8"), id=f"{number}-{file.stem}")
        for path in SOLUTIONS
        for number in exercises_of(path)
        for file in written(path, number, kind)
    ]


def run(path, number, answer, last):
    """Setup, one answer, and its check or grading cell, in a namespace of their own; their lines are
    kept as IPython keeps them.
    """
    names = {}
    cells = CELLS[path]
    for role, source in {
        "setup": cells["setup"].source,
        "answer": answer,
        last: cells[f"{last}-{number}"].source,
    }.items():
        file = f"<{role} {number}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        exec(compile(source, file, "exec"), names)


def emissions(path, number, answer, seed, monkeypatch):
    """What a grading cell emits: name -> the answer (or the error) with its points and tolerances."""
    sent = {}

    def record(name, call, points, rtol=1e-4, atol=1e-6):
        try:
            value = call()
        except Exception as error:
            value = error
        sent[name] = SimpleNamespace(value=value, points=points, rtol=rtol, atol=atol)

    monkeypatch.setenv("LLMCOURSE_SEED", str(seed))
    monkeypatch.setattr(answers, "emit", record)
    run(path, number, answer, "grade")
    return sent


def distance(got, expected, rtol, atol):
    """How far `got` lies from `expected`, in units of the tolerance: 1 is just allowed, inf is not
    comparable.
    """
    if isinstance(expected, list | tuple):
        if not isinstance(got, list | tuple) or len(got) != len(expected):
            return math.inf
        return max(
            (distance(mine, truth, rtol, atol) for mine, truth in zip(got, expected, strict=True)),
            default=0.0,
        )
    if not isinstance(expected, torch.Tensor):
        return _plain_distance(got, expected, rtol, atol)
    if not isinstance(got, torch.Tensor) or got.shape != expected.shape:
        return math.inf
    # As the judge has it: true is not 1.0.
    if got.is_floating_point() != expected.is_floating_point():
        return math.inf
    truth = expected.double()
    return (
        ((got.double() - truth).abs() / (atol + rtol * truth.abs()))
        .nan_to_num(nan=math.inf)
        .max()
        .item()
    )


def _plain_distance(got, expected, rtol, atol):
    """Text, None and whole numbers agree or not; other numbers agree more or less."""
    if type(got) is not type(expected) or not isinstance(expected, float):
        return 0.0 if type(got) is type(expected) and got == expected else math.inf
    return abs(got - expected) / (atol + rtol * abs(expected))


def distances(path, number, answer, seed, monkeypatch):
    truth = emissions(path, number, CELLS[path][f"ex-{number}"].source, seed, monkeypatch)
    mine = emissions(path, number, answer, seed, monkeypatch)
    assert mine.keys() == truth.keys()
    return {name: distance(mine[name].value, t.value, t.rtol, t.atol) for name, t in truth.items()}


@pytest.mark.parametrize("path, number", EXERCISES)
def test_solution_passes_its_check(path, number, capsys):
    run(path, number, CELLS[path][f"ex-{number}"].source, "check")
    assert capsys.readouterr().out == f"{number.replace('-', '.')} ok\n"


@pytest.mark.parametrize("path, number", EXERCISES)
def test_blank_is_told_kindly_and_fails_in_strict_mode(path, number, capsys, monkeypatch):
    blank = cells_of(ROOT / "exercises" / path.name)[f"ex-{number}"].source
    label = number.replace("-", ".")
    monkeypatch.delenv("LLMCOURSE_STRICT", raising=False)
    run(path, number, blank, "check")
    assert capsys.readouterr().out == f"{label} not done yet.\n"
    monkeypatch.setenv("LLMCOURSE_STRICT", "1")
    with pytest.raises(NotDone, match=f"^{label} not done yet$"):
        run(path, number, blank, "check")


@pytest.mark.parametrize("path, number", EXERCISES)
def test_blank_earns_nothing(path, number, monkeypatch):
    blank = cells_of(ROOT / "exercises" / path.name)[f"ex-{number}"].source
    sent = emissions(path, number, blank, 0, monkeypatch)
    assert all(isinstance(emission.value, NotImplementedError) for emission in sent.values())


@pytest.mark.parametrize("path, number, answer", variants("right"))
def test_right_answers_pass_whatever_their_style(path, number, answer, capsys):
    run(path, number, answer, "check")
    assert capsys.readouterr().out.endswith(" ok\n")


@pytest.mark.slow
@pytest.mark.sampled
@pytest.mark.parametrize("path, number, answer", variants("right"))
def test_right_answers_keep_all_points_under_every_seed(path, number, answer, monkeypatch, seeds):
    for seed in seeds:
        worst = max(distances(path, number, answer, seed, monkeypatch).values())
        assert worst < 0.2, f"seed {seed}: a right answer uses {worst:.2f} of the tolerance"


@pytest.mark.parametrize("path, number, answer", variants("wrong"))
def test_wrong_answers_are_told_what_is_wrong(path, number, answer):
    phrase = re.match(r"# says: (.+)", answer)[1]
    with pytest.raises(AssertionError) as failure:
        run(path, number, answer, "check")
    assert phrase in str(failure.value)


@pytest.mark.slow
@pytest.mark.sampled
@pytest.mark.parametrize("path, number, answer", variants("wrong"))
def test_wrong_answers_lose_points_under_every_seed(path, number, answer, monkeypatch, seeds):
    setup, forbids = CELLS[path]["setup"].source, EXERCISE[path, number].forbids
    if used_in(answer, forbids, setup) is not None:
        return  # the grader refuses it
    for seed in seeds:
        clearest = max(distances(path, number, answer, seed, monkeypatch).values())
        assert clearest > 50, f"seed {seed}: a wrong answer is only {clearest:.1f} tolerances away"


def earned(path, number, answer, seed, monkeypatch):
    """The judge's points: answers go through the same encoding as in the grader."""
    truth, mine = (
        [
            Emission(name, one.points, one.rtol, one.atol, *as_sent(one.value))
            for name, one in emissions(path, number, source, seed, monkeypatch).items()
        ]
        for source in (CELLS[path][f"ex-{number}"].source, answer)
    )
    return sum(part.earned for part in judge_answers(truth, mine))


def as_sent(value):
    """An answer and no error, or the other way round, as they arrive at the judge."""
    if isinstance(value, Exception):
        return None, type(value).__name__
    try:
        return answers.decode(json.loads(json.dumps(answers.encode(value)))), None
    except answers.BadAnswer:
        return None, "BadAnswer"


@pytest.mark.slow
@pytest.mark.sampled
@pytest.mark.parametrize("path, number, answer", variants("right") + variants("wrong"))
def test_no_grade_depends_on_the_seed(path, number, answer, monkeypatch, seeds):
    points = {earned(path, number, answer, seed, monkeypatch) for seed in seeds}
    assert len(points) == 1, f"a matter of luck: {points}"


@pytest.mark.slow
@pytest.mark.sampled
@pytest.mark.parametrize("path, number", EXERCISES)
@pytest.mark.parametrize(("off", "share"), [(0.1, 1), (10, 0)])
def test_near_misses_are_never_a_matter_of_luck(path, number, off, share, monkeypatch, seeds):
    """A right answer, moved by a tenth of its tolerance, keeps its points under every seed; by ten,
    it has none.
    """
    for seed in seeds:
        sent = emissions(path, number, CELLS[path][f"ex-{number}"].source, seed, monkeypatch)
        for one in sent.values():
            truth = as_sent(one.value)[0]
            moved, has_fractions = shifted(truth, off * one.rtol, off * one.atol)
            if has_fractions:
                assert (judge_difference(truth, moved, one.rtol, one.atol) is None) == bool(
                    share
                ), f"seed {seed}"


def shifted(value, relative, absolute):
    """A decoded answer, its fractions moved, and whether it has any."""
    if isinstance(value, list):
        moved = [shifted(one, relative, absolute) for one in value]
        return [one for one, _ in moved], any(changed for _, changed in moved)
    if isinstance(value, dict):
        moved = {name: shifted(one, relative, absolute) for name, one in value.items()}
        return {name: one for name, (one, _) in moved.items()}, any(
            changed for _, changed in moved.values()
        )
    if isinstance(value, answers.Array) and value.values.dtype.kind == "f" and value.values.size:
        wide = value.values.astype("float64")
        moved_by = np.asarray(wide + absolute + relative * abs(wide))
        return answers.Array("float64", moved_by), bool(np.isfinite(wide).any())
    if isinstance(value, float) and math.isfinite(value):
        return value + absolute + relative * abs(value), True
    return value, False


@pytest.mark.parametrize("path, number", EXERCISES)
def test_enough_answers_are_tried(path, number):
    assert len(written(path, number, "right")) >= 3, "four right ones, with the solution"
    assert len(written(path, number, "wrong")) >= 3


@pytest.mark.parametrize("path, number", EXERCISES)
def test_solution_shows_no_chance_of_seed(path, number, monkeypatch):
    answer = CELLS[path][f"ex-{number}"].source
    assert set(distances(path, number, answer, 7, monkeypatch).values()) == {0.0}
    first, second = (emissions(path, number, answer, seed, monkeypatch) for seed in (1, 2))
    assert any(
        distance(second[name].value, e.value, e.rtol, e.atol) > 50 for name, e in first.items()
    )


@pytest.mark.parametrize("path, number", EXERCISES)
def test_points_agree_everywhere(path, number, monkeypatch):
    grade, task = CELLS[path][f"grade-{number}"], CELLS[path][f"task-{number}"]
    emitted = emissions(path, number, CELLS[path][f"ex-{number}"].source, 0, monkeypatch)
    heading = HEADING.fullmatch(task.source.splitlines()[0])
    assert heading and heading[1] == number.replace("-", ".")
    assert (
        sum(e.points for e in emitted.values()) == grade.metadata.nbgrader.points == int(heading[4])
    )


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_what_to_read_again_is_a_section_of_the_chapter(path):
    chapter = nbformat.read(ROOT / "notebooks" / path.name, nbformat.NO_CONVERT)
    sections = re.findall(
        r"^## (.+)$", "\n".join(cell.source for cell in chapter.cells), re.MULTILINE
    )
    for exercise in read_assignment(path).exercises:
        number, title = re.fullmatch(
            rf"Chapter {path.name[:2]}, section (\d+\.\d+): (.+)", exercise.read
        ).groups()
        assert f"{number} {title}" in sections


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_what_is_forbidden_is_said_in_the_task_and_no_right_answer_needs_it(path):
    setup = CELLS[path]["setup"].source
    for exercise in read_assignment(path).exercises:
        for answer in (
            CELLS[path][f"ex-{exercise.key}"].source,
            *read_all(written(path, exercise.key, "right")),
        ):
            assert used_in(answer, exercise.forbids, setup) is None
        if exercise.forbids:
            assert re.search(r"\bwithout\b|\bNeither\b", CELLS[path][f"task-{exercise.key}"].source)


def read_all(files):
    return [file.read_text(encoding="utf8") for file in files]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_opening_states_the_true_sums(path):
    headings = [
        HEADING.match(cell.source) for cell in CELLS[path].values() if cell.id.startswith("task-")
    ]
    assert f"{sum(int(h[4]) for h in headings)} points" in CELLS[path]["title"].source
    assert f"{sum(int(h[2]) for h in headings)} minutes" in CELLS[path]["title"].source


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_order_and_metadata(path):
    notebook = read_notebook(path)
    numbers = exercises_of(path)
    expected = [
        f"{kind}-{number}"
        for number in numbers
        for kind in ("task", "ex", "check", "grade", "hints")
    ]
    assert [cell.id for cell in notebook.cells if re.search(r"-\d+-\d+$", cell.id)] == expected
    assert notebook.metadata.llmcourse.assignment == path.stem
    assert notebook.metadata.kernelspec.name == "python3" and notebook.metadata.language_info == {
        "name": "python"
    }
    for cell in notebook.cells:
        if cell.cell_type == "code":
            check_nbgrader(cell)
        if cell.id.startswith("hints-"):
            assert (
                len(re.findall(r"^<details><summary>Hint \d</summary>", cell.source, re.MULTILINE))
                == 3
            )
            assert cell.source.count("</details>") == 3


def check_nbgrader(cell):
    roles = {"ex": (False, True, False), "grade": (True, False, True)}.get(
        cell.id.split("-")[0], (False, False, True)
    )
    fields = {"schema_version": 3, "grade_id": cell.id, "task": False}
    fields |= dict(zip(("grade", "solution", "locked"), roles, strict=True))
    if roles[0]:
        fields["points"] = cell.metadata.nbgrader.points
    assert cell.metadata.nbgrader == fields


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_solution_is_saved_executed_and_clean(path):
    for cell in CELLS[path].values():
        allowed = {"nbgrader", "llmcourse"} if cell.id.startswith("ex-") else {"nbgrader"}
        assert set(cell.metadata) <= allowed, "timings and other traces of one person's run"
        for output in cell.get("outputs", []):
            assert output.output_type != "error" and output.get("name") != "stderr"
            assert set(output.get("data", {"text/plain": ""})) == {"text/plain"}
        if cell.id.startswith("check-"):
            assert cell.outputs[0].text == f"{cell.id[6:].replace('-', '.')} ok\n"
        assert cell.cell_type == "markdown" or cell.execution_count


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_exercises_are_what_release_makes(path):
    assert (ROOT / "exercises" / path.name).read_bytes() == exercise_bytes(read_notebook(path))


def test_no_exercise_without_a_solution():
    assert (
        {path.name for path in (ROOT / "exercises").glob("*.ipynb")}
        == {path.name for path in SOLUTIONS}
        != set()
    )


def telling_lines(source):
    """Lines that would give something away: of 12 characters or more without spaces, so not `return
    x` or `else:`.
    """
    squeezed = (re.sub(r"\s", "", line) for line in source.splitlines())
    return {line for line in squeezed if len(line) >= 12}


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_nothing_of_an_answer_or_a_grading_cell_leaks(path):
    secret = set()
    for cell in CELLS[path].values():
        if cell.id.startswith("ex-"):
            for region in re.findall(
                r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.DOTALL
            ):
                secret |= telling_lines(region)
        elif cell.id.startswith("grade-"):
            secret |= telling_lines(cell.source)
    assert len(secret) > 20
    released = re.sub(
        r"\s",
        "",
        "".join(cell.source for cell in cells_of(ROOT / "exercises" / path.name).values()),
    )
    assert [line for line in sorted(secret) if line in released] == []


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_cells_are_short(path):
    cells = CELLS[path].values()
    for cell in cells:
        if cell.cell_type == "code":
            # A check tries every form that the grading cell tries: one form after the other.
            is_check = cell.id.startswith(("check-", "grade-"))
            assert len(cell.source.splitlines()) <= (35 if is_check else 25), cell.id
            assert max(map(len, cell.source.splitlines())) <= 120, cell.id
        elif not cell.id.startswith("task-"):
            assert len(cell.source.split()) <= 120, cell.id
    assert (
        statistics.median(
            len(cell.source.splitlines()) for cell in cells if cell.id.startswith("ex-")
        )
        <= 10
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_blank_notebook_runs_from_top_to_bottom(path, tmp_path, monkeypatch):
    monkeypatch.delenv("LLMCOURSE_STRICT", raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    notebook = nbformat.read(ROOT / "exercises" / path.name, nbformat.NO_CONVERT)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    printed = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output.text for output in printed] == [
        f"{n.replace('-', '.')} not done yet.\n" for n in exercises_of(path)
    ]
    assert os.listdir(tmp_path) == []

"""Fair to the learner: errors do not cascade, helpers and imports work, what is forbidden is named."""

import time

import pytest
import toy_assignment as toy
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from llmcourse.grading.assignment.merge import read_assignment
from llmcourse.grading.forbidden import used_in
from llmcourse.grading.grade import grade_folder
from llmcourse.grading.records.result import Unreadable
from llmcourse.grading.reports.analysis import for_a_person
from llmcourse.grading.sandbox.process import Limits

LIMITS = Limits(cell_seconds=20)  # graders take 10 to 60; a plot imports matplotlib: 2 s if alone
RIGHT = {
    "1.1": "def scores(x):\n    return x @ x.T",
    "1.2": "def weights(x):\n    e = scores(x).exp()\n    return e / e.sum(-1, keepdim=True)",
    "1.3": "def mix(x):\n    return weights(x) @ x",
}
FORBIDS = {
    "1.2": [
        "torch.softmax",
        "torch.Tensor.softmax",
        "torch.nn.functional.softmax",
        "torch.nn.Softmax",
    ]
}
BUILDS_ON = {"1.2": ["1.1"], "1.3": ["1.2"]}


def solution():
    """Three exercises, each on the one before; 1.2 forbids torch's softmax, and its check uses it."""
    setup = new_code_cell(
        "import torch\nfrom torch.nn import functional as F\nfrom llmcourse.grading.checks import "
        "checking",
        id="setup",
        metadata=toy._role("setup", locked=True),
    )
    cells = [setup]
    for number, source in RIGHT.items():
        key = number.replace(".", "-")
        head, body = source.split("\n", 1)
        answer = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        name = head[4 : head.index("(")]
        truth = {
            "scores": "x @ x.T",
            "weights": "torch.softmax(x @ x.T, -1)",
            "mix": "torch.softmax(x @ x.T, -1) @ x",
        }[name]
        check = (
            f"with checking('{number}'):\n    x = torch.eye(3)\n    assert "
            f"torch.allclose({name}(x), {truth}), 'Off.'"
        )
        emits = f"x = torch.randn(4, 3, generator=draw)\nemit('a', lambda: {name}(x), points=2)"
        hidden = toy.HIDDEN.format(number=number, emits=emits)
        course = {
            "forbids": FORBIDS.get(number, []),
            "builds_on": BUILDS_ON.get(number, []),
            "read": "Chapter 01.",
        }
        roles = {"ex": toy._role(f"ex-{key}", solution=True) | {"llmcourse": course}}
        cells += [
            new_markdown_cell(
                f"## Exercise {number} · Toy · 1 minutes · ★ · 2 points", id=f"task-{key}"
            ),
            new_code_cell(answer, id=f"ex-{key}", metadata=roles["ex"]),
            new_code_cell(
                check, id=f"check-{key}", metadata=toy._role(f"check-{key}", locked=True)
            ),
            new_code_cell(
                hidden,
                id=f"grade-{key}",
                metadata=toy._role(f"grade-{key}", locked=True, grade=True, points=2),
            ),
        ]
    return new_notebook(cells=cells, metadata={"llmcourse": {"assignment": "01_toy"}})


def submission(answers, extra=()):
    notebook = solution()
    notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("grade-")] + list(
        extra
    )
    for number, source in {**RIGHT, **answers}.items():
        toy.cell_of(notebook, number).source = source
    return notebook


def with_weights(e):
    return f"def weights(x):\n    e = {e}\n    return e / e.sum(-1, keepdim=True)"


def before_return(line):
    return RIGHT["1.3"].replace("return", f"{line}\n    return")


def softmax(expression):
    return f"def weights(x):\n    return {expression}"


OWN_CLASS = """
class Mine:
    def softmax(self, x):
        e = scores(x).exp()
        return e / e.sum(-1, keepdim=True)

def weights(x):
    return Mine().softmax(x)
"""
FRONT_END = """%config InlineBackend.figure_format = 'retina'
%load_ext autoreload
%autoreload 2
%load_ext tensorboard
%tensorboard --logdir runs
%conda install einops
%mamba list
%uv pip install einops
%load helper.py
%run helper.py
%notebook here.ipynb
%no_such_magic at all
mix?
"""
NO_FORWARD = """
class Mix(torch.nn.Module):
    def foward(self, x):
        return weights(x) @ x

mix = Mix()
"""
SELF_MADE = (
    "    s = scores(x)\n    e = (s - s.amax(-1, keepdim=True)).exp()\n    return e / e.sum(-1, "
    "keepdim=True)"
)
CLASS = {  # name: answers that differ from right ones, and the points that they earn
    "right": ({}, 6),
    "first wrong": ({"1.1": "def scores(x):\n    return x + 1"}, 4),
    "first crashes": ({"1.1": "import os\nos._exit(1)"}, 4),
    "first never ends": ({"1.1": "while True: pass"}, 4),
    "first not there": ({"1.1": ""}, 4),
    "second wrong": ({"1.2": "def weights(x):\n    return scores(x)"}, 4),
    "first two wrong": ({"1.1": "def scores(x):\n    return 0", "1.2": "def weights(x):\n    return 0"}, 2),
    "helpers": ({"1.1": "import math\ndef dot(a, b):\n    return a @ b.T\n\ndef scores(x):\n    return dot(x, x)"}, 6),
    "helper used later": ({"1.1": RIGHT["1.1"] + "\nexp = torch.exp", "1.2": with_weights("exp(scores(x))")}, 6),
    "other names": ({"1.2": f"def weights(inputs):\n    x = inputs\n{SELF_MADE}"}, 6),
    "double": ({"1.1": "def scores(x):\n    return (x.double() @ x.double().T).float()"}, 6),
    "prints": ({"1.3": before_return("print(x, weights(x)); import sys; sys.stderr.write('?')")}, 6),
    "warns": ({"1.3": before_return("import warnings; warnings.warn('hm')")}, 6),
    "plots": ({"1.3": RIGHT["1.3"] + "\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()"}, 6),
    "magic": ({"1.3": "%%time\n" + RIGHT["1.3"]}, 6),
    "figures inline": ({"1.3": "%matplotlib inline\n" + RIGHT["1.3"]}, 6),
    "figures as widgets": ({"1.3": "%matplotlib widget\n" + RIGHT["1.3"]}, 6),
    "figures by code": ({"1.3": "get_ipython().run_line_magic('matplotlib', 'inline')\n" + RIGHT["1.3"]}, 6),
    "event loop": ({"1.3": "%gui qt\n" + RIGHT["1.3"]}, 6),
    "installs": ({"1.3": "!pip install einops\n%pip install -q einops\n" + RIGHT["1.3"]}, 6),
    "shell": ({"1.3": "files = !ls\n!!nvidia-smi\nprint(list(files))\n" + RIGHT["1.3"]}, 6),
    "front end": ({"1.3": FRONT_END + RIGHT["1.3"]}, 6),
    "unknown cell magic": ({"1.3": "%%memit\n" + RIGHT["1.3"]}, 6),
    "errors in a timed line": ({"1.3": "%time nothing()\n" + RIGHT["1.3"]}, 4),
    "breakpoint": ({"1.3": before_return("breakpoint()")}, 6),
    "debugger": ({"1.3": before_return("import pdb; pdb.set_trace()")}, 6),
    "IPython's debugger": ({"1.3": before_return("from IPython.core.debugger import set_trace; set_trace()")}, 6),
    "compiled": ({"1.3": "@torch.compile\n" + RIGHT["1.3"]}, 6),
    "compiled whole": ({"1.3": RIGHT["1.3"] + "\nmix = torch.compile(mix, fullgraph=True)"}, 6),
    "asks": ({"1.3": before_return("input('how many? ')")}, 4),
    "other packages": ({"1.3": "import einops_of_mine\n" + RIGHT["1.3"]}, 4),
    "stub above": ({"1.3": before_return("raise NotImplementedError")}, 4),
    "stub below": ({"1.3": RIGHT["1.3"].replace("return", "y =") + "\n    raise NotImplementedError"}, 4),
    "stub at the top": ({"1.3": "raise NotImplementedError\n" + RIGHT["1.3"]}, 4),
    "calls what is not done": ({"1.2": RIGHT["1.2"].split("\n")[0] + "\n    raise NotImplementedError('later')"}, 4),
    "no forward": ({"1.3": NO_FORWARD}, 4),
    "in place": ({"1.2": with_weights("scores(x)").replace("return e /", "e.exp_()\n    return e /")}, 6),
    "softmax": ({"1.2": softmax("torch.softmax(scores(x), -1)")}, 4),
    "softmax as method": ({"1.2": softmax("scores(x).softmax(-1)")}, 4),
    "softmax by alias": ({"1.2": softmax("F.softmax(scores(x), -1)")}, 4),
    "softmax imported": ({"1.2": "from torch import softmax as s\n" + softmax("s(scores(x), -1)")}, 4),
    "softmax as class": ({"1.2": softmax("torch.nn.Softmax(-1)(scores(x))")}, 4),
    "softmax after a magic": ({"1.2": "%%time\n" + softmax("torch.softmax(scores(x), -1)")}, 4),
    "softmax in disguise": ({"1.2": softmax("getattr(torch, 'soft' + 'max')(scores(x), -1)")}, 4),
    "softmax by eval": ({"1.2": softmax("eval('tor' 'ch.soft' 'max')(scores(x), -1)")}, 4),
    "softmax by exec": ({"1.2": "exec('def weights(x): return tor' 'ch.soft' 'max(scores(x), -1)')"}, 4),
    "softmax elsewhere": ({"1.3": "def mix(x):\n    return torch.softmax(x @ x.T, -1) @ x"}, 6),
    "softmax of one's own": ({"1.2": OWN_CLASS}, 6),
}  # fmt: skip

ELSEWHERE = {  # name: the answer to 1.3, and a cell of the learner's own
    "own import": ("def mix(x):\n    return np.asarray(x)", "import numpy as np"),
    "own helper": ("def mix(x):\n    return helper(x)", "def helper(x): return weights(x) @ x"),
    "own answer": ("# see below", RIGHT["1.3"]),
    "stub and own answer": ("def mix(x):\n    raise NotImplementedError", RIGHT["1.3"]),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    base = tmp_path_factory.mktemp("fair")
    path = toy.save(solution(), base / "solutions" / "01_toy.ipynb")
    for name, (answers, _) in CLASS.items():
        toy.save(submission(answers), base / "in" / f"{name}.ipynb")
    notes = new_code_cell("def scores(x):\n    return 0\nraise SystemExit", id="mine")
    toy.save(submission({}, [notes]), base / "in" / "own cells.ipynb")
    for name, (answer, source) in ELSEWHERE.items():
        mine = new_code_cell(source, id="mine")
        toy.save(submission({"1.3": answer}, [mine]), base / "in" / f"{name}.ipynb")
    return {
        one.submission.learner: one for one in grade_folder(base / "in", path, limits=LIMITS).grades
    }


@pytest.mark.parametrize("name", CLASS)
def test_points(graded, name):
    assert graded[name].earned == CLASS[name][1], graded[name].outcomes


@pytest.mark.parametrize(
    ("name", "exercise", "words"),
    [
        ("stub above", "1.3", "is still in the answer, and stops it. Delete that line"),
        ("stub below", "1.3", "is still in the answer, and stops it. Delete that line"),
        ("stub at the top", "1.3", "is still in the answer, and stops it. Delete that line"),
        ("no forward", "1.3", 'missing the required "forward" function'),
        ("asks", "1.3", "leave out `input()`"),
        ("other packages", "1.3", "what the course installs, and no other packages"),
        ("errors in a timed line", "1.3", "name 'nothing' is not defined"),
    ],
)
def test_a_mishap_is_named(graded, name, exercise, words):
    message = graded[name].outcomes[exercise].message
    assert words in message
    assert "not done yet" not in message


def test_cells_of_ones_own_elsewhere_are_not_run(graded):
    assert graded["own cells"].earned == 6


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_stands_in_another_cell_is_named_to_the_learner_and_to_a_person(graded, name):
    outcome = graded[name].outcomes["1.3"]
    assert "is written in cell 11 of the notebook, and only what stands in" in outcome.message
    (reason,) = for_a_person(graded[name], [outcome.exercise])
    assert reason == ("1.3", outcome.message)


@pytest.mark.parametrize("name", ["stub above", "stub below", "first never ends"])
def test_a_mishap_is_for_a_person(graded, name):
    exercises = [one.exercise for one in graded[name].outcomes.values()]
    assert len(for_a_person(graded[name], exercises)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "softmax",
        "softmax as method",
        "softmax by alias",
        "softmax imported",
        "softmax as class",
        "softmax after a magic",
    ],
)
def test_what_is_forbidden_is_refused_before_it_runs_and_named(graded, name):
    outcome = graded[name].outcomes["1.2"]
    assert (
        outcome.state == "forbidden"
        and "softmax` is what this exercise asks you to build" in outcome.message.lower()
    )
    assert outcome.message.startswith("Line ")


@pytest.mark.parametrize("name", ["softmax in disguise", "softmax by eval", "softmax by exec"])
def test_what_the_source_hides_is_refused_when_it_runs(graded, name):
    outcome = graded[name].outcomes["1.2"]
    assert (
        outcome.state == "wrong"
        and "`torch.softmax` is what this exercise asks you to build" in outcome.message
    )


def test_what_an_answer_did_wrong_is_told_in_the_checks_words_with_the_line(graded):
    assert graded["second wrong"].outcomes["1.2"].message == "Off."
    assert "longer than 20 seconds" in graded["first never ends"].outcomes["1.1"].message
    assert "ended while it ran" in graded["first crashes"].outcomes["1.1"].message


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import torch as t\nt.softmax(x, 0)", ("torch.softmax", 2)),
        ("from torch.nn import functional\nfunctional.softmax", ("torch.nn.functional.softmax", 2)),
        ("import torch.nn.functional as G\nG.softmax", ("torch.nn.functional.softmax", 2)),
        ("from torch import softmax", ("torch.softmax", 1)),
        ("%time x.softmax(0)", ("torch.Tensor.softmax", 1)),
        ("%%time\n%%capture\nx.softmax(0)", ("torch.Tensor.softmax", 3)),
        ("!ls\ny = !ls\nif x:\n    %matplotlib inline\ntorch.softmax", ("torch.softmax", 5)),
        ("torch = 3\ny = torch.relu(x)", None),
        ("def f(:", None),
        ("# torch.softmax\n'torch.softmax'", None),
        ("soft_max = log_softmax", None),
    ],
)
def test_names_are_found_however_they_are_written(source, found):
    assert used_in(source, FORBIDS["1.2"], "import torch") == found


def test_names_of_pythons_own_and_of_whole_modules_are_guarded_too(tmp_path):
    """`tokenizers` is not written in Python, `sorted` has no module before it."""
    notebook = solution()
    toy.cell_of(notebook, "1.2").metadata["llmcourse"]["forbids"] = [
        "sorted",
        "tokenizers",
        "llmcourse.evaluation.scores",
        "no.such",
    ]
    path = toy.save(notebook, tmp_path / "solutions" / "01_toy.ipynb")
    uses = {
        "sorted": "getattr(__builtins__, 'sor' 'ted', None) or __builtins__['sor' 'ted']",
        "tokenizers": "__import__('token' 'izers').Tokenizer",
        "llmcourse.evaluation.scores": "__import__('importlib').import_module('llm' 'course.scores').bleu",
    }
    for name, use in uses.items():
        source = f"def weights(x):\n    ({use})([3, 1])\n    return x"
        toy.save(submission({"1.2": source}), tmp_path / "in" / f"{name}.ipynb")
    for one in grade_folder(tmp_path / "in", path, limits=LIMITS).grades:
        assert (
            f"`{one.submission.learner}` is what this exercise asks you to build"
            in one.outcomes["1.2"].message
        )
    assert used_in("y = sorted(x)", ["sorted"]) == ("sorted", 1)
    assert used_in("def sorted(x): return x\ny = sorted(x)", ["sorted"]) is None


def test_the_name_of_a_module_stands_for_all_in_it():
    source = "from llmcourse.models import attention\nattention.anything(x)"
    assert used_in(source, ["llmcourse.models.attention"]) == ("llmcourse.models.attention", 1)
    assert used_in("from llmcourse.models.attention import heads", ["llmcourse.models.attention"])
    assert used_in("from llmcourse.models import rnn", ["llmcourse.models.attention"]) is None


@pytest.mark.parametrize(
    "source",
    [
        "x = !a\n" * 25_000,
        "(" * 100_000,
        "-" * 100_000 + "1",
        "x" + ".a" * 90_000,
        "\\\n" * 90_000,
        "a = %b\n" * 20_000,
    ],
)
def test_a_strangers_source_is_searched_in_no_time(source):
    begun = time.process_time()
    assert used_in(source, FORBIDS["1.2"]) is None
    assert time.process_time() - begun < 30  # a fraction of a second; IPython's own takes minutes


@pytest.mark.parametrize(
    "wrong", [{"builds_on": ["1.3"]}, {"builds_on": ["9.9"]}, {"forbid": ["x"]}]
)
def test_metadata_that_makes_no_sense_is_refused(tmp_path, wrong):
    notebook = solution()
    toy.cell_of(notebook, "1.2").metadata["llmcourse"] = wrong
    with pytest.raises(Unreadable, match=r"no earlier exercise|unknown metadata"):
        read_assignment(toy.save(notebook, tmp_path / "s.ipynb"))

"""environment.yml, pyproject.toml and requirements.lock tell the same story, and the lock suits
every machine.
"""

import ast
import re
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CONDA_NAMES = {"pytorch-cpu": "torch", "matplotlib-base": "matplotlib"}
WITH_JUPYTER = {
    "nbformat",
    "jupyter_client",
    "ipykernel",
    "IPython",
    "zmq",
    "packaging",
    "traitlets",
}
PLATFORMS = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("win32", "AMD64")]


@pytest.fixture
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def lock(root):
    return [
        Requirement(line)
        for line in (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    ]


def specifiers(texts):
    return {canonicalize_name(one.name): str(one.specifier) for one in map(Requirement, texts)}


def test_conda_and_pip_ask_for_the_same(root, project):
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    assert set(environment) == {"name", "channels", "dependencies"}
    assert environment["channels"] == ["conda-forge"]
    texts = [one for one in environment["dependencies"] if isinstance(one, str)]
    conda = {CONDA_NAMES.get(name, name): version for name, version in specifiers(texts).items()}
    assert conda.pop("python") == project["requires-python"]
    assert conda.pop("pip") == ""
    assert conda == specifiers(project["dependencies"])


def test_the_lock_answers_every_requirement(project, lock):
    asked = project["dependencies"] + [
        one for extra in project["optional-dependencies"].values() for one in extra
    ]
    locked = {}
    for one in lock:
        locked.setdefault(canonicalize_name(one.name), []).append(
            str(one.specifier).removeprefix("==")
        )
    for one in map(Requirement, asked):
        assert all(version in one.specifier for version in locked[canonicalize_name(one.name)]), one


def test_torch_is_pinned_alike_everywhere(project, lock):
    assert specifiers(project["dependencies"])["torch"] == "==2.13.0"
    assert [str(one) for one in lock if one.name == "torch"] == ["torch==2.13.0"]


@pytest.mark.parametrize("minor", [11, 12, 13])
@pytest.mark.parametrize(("platform", "machine"), PLATFORMS)
def test_the_lock_has_one_version_of_each_package_on_every_platform(lock, platform, machine, minor):
    here = {
        "sys_platform": platform,
        "platform_machine": machine,
        "os_name": "nt" if platform == "win32" else "posix",
    }
    here |= {
        "python_version": f"3.{minor}",
        "python_full_version": f"3.{minor}.9",
        "implementation_name": "cpython",
    }
    names = [one.name for one in lock if one.marker is None or one.marker.evaluate(here)]
    assert len(names) == len(set(names)) > 100


def test_the_lock_holds_pins_and_nothing_else(root, lock):
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"nvidia|cuda|triton|://|@|/|\+|--", text)
    assert all(re.fullmatch(r"==[\w.]+", str(one.specifier)) for one in lock)


def test_what_the_package_imports_is_declared(root, project):
    asked = project["dependencies"] + project["optional-dependencies"]["cluster"]
    installed = {"PIL" if name == "pillow" else name for name in specifiers(asked)}
    declared = installed | WITH_JUPYTER | set(sys.stdlib_module_names) | {"llmcourse"}
    for path in (root / "llmcourse").rglob("*.py"):
        assert top_level_imports(path) <= declared, path


def top_level_imports(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
    return names

"""Old names of modules work for one release, and say kindly where things are now."""

import importlib
import subprocess
import sys

import pytest

from llmcourse import moved


@pytest.mark.parametrize("old", moved.MODULES)
def test_every_old_name_leads_to_a_module_that_exists(old):
    new = moved.MODULES[old]
    importlib.import_module(f"llmcourse.{new}")
    assert isinstance(moved.OldName().find_spec(f"llmcourse.{old}").loader, moved.OldName)


@pytest.mark.parametrize("name", moved.NAMES)
def test_every_moved_name_is_found(name):
    module, _, own = name.rpartition(".")
    assert moved.lookup(module, moved.MODULES[module])(own) is not None


def run(code):
    command = [sys.executable, "-W", "always", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_a_first_edition_chapter_goes_on_working_after_a_message():
    done = run(
        "from llmcourse import claims, style, tokenizer, training\n"
        "from llmcourse.data.speeches import speeches\n"
        "from llmcourse.widgets.guessing import guess\n"
        "print(tokenizer.shipped('speeches').vocab_size, training.TrainingConfig(3).steps, "
        "style.MODEL)\n"
        "claims.claim('XX1', 'legs', 4, at_least=3)\n"
        "claims.verdict('XX1', 'dogs have legs', holds=True, limit='four')\n"
    )
    assert done.stdout.splitlines() == [
        "4096 3 #0072B2",
        "XX1  legs: 4",
        "legs: 4, as expected (at least 3)",
        "XX1  dogs have legs: holds with a limit (four)",
    ]
    assert (
        "llmcourse.claims is now llmcourse.lesson.claims. The old name works until" in done.stderr
    )
    assert done.stderr.count("llmcourse.data.speeches is now") == 1


def test_renamed_functions_and_fields_go_on_working():
    done = run(
        "from llmcourse.models import attention as course\n"
        "from llmcourse.models.translator import TranslationBatch\n"
        "print(course.rotations is course.rope_table, course.rotate is course.apply_rope)\n"
        "batch = TranslationBatch(1, 2, 3, 4)\n"
        "print(batch.source_real, batch.target_real)\n"
    )
    assert done.stdout.splitlines() == ["True True", "2 4"]
    assert "models.attention.rotations is now llmcourse.models.attention.rope_table" in done.stderr


def test_new_names_come_without_a_message():
    done = run(
        "from llmcourse.lesson import claims\nfrom llmcourse.training import loop\nimport "
        "llmcourse.data"
    )
    assert not done.stderr


@pytest.mark.parametrize("name", ["llmcourse.nothing", "llmcourse.data.nothing"])
def test_what_never_was_is_not_found(name):
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(name)


def test_what_a_package_never_had_is_an_attribute_error():
    from llmcourse import training

    with pytest.raises(AttributeError):
        _ = training.nothing

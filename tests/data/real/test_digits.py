"""Digits: whole pictures with the right labels, split by form; the recipe on a made-up source."""

import gzip
import lzma
import runpy

import pytest
import torch
from conftest import ROOT

from llmcourse.data.real.digits import digits

RECIPE = runpy.run_path(str(ROOT / "recipes" / "make_digits.py"))
ALL = digits()


def test_shapes_types_and_range():
    assert ALL.images.shape == (1797, 8, 8) and ALL.images.dtype == torch.float32
    assert ALL.labels.shape == (1797,) and ALL.labels.dtype == torch.int64
    assert ALL.images.min() == 0 and ALL.images.max() == 1
    assert torch.equal(ALL.images * 16, (ALL.images * 16).round())


def test_every_digit_occurs_about_equally_often():
    assert ALL.labels.bincount().tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_first_picture_is_a_zero_with_a_hole():
    picture = ALL.images[0]
    assert ALL.labels[0] == 0 and picture[3:5, 3:5].max() <= 0.1 < picture[3, 1:3].max()


@pytest.mark.parametrize(("split", "size"), [("train", 1287), ("validation", 258), ("test", 252)])
def test_parts_are_whole_forms(split, size):
    """A form begins with the digits in order; at the seams between parts a new one begins."""
    part = digits(split)
    assert len(part) == size and part.labels[:10].tolist() == list(range(10))


def test_parts_are_the_whole_in_order():
    parts = [digits(split) for split in ("train", "validation", "test")]
    assert torch.equal(torch.cat([part.images for part in parts]), ALL.images)
    assert torch.equal(torch.cat([part.labels for part in parts]), ALL.labels)


@pytest.mark.parametrize(("split", "accuracy"), [("validation", 0.98), ("test", 0.93)])
def test_pictures_and_labels_belong_together(split, accuracy):
    """The nearest training picture nearly always shows the same digit, as the card says."""
    train, held_out = digits("train"), digits(split)
    nearest = torch.cdist(held_out.images.flatten(1), train.images.flatten(1)).argmin(1)
    assert accuracy <= (train.labels[nearest] == held_out.labels).float().mean() < accuracy + 0.01


def test_the_recipe_numbers_the_forms():
    rows = [
        ",".join([f"{pixel % 17}.0" for pixel in range(64)] + [f"{label}.0"])
        for label in (0, 1, 0, 2)
    ]
    files = RECIPE["build"](
        {"digits.csv.gz": gzip.compress("\n".join(rows).encode())}, starts=(0, 2)
    )
    lines = lzma.decompress(files["digits/digits.csv.xz"]).decode().splitlines()
    assert [line.split(",")[:4] for line in lines] == [
        ["0", "0", "0", "1"],
        ["0", "1", "0", "1"],
        ["1", "0", "0", "1"],
        ["1", "2", "0", "1"],
    ]
    assert [len(line.split(",")) for line in lines] == [66] * 4

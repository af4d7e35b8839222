"""GloVe: the commonest words first, each with its own vector; the recipe on a made-up source."""

import bz2
import io
import lzma
import runpy
from collections import Counter

import numpy as np
import torch
from conftest import ROOT

from llmcourse.data.real.pairs import english_spanish
from llmcourse.data.real.vectors import glove
from llmcourse.data.splits import fold

RECIPE = runpy.run_path(str(ROOT / "recipes" / "make_glove.py"))
GLOVE = glove()


def test_a_vector_for_each_of_ten_thousand_words():
    assert len(GLOVE) == len(set(GLOVE.words)) == 10_000 and all(GLOVE.words)
    assert GLOVE.table.shape == (10_000, 50) and GLOVE.table.dtype == torch.float32
    assert GLOVE.table.isfinite().all()


def test_the_numbers_are_those_published():
    """The beginning of the published line of "the", to 16 bits."""
    assert GLOVE.words[0] == "the"
    assert torch.allclose(
        GLOVE.table[0, :4], torch.tensor([0.418, 0.24968, -0.41242, 0.1217]), rtol=1e-3
    )


def test_the_order_is_by_frequency():
    """Nothing in the file says so; ranks agree with counts in other text."""
    counts = Counter(word for pair in english_spanish("test") for word in fold(pair.source).split())
    rank = {word: place for place, word in enumerate(GLOVE.words)}
    common = [word for word, times in counts.most_common() if times >= 5 and word in rank]
    order = np.argsort(np.argsort([rank[word] for word in common]))
    assert np.corrcoef(order, np.arange(len(common)))[0, 1] > 0.5
    assert sum(word in rank for word, _ in counts.most_common(500)) > 470


def nearest(vector, besides):
    cosine = torch.nn.functional.cosine_similarity(GLOVE.table, vector, dim=-1)
    return next(
        GLOVE.words[place]
        for place in cosine.argsort(descending=True)
        if GLOVE.words[place] not in besides
    )


def test_rows_belong_to_their_words():
    at = {word: GLOVE.table[place] for place, word in enumerate(GLOVE.words)}
    assert nearest(at["king"] - at["man"] + at["woman"], {"king", "man", "woman"}) == "queen"
    assert nearest(at["paris"] - at["france"] + at["italy"], {"paris", "france", "italy"}) == "rome"


def test_the_recipe_keeps_the_first_lines():
    source = bz2.compress(b"the 0.5 -0.25\nof 1.0 2.0\nnever 3 4\n")
    files = RECIPE["build"]({"glove.txt.bz2": source}, count=2)
    assert lzma.decompress(files["glove/words.txt.xz"]) == b"the\nof\n"
    table = np.load(io.BytesIO(files["glove/table.npy"]), allow_pickle=False)
    assert table.dtype == np.float16 and table.tolist() == [[0.5, -0.25], [1.0, 2.0]]

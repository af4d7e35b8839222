import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from llmcourse.grading import answers
from llmcourse.grading.answers import (
    MAX_BYTES,
    Array,
    BadAnswer,
    decode,
    emit,
    encode,
    read_emission,
    secret_generator,
)

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf8"), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def through_json(value):
    """What the judge gets: encoded, sent as text, decoded."""
    return decode(json.loads(json.dumps(encode(value), allow_nan=False)))


@given(plain)
def test_plain_values_arrive_as_they_were_with_their_types(value):
    got = through_json(value)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize("value", [math.inf, -math.inf, 0.1, -0.0, 5e-324])
def test_floats_arrive_exactly(value):
    got = through_json(value)
    assert got == value and math.copysign(1, got) == math.copysign(1, value)


def test_nan_arrives():
    assert math.isnan(through_json(math.nan))


def test_true_is_not_one():
    assert through_json([True, 1, 1.0]) == [True, 1, 1.0]
    assert [type(value) for value in through_json([True, 1, 1.0])] == [bool, int, float]


@pytest.mark.parametrize(
    "dtype",
    [
        "bool",
        "uint8",
        "int8",
        "int16",
        "int32",
        "int64",
        "float16",
        "bfloat16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ],
)
@pytest.mark.parametrize("shape", [(), (0,), (2, 3), (2, 0, 5)])
def test_tensors_arrive_with_dtype_and_shape(dtype, shape):
    tensor = torch.randint(0, 2, shape).to(getattr(torch, dtype))
    got = through_json(tensor)
    assert isinstance(got, Array) and got.dtype == dtype and got.values.shape == shape
    assert got.values.tolist() == tensor.tolist()


def test_views_gradients_and_other_byte_orders_are_read_rightly():
    tensor = torch.arange(6.0, requires_grad=True).reshape(2, 3).T
    assert through_json(tensor).values.tolist() == tensor.tolist()
    assert through_json(np.arange(3, dtype=">i4")[::-1]).values.tolist() == [2, 1, 0]
    assert through_json(torch.tensor([1 + 2j]).conj()).values.tolist() == [1 - 2j]


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        lambda: 0,
        np.array([object()]),
        b"bytes",
        np.array(["a"]),
        torch.nn.Linear(2, 2),
    ],
)
def test_what_is_no_data_is_refused_by_name(value):
    with pytest.raises(BadAnswer, match="cannot be graded"):
        encode(value)


def nested(depth):
    return [nested(depth - 1)] if depth else []


@pytest.mark.parametrize(
    "value",
    [
        torch.zeros(MAX_BYTES // 4 + 1),
        [0] * 30_000,
        nested(20),
        "x" * 200_000,
        10**1000,
        [torch.zeros(MAX_BYTES // 8)] * 3,
    ],
    ids=range(6),
)
def test_what_is_too_large_is_refused(value):
    with pytest.raises(BadAnswer, match="too large"):
        encode(value)


BAD_NODES: list = [
    None,
    7,
    "text",
    [],
    {},
    {"kind": "object"},
    {"kind": ["list"]},
    {"kind": "bool", "value": 1},
    {"kind": "int", "value": 1},
    {"kind": "int", "value": "1_0"},
    {"kind": "int", "value": "٣"},
    {"kind": "int", "value": "9" * 1000},
    {"kind": "float", "value": 1.0},
    {"kind": "float", "value": "0x1p99999"},
    {"kind": "float", "value": "one"},
    {"kind": "text", "value": 5},
    {"kind": "list", "value": "ab"},
    {"kind": "list"},
    {"kind": "dict", "value": [[{"kind": "none"}]]},
    {"kind": "dict", "value": [[{"kind": "list", "value": []}, {"kind": "none"}]]},
    {"kind": "array", "dtype": "object", "shape": [1], "value": "AAAAAAAAAAA="},
    {"kind": "array", "dtype": "float32", "shape": [2], "value": "AAAA"},
    {"kind": "array", "dtype": "float32", "shape": [-1], "value": "AAAAAA=="},
    {"kind": "array", "dtype": "float32", "shape": [True], "value": "AAAAAA=="},
    {"kind": "array", "dtype": "float32", "shape": [1], "value": "!!!!"},
    {"kind": "array", "dtype": "float32", "shape": [0] + [MAX_BYTES] * 9, "value": ""},
    {"kind": "array", "dtype": "float32", "shape": [0] * 99, "value": ""},
]


@pytest.mark.parametrize("node", BAD_NODES, ids=range(len(BAD_NODES)))
def test_untrusted_nodes_are_refused(node):
    with pytest.raises(BadAnswer):
        decode(node)


def test_the_judge_counts_too():
    leaf = {"kind": "text", "value": "x" * 100_000}
    with pytest.raises(BadAnswer, match="too large"):
        decode({"kind": "list", "value": [leaf] * 50})


def sent(capture, *arguments, **options):
    emit(*arguments, **options)
    return capture.pop()[answers.MIME]


@pytest.fixture
def capture(monkeypatch):
    messages = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: messages.append(data))
    return messages


def test_emit_sends_the_answer_and_what_the_reference_says_of_it(capture):
    emission = read_emission(sent(capture, "sum", lambda: 3, points=2, rtol=0.5, atol=0.25))
    assert (emission.name, emission.answer, emission.points, emission.rtol, emission.atol) == (
        "sum",
        3,
        2,
        0.5,
        0.25,
    )


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit("no"), NotImplementedError("no")])
def test_emit_turns_an_error_into_a_message_and_goes_on(capture, error):
    def fail():
        raise error

    emission = read_emission(sent(capture, "sum", fail, points=1))
    assert emission.error == type(error).__name__ and emission.answer is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": 5},
        {"name": "x" * 300},
        {"points": "1"},
        {"points": math.nan},
        {"rtol": -1},
        {"atol": None},
        {"points": True},
        {"error": 5},
        {"answer": None},
    ],
)
def test_untrusted_messages_are_refused(change):
    good = {"name": "a", "points": 1, "rtol": 0, "atol": 0, "answer": {"kind": "none"}}
    assert read_emission(good).answer is None
    with pytest.raises(BadAnswer):
        read_emission(good | change)


def test_secret_draws_depend_on_the_seed_and_the_exercise(monkeypatch):
    def draw(seed, label):
        monkeypatch.setenv(answers.SEED, seed)
        return torch.randn(4, generator=secret_generator(label)).tolist()

    assert draw("1", "4.1") == draw("1", "4.1")
    assert draw("1", "4.1") != draw("2", "4.1")
    assert draw("1", "4.1") != draw("1", "4.2")

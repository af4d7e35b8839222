from datetime import UTC, datetime, timedelta

import pytest

from llmcourse.grading.records.late import LatePolicy
from llmcourse.grading.records.result import ON_TIME, Lateness

DUE = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), ON_TIME),
        (timedelta(minutes=-5), ON_TIME),
        (timedelta(minutes=10), ON_TIME),
        (timedelta(minutes=10, seconds=1), Lateness(1, 0.2)),
        (timedelta(days=1), Lateness(1, 0.2)),
        (timedelta(days=1, seconds=1), Lateness(2, 0.4)),
        (timedelta(days=30), Lateness(30, 0.5)),
    ],
)
def test_every_day_begun_costs_its_share_up_to_the_limit(after, expected):
    policy = LatePolicy(DUE, per_day=0.2, at_most=0.5, grace=timedelta(minutes=10))
    assert policy.lateness(DUE + after) == expected


def test_what_has_no_time_is_in_time():
    assert LatePolicy(DUE, 0.5).lateness(None) == ON_TIME


@pytest.mark.parametrize(
    "wrong",
    [
        {"per_day": 1.5},
        {"per_day": -0.1},
        {"at_most": 2},
        {"grace": timedelta(-1)},
        {"due": datetime(2026, 12, 1)},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"expected|negative|time zone"):
        LatePolicy(**{"due": DUE, **wrong})

import time
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


@pytest.fixture
def in_berlin(monkeypatch):
    """This machine's clock is Berlin's, where it is a POSIX machine."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process cannot be set on this system")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


# In Berlin, clocks went back on 25 October 2026, and forward on 28 March 2027.
BACK, FORWARD = "2026-10-24T23:59+02:00", "2027-03-27T23:59+01:00"
ON_THE_CLOCK = [
    (BACK, "2026-10-25T23:30+01:00", 1),
    (BACK, "2026-10-26T00:30+01:00", 2),
    (FORWARD, "2027-03-28T23:30+02:00", 1),
    (FORWARD, "2027-03-29T00:30+02:00", 2),
    (BACK, "2026-10-25T00:00+02:00", 1),
    ("2026-10-25T02:30+02:00", "2026-10-25T02:10+01:00", 1),  # 40 minutes later, on an earlier hour
]


@pytest.mark.parametrize(("due", "handed_in", "days"), ON_THE_CLOCK)
def test_days_are_counted_by_the_clock_on_the_wall(due, handed_in, days):
    policy = LatePolicy(datetime.fromisoformat(due), 0.1)
    assert policy.lateness(datetime.fromisoformat(handed_in)).days == days


@pytest.mark.parametrize(("due", "handed_in", "days"), ON_THE_CLOCK)
def test_times_of_files_are_read_by_this_machines_clock(in_berlin, due, handed_in, days):
    policy = LatePolicy(datetime.fromisoformat(due), 0.1)
    in_utc = datetime.fromtimestamp(datetime.fromisoformat(handed_in).timestamp(), UTC)
    assert policy.lateness(in_utc).days == days


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

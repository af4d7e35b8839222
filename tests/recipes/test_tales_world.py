"""The story world: events happen only where they can, and leave every thing in one place."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tales.world.events import WorldError, happen, kinds
from tales.world.world import CHANGES, CHECKS, World


@pytest.fixture
def world():
    return made_world()


def made_world():
    world = World()
    world.add_character("Tom", "park")
    world.add_character("Mia", "park")
    world.add_character("Ben", "beach")
    world.add_thing("ball", "Tom", "Tom", None)
    world.add_thing("kite", "Mia", None, "park")
    world.add_thing("cup", None, None, "beach")
    return world


def do(world, name, *roles):
    happen(world, name, dict(zip(kinds()[name].roles, roles, strict=True)))


@pytest.mark.parametrize(
    ("event", "roles", "reason"),
    [
        ("lend", ("Mia", "Tom", "ball"), "holds Mia ball"),
        ("present", ("Tom", "Ben", "ball"), "with Tom Ben"),
        ("restore", ("Tom", "Mia", "ball"), "owns Mia ball"),
        ("find", ("Tom", "cup"), "here Tom cup"),
        ("find", ("Mia", "ball"), "loose ball"),
        ("miss", ("Tom", "ball"), "empty Tom ball"),
        ("return", ("Tom", "park"), "away Tom park"),
        ("rescue", ("Tom", "Mia"), "is Mia stuck"),
        ("heal", ("Tom", "Mia"), "is Mia hurt"),
        ("play", ("Tom", "Ben"), "with Tom Ben"),
        ("wake", ("Tom",), "is Tom asleep"),
        ("steal", ("Tom", "Mia", "ball"), "holds Mia ball"),
    ],
)
def test_what_cannot_be_does_not_happen(world, event, roles, reason):
    before = vars(made_world())
    with pytest.raises(WorldError, match=f"needs '{reason}'"):
        do(world, event, *roles)
    assert vars(world) == before


def test_who_is_stuck_or_asleep_goes_nowhere(world):
    do(world, "snag", "Tom")
    with pytest.raises(WorldError, match="not Tom stuck"):
        do(world, "go", "Tom", "beach")
    do(world, "rescue", "Mia", "Tom")
    do(world, "sleep", "Tom")
    with pytest.raises(WorldError, match="not Tom asleep"):
        do(world, "go", "Tom", "beach")
    do(world, "wake", "Tom")
    do(world, "go", "Tom", "beach")
    assert world.place["Tom"] == "beach"


def test_a_lost_thing_is_not_broken_nor_given_until_it_is_found(world):
    do(world, "lose", "Tom", "ball")
    assert world.marked("ball", "lost") and world.where("ball") == "park"
    with pytest.raises(WorldError):
        do(world, "present", "Tom", "Mia", "ball")
    do(world, "find", "Mia", "ball")
    assert (
        not world.marked("ball", "lost")
        and world.holder["ball"] == "Mia"
        and world.owner["ball"] == "Tom"
    )
    do(world, "restore", "Mia", "Tom", "ball")
    assert world.holder["ball"] == "Tom"


def test_things_go_along_with_who_holds_them(world):
    do(world, "go", "Tom", "beach")
    assert world.where("ball") == "beach"
    do(world, "present", "Tom", "Ben", "ball")
    do(world, "return", "Tom", "park")
    assert (world.where("ball"), world.owner["ball"]) == ("beach", "Ben")


def test_what_is_eaten_is_gone(world):
    do(world, "eat", "Tom", "ball")
    assert world.where("ball") is None and world.marked("ball", "gone")
    with pytest.raises(WorldError):
        do(world, "share", "Tom", "Mia", "ball")


def test_a_trade_changes_hands_and_owners(world):
    do(world, "find", "Mia", "kite")
    do(world, "trade", "Tom", "Mia", "ball", "kite")
    assert world.holder == {"ball": "Mia", "kite": "Tom", "cup": None}
    assert world.owner == {"ball": "Mia", "kite": "Tom", "cup": None}


def test_roles_must_be_those_of_the_table(world):
    with pytest.raises(WorldError, match="takes the roles A P, not A"):
        happen(world, "go", {"A": "Tom"})


def test_the_table_uses_only_words_that_there_are():
    for kind in kinds().values():
        assert {clause[0] for clause in kind.needs} <= set(CHECKS), kind.name
        assert {clause[0] for clause in kind.changes} <= set(CHANGES), kind.name
        letters = {
            word for clause in kind.needs + kind.changes for word in clause[1:] if word.isupper()
        }
        assert letters <= set(kind.roles), kind.name
    assert set(CHECKS) == {clause[0] for kind in kinds().values() for clause in kind.needs}
    assert set(CHANGES) == {clause[0] for kind in kinds().values() for clause in kind.changes}


def test_a_kind_is_a_plain_record():
    kind = kinds()["go"]
    assert replace(kind, name="walk").name == "walk" and kind.name == "go"


NAMES = {"A": ["Tom", "Mia", "Ben"], "T": ["ball", "kite", "cup"], "P": ["park", "beach", "hill"]}
ALIKE = {"B": "A", "C": "A", "U": "T", "Q": "P"}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(kinds())), st.integers(0, 80)), max_size=40))
def test_whatever_happens_each_thing_is_in_one_place(steps):
    world = made_world()
    for name, number in steps:
        roles = {}
        for position, letter in enumerate(kinds()[name].roles):
            roles[letter] = NAMES[ALIKE.get(letter, letter)][(number // 3**position) % 3]
        if len(set(roles.values())) < len(roles):
            continue
        try:
            happen(world, name, roles)
        except WorldError:
            continue
    for thing in NAMES["T"]:
        held, lies, gone = world.holder[thing], world.lies[thing], world.marked(thing, "gone")
        assert (held is not None) + (lies is not None) + gone == 1
        assert held is None or world.where(thing) == world.place[held]
        assert not (held and world.marked(thing, "lost"))
    assert all(len(marks) == len(set(marks)) for marks in world.marks.values())

"""Each rule, kept and broken."""

import pytest

from llmcourse.data.written.rules import broken_rules


@pytest.mark.parametrize(
    ("answer", "check", "broken"),
    [
        ("Yes.", {"equals": "Yes."}, []),
        ("Yes", {"equals": "Yes."}, ["equals"]),
        ("No, never.", {"starts_with": "No"}, []),
        ("Well, no.", {"starts_with": "No"}, ["starts_with"]),
        ("An IRON nail", {"contains": ["iron", "nail"]}, []),
        ("An iron nail", {"contains": ["iron", "ail"]}, ["contains"]),
        ("It is 19.", {"contains": ["9"]}, ["contains"]),
        ("It is 9.5.", {"contains": ["9"]}, ["contains"]),
        ("It is 1.9.", {"contains": ["9"]}, ["contains"]),
        ("It is 9.", {"contains": ["9"]}, []),
        ("It costs $9.", {"contains": ["$9"]}, []),
        ("Hello!", {"excludes": ["!"]}, ["excludes"]),
        ("Hotel", {"excludes": ["HOT"]}, ["excludes"]),
        ("one two", {"max_words": 2}, []),
        ("one two three", {"max_words": 2}, ["max_words"]),
        ("a\n\nb\n", {"lines": 2}, []),
        ("", {"lines": 1}, ["lines"]),
        ('{"a": 1, "b": 2}', {"json_keys": ["b", "a"]}, []),
        ('{"a": 1, "b": 2}', {"json_keys": ["a"]}, ["json_keys"]),
        ('["a"]', {"json_keys": ["a"]}, ["json_keys"]),
        ("{a: 1}", {"json_keys": ["a"], "json_equals": {"a": 1}}, ["json_keys", "json_equals"]),
        ('{"b": 2, "a": true}', {"json_equals": {"a": True, "b": 2}}, []),
        ('{"a": 1}', {"json_equals": {"a": True}}, ["json_equals"]),
        ("[" * 100_000, {"json_equals": []}, ["json_equals"]),
        ("anything", {}, []),
    ],
)
def test_rules(answer, check, broken):
    assert broken_rules(answer, check) == broken


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match=r"no rule 'min_words'.*max_words"):
        broken_rules("yes", {"min_words": 1})

"""Nothing of the result can be read before the prediction, the first prediction counts, and no one
can exchange it.
"""

import json

import pytest

from llmcourse.pretrained import sealed, shipped

RESULT = {"test_loss": 1.2345, "seed": 0}


@pytest.fixture
def box(tmp_path):
    path = tmp_path / "sealed.json"
    path.write_text(json.dumps(sealed.closed(RESULT, {"parameters": 7})), encoding="utf-8")
    return path


def test_a_prediction_opens_it(box, tmp_path):
    opened = sealed.predict(1.3, box, tmp_path / "kept.json")
    assert (opened.predicted, opened.result) == (1.3, RESULT)


def test_the_first_prediction_counts(box, tmp_path):
    first = sealed.predict(1.3, box, tmp_path / "kept.json")
    assert sealed.predict(1.2345, box, tmp_path / "kept.json") == first


def test_the_prediction_of_another_result_is_another(box, tmp_path):
    other = tmp_path / "other.json"
    other.write_text(json.dumps(sealed.closed(RESULT, {})), encoding="utf-8")
    sealed.predict(1.3, box, tmp_path / "kept.json")
    assert sealed.predict(1.4, other, tmp_path / "kept.json").predicted == 1.4
    assert sealed.predict(1.5, box, tmp_path / "kept.json").predicted == 1.3


def test_before_that_only_what_is_written_on_it_is_known(box):
    assert sealed.known(box)["parameters"] == 7
    assert "1.2345" not in box.read_text() and "test_loss" not in box.read_text()
    assert "result" not in sealed.known(box) and "salt" not in sealed.known(box)


def test_two_boxes_of_one_result_look_different():
    one, two = (sealed.closed(RESULT, {}) for _ in range(2))
    assert one["result"] != two["result"]
    assert one["sha256 of salt and result"] != two["sha256 of salt and result"]


@pytest.mark.parametrize("loss", [0, -1.0, 5.6, float("nan"), float("inf")])
def test_what_no_loss_can_be_opens_nothing(loss, box, tmp_path):
    with pytest.raises(ValueError, match="cannot be: predict more than 0"):
        sealed.predict(loss, box, tmp_path / "kept.json")
    assert not (tmp_path / "kept.json").exists()


def test_an_exchanged_result_is_noticed(box, tmp_path):
    content = json.loads(box.read_text())
    content["result"] = sealed.closed({"test_loss": 1.0, "seed": 0}, {})["result"]
    box.write_text(json.dumps(content))
    with pytest.raises(ValueError, match="not as it was published"):
        sealed.predict(1.3, box, tmp_path / "kept.json")


def test_the_shipped_box_holds_the_result_of_a_larger_model_and_shows_nothing(tmp_path):
    known = sealed.known()
    assert known["block_parameters"] > max(
        run["block_parameters"] for run in shipped.read_runs("scaling")
    )
    assert not [name for name in known if "loss" in name]
    result = sealed.predict(1.0, kept=tmp_path / "kept.json").result
    assert 0 < result["test_loss"] < sealed.CHANCE and 0 < result["validation_loss"] < sealed.CHANCE
    assert str(result["test_loss"])[:6] not in sealed.FILE.read_text(encoding="utf-8")

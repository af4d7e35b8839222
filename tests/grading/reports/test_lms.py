"""Canvas and Moodle: who is who, and the files that they import."""

import csv
import html
import io
from pathlib import Path

import made_up_class as made
import pytest

from llmcourse.grading.records.result import Exercise, Grade, Outcome, Result, Submission
from llmcourse.grading.reports.harmless import cell
from llmcourse.grading.reports.lms import canvas_csv, feedback, moodle_csv
from llmcourse.grading.reports.roster import BadRoster, match, read_roster

ONE, TWO = Exercise("4.1", "One", 3.0), Exercise("4.2", "Two", 2.0)
CANVAS = """\ufeffStudent,ID,SIS User ID,SIS Login ID,Integration ID,Section,Essay (77),04 x (1234),Final Score
,,,,,,Manual Posting,Manual Posting,
    Points Possible,,,,,,10.00,5.00,(read only)
"Doe, Jane",101,U1,jdoe,,Group A,9,,90
"Núñez, José",102,U2,jn@x.edu,,Group A,8,3,80
"=Lee, Bo",103,U3,blee,,Group B,,,
"Kim, Jin",104,U4,jkim,,Group B,,,
"Kim, Jin",105,U5,jkim2,,Group B,,,
"Student, Test",199,,,,Group B,,,
"""
MOODLE = """"First name",Surname,"ID number","Email address",Groups
Jane,Doe,u1,jane@x.edu,A
José,Núñez,,jose@x.edu,B
Ann,Rest,u9,ann@x.edu,B
"""


def saved(tmp_path, text):
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf8")
    return path


def class_of(**states):
    grades = []
    for learner, state in states.items():
        grade = Grade(Submission(learner, Path("x.ipynb")))
        grade.record(
            Outcome(
                ONE,
                state,
                3.0 if state == "right" else 0.0,
                (),
                "Mind <b>\nthe mask." * (state == "wrong"),
            )
        )
        grade.record(Outcome(TWO, "right", 2.0))
        grades.append(grade)
    return Result("04_x", (ONE, TWO), tuple(grades), made.STRICT)


def matched(result, roster):
    return match(roster, [grade.submission.learner for grade in result.grades])


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "learner",
    [
        "jdoe",
        "JDoe",
        "u1",
        "101",
        "Jane Doe",
        "Doe, Jane",
        "jane-doe",
        "doejane",
        "Doe_Jane",
        "jane  doe",
    ],
)
def test_a_learner_is_found_by_login_number_or_name(tmp_path, learner):
    roster = read_roster(saved(tmp_path, CANVAS))
    assert match(roster, [learner]).row_of == {0: 0} and len(roster.rows) == 5


@pytest.mark.parametrize("learner", ["Jose Nunez", "José Núñez", "jn@x.edu", "nunezjose"])
def test_accents_make_no_difference(tmp_path, learner):
    assert match(read_roster(saved(tmp_path, CANVAS)), [learner]).row_of == {0: 1}


def test_nobody_is_guessed(tmp_path):
    roster = read_roster(saved(tmp_path, CANVAS))
    found = match(roster, ["Jin Kim", "jkim2", "jdoe", "Jane Doe", "jane", "", "Test Student"])
    assert found.row_of == {1: 4}
    assert found.unmatched == (
        (0, "several rows fit"),
        (2, "another file fits the same row"),
        (3, "another file fits the same row"),
        (4, "no row is under this name"),
        (5, "no row is under this name"),
        (6, "no row is under this name"),
    )
    assert [roster.name(row) for row in found.without_file] == ["Núñez, José", "=Lee, Bo"]


def test_canvas_has_exactly_its_columns_and_the_assignment_it_knows(tmp_path):
    roster = read_roster(saved(tmp_path, CANVAS))
    result = class_of(jdoe="right", blee="wrong", jkim="not graded", stranger="right")
    head, possible, *rows = rows_of(canvas_csv(result, roster, matched(result, roster)))
    assert head == [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Integration ID",
        "Section",
        "04 x (1234)",
    ]
    assert possible == ["    Points Possible", "", "", "", "", "", "5"]
    # Who has no points yet, or no row, has no line: an empty cell would delete what Canvas
    # has.
    assert rows == [
        ["Doe, Jane", "101", "U1", "jdoe", "", "Group A", "5"],
        ["'=Lee, Bo", "103", "U3", "blee", "", "Group B", "2"],
    ]


def test_canvas_without_a_list_goes_by_name_and_login():
    head, possible, *rows = rows_of(canvas_csv(class_of(ann="right", bo="not graded")))
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "04_x"]
    assert rows == [["ann", "", "", "ann", "", "5"]] and possible[-1] == "5"


def test_moodle_has_who_grade_and_feedback(tmp_path):
    roster = read_roster(saved(tmp_path, MOODLE))
    result = class_of(
        **{"Jane Doe": "wrong", "u9": "right", "jose@x.edu": "not graded", "stranger": "right"}
    )
    head, *rows = rows_of(moodle_csv(result, roster, matched(result, roster)))
    assert head == [
        "First name",
        "Surname",
        "ID number",
        "Email address",
        "04_x",
        "04_x (Feedback)",
    ]
    feedback = "4.1: 0 of 3, not right Mind &lt;b&gt; the mask.<br>4.2: 2 of 2, right"
    assert rows[0] == ["Jane", "Doe", "u1", "jane@x.edu", "2", feedback]
    assert rows[1] == [
        "Ann",
        "Rest",
        "u9",
        "ann@x.edu",
        "5",
        "4.1: 3 of 3, right<br>4.2: 2 of 2, right",
    ]
    assert len(rows) == 2  # one unknown learner would stop the whole import


def test_a_list_of_the_other_kind_changes_nothing(tmp_path):
    result = class_of(jdoe="right")
    canvas = read_roster(saved(tmp_path, CANVAS))
    assert moodle_csv(result, canvas, matched(result, canvas)) == moodle_csv(result)
    moodle = read_roster(saved(tmp_path, MOODLE))
    assert canvas_csv(result, moodle, matched(result, moodle)) == canvas_csv(result)


PEOPLE = "Jane,Doe,u1,jd@example.org\nBo,Lee,u2,bl@example.org\n"
GERMAN = "Vorname;Nachname;ID-Nummer;E-Mail-Adresse\n" + PEOPLE.replace(",", ";")


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (GERMAN, ("Vorname", "Nachname", "ID-Nummer", "E-Mail-Adresse")),
        (
            "username,firstname,lastname,email\nu1,Jane,Doe,jd@example.org\nu2,Bo,Lee,b@l.org\n",
            None,
        ),
        ("Nombre,Apellido(s),Número de ID,Dirección de correo\n" + PEOPLE, None),
        ("Prénom,Nom de famille,Numéro d'identification,Adresse de courriel\n" + PEOPLE, None),
        ("NOME,COGNOME,Codice identificativo,Indirizzo email\n" + PEOPLE, None),
        ("Ime,Priimek,Vpisna,Naslov\n" + PEOPLE, ("Ime", "Priimek", "Vpisna", "Naslov")),
        (GERMAN.replace("\n", "\r"), None),
        (GERMAN.replace("\n", "\r\n"), None),
        ("sep=;\n" + GERMAN, None),
        ("Grades of course X\nas of today\n\n" + GERMAN, None),
        (GERMAN.replace(";", "\t"), None),
        (GERMAN.upper(), None),
    ],
)
def test_moodles_list_is_read_in_other_languages_and_forms(tmp_path, text, head):
    roster = read_roster(saved(tmp_path, text))
    assert roster.kind == "Moodle" and len(roster.rows) == 2
    assert head is None or roster.head == head
    who = "jd@example.org" if "Ime" in text else "Jane Doe"
    assert match(roster, [who, "nobody"]).row_of == {0: 0}


def test_a_localized_list_comes_back_under_its_own_names(tmp_path):
    roster, result = read_roster(saved(tmp_path, GERMAN)), class_of(bo="right")
    (head, row) = rows_of(moodle_csv(result, roster, match(roster, ["Bo Lee"])))
    assert head[:4] == ["Vorname", "Nachname", "ID-Nummer", "E-Mail-Adresse"]
    assert row[:5] == ["Bo", "Lee", "u2", "bl@example.org", "5"]


@pytest.mark.parametrize("said", ["a <= b", "a < = b", "x <== y", "p >= q & r", "a <=> b", "<-=+@"])
def test_moodle_shows_signs_as_written_and_no_spreadsheet_runs_them(said):
    grade = Grade(Submission("ann", Path("x.ipynb")))
    grade.record(Outcome(ONE, "wrong", 0.0, (), said))
    shown = feedback(grade, Result("04_x", (ONE,), (grade,), made.STRICT))
    assert said in html.unescape(shown)
    assert cell(shown) == shown  # nothing in it opens a cell


CANVAS_NAMESAKES = (
    "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
    '"Kim, Jin",103,U4,jkim,A\n"Kim, Jin",104,U5,jkim2,A\n"Doe, Jane",101,U1,jdoe,A\n'
)
MOODLE_NAMESAKES = (
    "Identifier,Full name,Email address\nParticipant 4125,Jane Doe,j@e.org\n"
    "Participant 4126,Jane Doe,j2@e.org\nParticipant 7,Bo Lee,b@e.org\n"
)


@pytest.mark.parametrize(
    ("text", "learners", "rows"),
    [
        (CANVAS_NAMESAKES, ["kimjin (103)", "kimjin (104)", "doejane"], {0: 0, 1: 1, 2: 2}),
        (CANVAS_NAMESAKES, ["kimjin (101)", "x (103)", "kimjin"], {}),
        (MOODLE_NAMESAKES, ["Jane Doe (4125)", "Jane Doe (4126)"], {0: 0, 1: 1}),
        (MOODLE_NAMESAKES, ["Jane Doe (7)", "Jane Doe", "Jane Doe (4127)"], {}),
    ],
)
def test_namesakes_are_told_apart_by_the_platforms_number(tmp_path, text, learners, rows):
    assert match(read_roster(saved(tmp_path, text)), learners).row_of == rows


TEAMS = (
    "Identifier,Full name\nParticipant 1,Jane Doe\nParticipant 2,Bo Lee\nParticipant 3,Luc Roy\n"
)


def test_members_of_a_team_are_found_and_one_alone_is_asked_about(tmp_path):
    roster = read_roster(saved(tmp_path, TEAMS))
    assert match(roster, ["Team A-Jane Doe", "Team A-Bo Lee"]).row_of == {0: 0, 1: 1}
    in_doubt = match(roster, ["Jane Doe", "jane.doe", "Bo Lee"])
    assert in_doubt.row_of == {2: 1} and in_doubt.in_doubt == (0,) and in_doubt.without_file == (2,)
    alone = match(roster, ["Jean-Luc Roy"])
    assert not alone.row_of
    assert alone.unmatched[0][1].endswith("nor under 'Luc Roy', should 'Jean' be a team")


def test_a_learner_whose_file_was_renamed_leaves_the_row(tmp_path):
    roster = read_roster(saved(tmp_path, CANVAS_NAMESAKES))
    matches = match(roster, ["Jane Doe", "jdoe"], gone={"Jane Doe"})
    assert matches.row_of == {1: 2}
    assert matches.unmatched == ((0, "its file is no longer among the submissions"),)
    assert match(roster, ["Jane Doe", "x"], gone={"Jane Doe"}).row_of == {0: 2}


def test_other_separators_and_forms_are_read(tmp_path):
    semicolons = read_roster(
        saved(tmp_path, "LastName;FirstName;ID;SIS Login ID;Section\nDoe;Jane;7;jd;A\n")
    )
    assert semicolons.kind == "Canvas" and match(semicolons, ["Jane Doe", "x"]).row_of == {0: 0}
    assert semicolons.name(0) == "Doe Jane"
    worksheet = read_roster(
        saved(tmp_path, "Identifier,Full name,Status,Grade\nParticipant 12,Jane Doe,,\n")
    )
    assert worksheet.kind == "Moodle" and match(worksheet, ["doe jane", "jane doe"]).row_of == {
        1: 0
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "found nothing"),
        (b"name,mark\nann,1\n", "found name, mark"),
        (b"Student,Section\nann,A\n", "no list of learners"),
        (b"\xff\xfe\x00S", "not in UTF-8"),
        (b'Student,ID,Section\n"' + b"x" * 200_000 + b'",1,A\n', "no CSV file"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path, content, says):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(BadRoster, match=says):
        read_roster(path)
    with pytest.raises(BadRoster, match="There is no file"):
        read_roster(tmp_path / "nothing.csv")


def test_no_formula_in_any_file(tmp_path):
    text = "Student,ID,SIS Login ID,Section\n=1+1,1,@x,-2;=3\n"
    roster = read_roster(saved(tmp_path, text))
    result = Result("=04", (ONE, TWO), class_of(**{"@x": "wrong"}).grades, made.STRICT)
    matches = matched(result, roster)
    assert matches.row_of == {0: 0}
    for export in (canvas_csv(result, roster, matches), canvas_csv(result), moodle_csv(result)):
        for part in (part for row in rows_of(export) for field in row for part in field.split(";")):
            assert not part.lstrip().startswith(("=", "+", "-", "@"))

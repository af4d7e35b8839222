"""The list of learners that Canvas or Moodle exports, and who of them handed in what.

A learner's file is matched with a row by login, number, address or name, and only when one row and
one file are meant: nobody is guessed. Namesakes are told apart by the number that the platform
wrote behind their names; a number alone is no name.

Moodle writes its columns' names in the user's language. Those of some languages are known
(its language packs, 2024); in others the column of e-mail addresses is known by what is in it.
"""

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 20_000_000
CANVAS = ("SIS Login ID", "SIS User ID", "ID", "Integration ID")
MOODLE = ("Username", "ID number", "Email address", "Identifier")
NAMES = (
    ("Student",),
    ("Full name",),
    ("LastName", "FirstName"),
    ("Last name", "First name"),
)
IN_OTHER_WORDS = {  # Moodle's columns in its own file of users, and in other languages
    "Username": "user name, login, Anmeldename, Nombre de usuario, Nom d'utilisateur, Nome utente, "
    "Nome de usuário, Nome de utilizador, Gebruikersnaam, Nazwa użytkownika",
    "ID number": "idnumber, ID-Nummer, Número de ID, Número ID, Numéro d'identification, "
    "Codice identificativo, Número de identificação, ID-nummer, Numer ID",
    "Email address": "email, e-mail, E-Mail-Adresse, Dirección de correo, Dirección de correo "
    "electrónico, Adresse de courriel, Adresse e-mail, Indirizzo email, Endereço de e-mail, "
    "Endereço de email, E-mailadres, Adres e-mail",
    "Identifier": "Teilnehmer/in, Identificador, Identifiant, Identificativo, Identificatie, "
    "Identyfikator, ID",
    "Full name": "fullname, Vollständiger Name, Nombre completo, Nom complet, Nome completo, "
    "Volledige naam, Pełna nazwa",
    "First name": "firstname, Vorname, Nombre, Nombre(s), Prénom, Nome, Voornaam, Imię",
    "Last name": "lastname, surname, Nachname, Apellido(s), Apellidos, Nom de famille, Nom, "
    "Cognome, Sobrenome, Apelido, Achternaam, Nazwisko",
}
HEAD_WITHIN = 10  # rows in which the names of the columns are looked for
ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+")
NUMBERED = re.compile(r"(?P<name>.+) \((?P<number>\d+)\)")


class BadRoster(ValueError):
    """A file that is no list of learners; the message says what is missing."""


@dataclass(frozen=True)
class Roster:
    """The rows of an export, as they are: its kind ("Canvas" or "Moodle"), the names of its columns
    and what these mean in Canvas's or Moodle's English, one row a learner.
    """

    kind: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]

    def value(self, row: int, column: str) -> str:
        """Return what a row says in a column; empty when there is no such column."""
        return self.rows[row][self.columns.index(column)].strip() if column in self.columns else ""

    def name(self, row: int) -> str:
        """Return the learner's name as the row has it."""
        for columns in NAMES:
            text = " ".join(self._named(row, columns))
            if text.strip():
                return text
        return ""

    def keys(self, row: int) -> set[str]:
        """Return everything by which a row may be known, folded."""
        known = {
            match_key(self.value(row, column))
            for column in (CANVAS if self.kind == "Canvas" else MOODLE)
        }
        return (known | {way for columns in NAMES for way in _ways(self._named(row, columns))}) - {
            ""
        }

    def numbers(self, row: int) -> set[str]:
        """Return the platform's own numbers of a learner: Canvas's ID, or the 12 of Moodle's
        "Participant 12".
        """
        column = "ID" if self.kind == "Canvas" else "Identifier"
        return set(re.findall(r"\d+", self.value(row, column)))

    def _named(self, row: int, columns: Sequence[str]) -> list[str]:
        return [self.value(row, column) for column in columns]


@dataclass(frozen=True)
class Matches:
    """Who is who: the row of each file that has one, why others have none, the rows without a file,
    and the rows that may be several files'.
    """

    row_of: dict[int, int]  # place in the list of learners -> row
    unmatched: tuple[tuple[int, str], ...]
    without_file: tuple[int, ...]
    in_doubt: tuple[int, ...]


def read_roster(path: Path) -> Roster:
    """Return the list in a CSV file; raises BadRoster when it is neither Canvas's nor Moodle's."""
    if not path.is_file():
        raise BadRoster(f"There is no file {path}. Name the CSV that Canvas or Moodle exports.")
    if path.stat().st_size > MAX_BYTES:
        raise BadRoster(
            f"{path} is larger than {MAX_BYTES // 1_000_000} MB: this is no list of learners."
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRoster(
            f"{path} is not in UTF-8. Export it again, or save it as CSV UTF-8."
        ) from None
    return _roster(text, path)


def match_key(text: str) -> str:
    """Return letters and digits alone, without case or accents.

    >>> match_key("Núñez, José")
    'nunezjose'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isalnum())


def match(roster: Roster, learners: Sequence[str], gone: Container[str] = frozenset()) -> Matches:
    """Find every learner's row; two rows for one learner, or two learners for one row, are
    nobody's.

    Learners who are `gone`, whose files are no longer among the submissions, leave a row to those
    whose are.
    """
    rows_by_key = defaultdict(set)
    for row in range(len(roster.rows)):
        for key in roster.keys(row):
            rows_by_key[key].add(row)
    teams = Counter(team for learner in learners for team, _ in _team_and_member(learner))
    found = [_rows_of(learner, roster, rows_by_key, teams) for learner in learners]
    sure = {place: min(rows) for place, rows in enumerate(found) if len(rows) == 1}
    here = Counter(row for place, row in sure.items() if learners[place] not in gone)
    sure = {
        place: row for place, row in sure.items() if learners[place] not in gone or not here[row]
    }
    claims = Counter(sure.values())
    row_of = {place: row for place, row in sure.items() if claims[row] == 1}
    unmatched = tuple(
        (place, _why(learners[place], rows, gone))
        for place, rows in enumerate(found)
        if place not in row_of
    )
    meant = set().union(*found)
    rows = range(len(roster.rows))
    without_file = tuple(row for row in rows if row not in meant)
    in_doubt = tuple(row for row in rows if row in meant and row not in row_of.values())
    return Matches(row_of, unmatched, without_file, in_doubt)


def _rows_of(
    learner: str, roster: Roster, rows_by_key: Mapping[str, set[int]], teams: Mapping[str, int]
) -> set[int]:
    """Return the rows that a learner's name may mean."""
    rows = rows_by_key.get(match_key(learner), set())
    numbered = NUMBERED.fullmatch(learner)
    if not rows and numbered:
        namesakes = rows_by_key.get(match_key(numbered["name"]), set())
        rows = {row for row in namesakes if numbered["number"] in roster.numbers(row)}
    if not rows:
        for team, member in _team_and_member(learner):
            if teams[team] > 1:  # several members: "Team A-Ann", "Team A-Bo"
                rows = rows | rows_by_key.get(match_key(member), set())
    return rows


def _team_and_member(learner: str) -> list[tuple[str, str]]:
    """Return the ways to read a name as a team's and its member's, joined by a hyphen as by
    Moodle.
    """
    cuts = [found.start() for found in re.finditer("-", learner)]
    return [(learner[:cut], learner[cut + 1 :]) for cut in cuts]


def _why(learner: str, rows: set[int], gone: Container[str]) -> str:
    if learner in gone:
        return "its file is no longer among the submissions"
    if len(rows) > 1:
        return "several rows fit"
    if rows:
        return "another file fits the same row"
    if "-" in learner:
        team, _, member = learner.partition("-")
        return f"no row is under this name, nor under {member!r}, should {team!r} be a team"
    return "no row is under this name"


def _roster(text: str, path: Path) -> Roster:
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # old spreadsheets end lines by "\r"
    heads = []
    for delimiter in ",;\t":
        table = _table(text, delimiter, path)
        heads.append(table[0] if table else ())
        for place, head in enumerate(table[:HEAD_WITHIN]):
            full = [(row + ("",) * len(head))[: len(head)] for row in table[place + 1 :]]
            columns = _columns(head, full)
            kind = _kind(columns)
            if kind is not None:
                rows = tuple(row for row in full if not _is_no_learner(row))
                return Roster(kind, head, rows, columns)
    found = ", ".join(max(heads, key=len)[:8]) or "nothing"
    raise BadRoster(
        f"{path} is no list of learners of Canvas or Moodle. Expected columns Student, ID and "
        f"Section (Canvas), or one of {', '.join(MOODLE)} (Moodle, in its language); found {found}."
    )


def _table(text: str, delimiter: str, path: Path) -> list[tuple[str, ...]]:
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise BadRoster(f"{path} is no CSV file: {error}.") from None
    filled = [row for row in rows if any(map(str.strip, row))]
    if not filled:
        return []
    return [tuple(cell.strip() for cell in filled[0]), *map(tuple, filled[1:])]


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return what the columns mean, in the English of Canvas and Moodle where that is known."""
    plain = tuple(name.strip() for name in head)
    if _kind(plain) == "Canvas":  # it has one language, and an ID of another sort
        return plain
    known = [MEANINGS.get(match_key(name), name) for name in plain]
    if not set(MOODLE) & set(known) and rows:
        for place in range(len(head)):
            if all(ADDRESS.fullmatch(row[place].strip()) for row in rows):
                known[place] = "Email address"
    return tuple(known)


def _meanings() -> dict[str, str]:
    found = {}
    for column, others in IN_OTHER_WORDS.items():
        for name in (column, *others.split(", ")):
            found[match_key(name)] = column
    return found


def _kind(columns: Sequence[str]) -> str | None:
    if {"ID", "Section"} <= set(columns) and {"Student", "LastName"} & set(columns):
        return "Canvas"
    return "Moodle" if set(MOODLE) & set(columns) else None


def _is_no_learner(row: Sequence[str]) -> bool:
    """Return Canvas's row of possible points, of posting policies, and its test student."""
    first = row[0].strip()
    return first in ("Points Possible", "Student, Test") or (not first and not any(row[1:3]))


def _ways(names: Sequence[str]) -> Iterator[str]:
    """Yield a name in its order and, when its parts are known, with the last name first or last."""
    parts = [part for name in names for part in name.split(",", 1)]
    yield match_key(" ".join(parts))
    yield match_key(" ".join(reversed(parts)))


MEANINGS = _meanings()

"""The teller: fills frames with words, keeps count of sentences, and notes where the text mentions
whom and what.
"""

import re
from dataclasses import dataclass
from typing import cast

from llmcourse.data.generated.tales.truth import Form, Mention
from tales.telling.cast import Actor, Role
from tales.telling.frames import Frame, Slot, choose, frames
from tales.telling.phrases import Phrases, Piece
from tales.world.chance import Dice

BOUNDARY = re.compile(r'(?:[.!?]|\.") +|[!?]" +(?=\^)')
SMALL_WORDS = (
    "a",
    "an",
    "and",
    "at",
    "by",
    "for",
    "from",
    "in",
    "of",
    "on",
    "or",
    "the",
    "to",
    "under",
    "with",
)


@dataclass(frozen=True)
class Told:
    """Where a frame was told, and where its reason stands if it gives one."""

    start: int
    end: int
    reason: tuple[int, int] | None


class Teller:
    """Writes one story; `text()` is what was written so far."""

    def __init__(self, dice: Dice):
        self.dice = dice
        self.phrases = Phrases(dice)
        self.mentions: list[Mention] = []
        self.sentences: list[tuple[int, int]] = []
        self.used: list[Frame] = []
        self._written: list[str] = []
        self._length = 0
        self._begin = 0  # of the sentence being written
        self._capital = False
        self._reason: list[int] = []

    def text(self) -> str:
        """The story so far."""
        return "".join(self._written)

    def say(self, key: str, roles: dict[str, Role]) -> Told:
        """Tell one frame of a group, one that this story has not used yet if there is any."""
        frame = self._pick(key, roles)
        self.used.append(frame)
        self._append(" " if self._length and not self._ends_line() else "")
        start = self._open_sentence()
        self._reason = []
        for node in choose(frame.body, self.dice):
            self._slot(node, roles) if isinstance(node, Slot) else self._literal(node)
        self._close_sentence()
        return Told(
            start, self._length, (self._reason[0], self._reason[1]) if self._reason else None
        )

    def break_paragraph(self) -> None:
        """Begin a new paragraph; names come back in it."""
        if self._length and not self._ends_line():
            self._append("\n")
            self.phrases.memory.paragraph = self.phrases.memory.sentence + 1

    def title(self, key: str, roles: dict[str, Role]) -> None:
        """A title on a line of its own, its words in capitals; introduces nobody."""
        self._begin, self._capital = self._length, True
        frame = self._pick(key, roles)
        self.used.append(frame)
        for node in choose(frame.body, self.dice):
            self._slot_in_title(node, roles) if isinstance(node, Slot) else self._append(
                title_case(node)
            )
        self.sentences.append((self._begin, self._length))
        self._append("\n")

    def _slot_in_title(self, slot: Slot, roles: dict[str, Role]) -> None:
        role = roles[slot.role]
        if isinstance(role, Actor):
            kind = slot.form == "kind" or not role.proper
            self._piece(
                Piece(
                    title_case(role.kind if kind else role.name),
                    "PER",
                    role.id,
                    "noun" if kind else "name",
                )
            )
            return
        known, said = list(self.phrases.memory.known), list(self.phrases.memory.said)
        for piece in self.phrases.of(role, slot.form or "n"):
            self._piece(Piece(title_case(piece.text), piece.label, piece.of, piece.form))
        self.phrases.memory.known, self.phrases.memory.said = known, said

    def _pick(self, key: str, roles: dict[str, Role]) -> Frame:
        tags: dict[str, frozenset[str]] = {
            letter: getattr(role, "tags", frozenset()) for letter, role in roles.items()
        }
        fitting = [frame for frame in frames()[key] if frame.fits(tags)]
        if not fitting:
            raise LookupError(f"No frame of {key!r} fits {tags}.")
        return self.dice.pick([frame for frame in fitting if frame not in self.used] or fitting)

    def _slot(self, slot: Slot, roles: dict[str, Role]) -> None:
        if slot.role == "reason":
            self._reason.append(self._length)
        elif "&" in slot.role:
            first, second = (cast(Actor, roles[letter]) for letter in slot.role.split("&"))
            self._pieces(self.phrases.pair(first, second, slot.form))
        else:
            self._pieces(self.phrases.of(roles[slot.role], slot.form))

    def _pieces(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            self._piece(piece)

    def _piece(self, piece: Piece) -> None:
        if piece.text:
            start = self._length
            self._append(piece.text)
            if piece.label:
                for who in (piece.of, piece.also) if piece.also else (piece.of,):
                    self.mentions.append(
                        Mention(start, self._length, piece.label, who, cast(Form, piece.form))
                    )

    def _literal(self, words: str) -> None:
        place = 0
        for boundary in BOUNDARY.finditer(words):
            self._append(words[place : boundary.end()])
            self._close_sentence()
            self._open_sentence()
            place = boundary.end()
        self._append(words[place:])

    def _open_sentence(self) -> int:
        self.phrases.memory.sentence += 1
        self._begin, self._capital = self._length, True
        return self._begin

    def _close_sentence(self) -> None:
        end = self._length - (1 if self._written[-1].endswith(" ") else 0)
        self.sentences.append((self._begin, end))

    def _append(self, words: str) -> None:
        while "^" in words:
            before, _, after = words.partition("^")
            self._append(before)
            self._capital, words = True, after
        if self._capital and (letter := re.search(r"[A-Za-z]", words)):
            words = (
                words[: letter.start()]
                + words[letter.start() :][0].upper()
                + words[letter.start() + 1 :]
            )
            self._capital = False
        if words:
            self._written.append(words)
            self._length += len(words)

    def _ends_line(self) -> bool:
        return self._written[-1].endswith("\n")


def title_case(words: str) -> str:
    """Words as inside a title: all but the small ones with a capital.

    >>> title_case("fox and the red kite")
    'Fox and the Red Kite'
    """
    return re.sub(r"[A-Za-z']+", _capital, words)


def _capital(word: re.Match[str]) -> str:
    return word[0] if word[0] in SMALL_WORDS else word[0][:1].upper() + word[0][1:]

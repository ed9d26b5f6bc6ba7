"""`Draft` takes the lines of a PO file one by one, carefully, and becomes the `Scanned` entry that they are.

The grammar is GNU gettext's (manual, "The Format of PO Files"), the strictness that of `msgfmt`: polib takes an
unclosed quote or a repeated entry without a word, stops at `#=`, and drops `#~|`.
"""

import re
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import HandoutsError, visible
from pipeline.model import Message, Previous

BLANK = " \t\r\v\f"
LONGEST = 20_000
"""Characters of a text: nobody writes more in one message, and a check may take time by the square of its length."""

_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[([0-9]{1,3})\])?[ \t]*(\".*)?")
_STRING = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"[ \t]*+')
_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9A-Fa-f]+|.)", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\", '"': '"'}
_CONFLICT = re.compile(r"<{7}(?: |$)|={7}$|>{7}(?: |$)|\|{7}(?: |$)")
_REFERENCE = re.compile("(?:\u2068[^\u2069]*\u2069|\\S)+")  # a name with spaces stands in isolates

_ISOLATES = dict.fromkeys((0x2068, 0x2069))
_UNSET, _MIXED = -1, -2  # for `body`

# The order in which the fields of an entry may come.
_ORDER = {"": 0, "msgctxt": 1, "msgid": 2, "msgid_plural": 3, "msgstr": 4}


class Scanned(NamedTuple):
    """An entry and its place: it is `text[start:end]`, from its first comment to its last quote.

    From `body` on stand only its previous text and its fields; `body` is negative where other comments come between.
    """

    message: Message
    start: int
    end: int
    body: int


class Draft:
    """An entry while its lines come in."""

    __slots__ = (
        "at", "body", "comments", "done", "extracted", "field", "flags", "line", "obsolete", "old", "old_field",
        "parts", "path", "plurals", "references", "start", "values",
    )  # fmt: skip

    def __init__(self, path: Path) -> None:
        self.path = path
        self.start = -1
        self.body = _UNSET
        self.line = 0
        self.at = 0  # the line of the field that is being read
        self.comments: list[str] = []
        self.extracted: list[str] = []
        self.references: list[str] = []
        self.flags: list[str] = []
        self.obsolete = False
        self.field = ""
        self.done = False  # whether it has a msgstr, so that the next comment or msgid begins another entry
        self.values: dict[str, list[str]] = {}
        self.plurals: list[list[str]] = []
        self.parts: list[str] | None = None  # the strings that a continuation line adds to
        self.old: dict[str, list[str]] = {}
        self.old_field = ""

    def ends_before(self, line: str) -> bool:
        """Say whether `line`, which comes after a msgstr, begins the next entry."""
        if self.obsolete and line.startswith("#~"):
            line = line[2:].lstrip(BLANK)
        return line.startswith(("#", "|", "msgid", "msgctxt"))

    def take(self, line: str, number: int, offset: int) -> None:
        """Add one line, stripped of blanks and not empty, that begins at `offset` of the text."""
        first = line[0]
        if first == '"':
            self._continue(line, number, obsolete=False)
            return
        if self.start < 0:
            self.start = offset
        if first != "#" or line.startswith(("#|", "#~")):
            if self.body == _UNSET:
                self.body = offset
        elif self.body != _UNSET:
            self.body = _MIXED
        if first == "m":
            self._keyword(line, number, obsolete=False)
        elif first == "#":
            self._comment(line, number)
        elif _CONFLICT.match(line):
            raise self._error(
                "A merge left its conflict marker.", number, "Choose one side and delete the lines with the markers."
            )
        else:
            raise self._junk(line, number)

    def _comment(self, line: str, number: int) -> None:
        kind = line[1:2]
        if kind == "~":
            rest = line[2:].lstrip(BLANK)
            if rest.startswith("|"):
                self._previous(rest[1:].lstrip(BLANK), number)
            elif rest.startswith('"'):
                self._continue(rest, number, obsolete=True)
            elif rest and rest[0] != "#":  # some tool writes "#~ # comment"; GNU reads it as a comment too
                self._keyword(rest, number, obsolete=True)
            return
        if self.field:
            raise self._error("A comment stands inside an entry.", number, "Move it before the entry.")
        if kind == ".":
            self.extracted.append(line[2:].removeprefix(" "))
        elif kind == ":":
            self.references += (found.translate(_ISOLATES) for found in _REFERENCE.findall(line[2:]))
        elif kind == "," or line.startswith("#= "):  # "#=" since gettext 0.26: "Evolution of the PO File Format"
            self.flags += (flag for part in line[2:].split(",") if (flag := part.strip()) and flag not in self.flags)
        elif kind == "|":
            self._previous(line[2:].lstrip(BLANK), number)
        else:
            self.comments.append(line[1:].removeprefix(" "))

    def _keyword(self, line: str, number: int, *, obsolete: bool) -> None:
        match = _KEYWORD.fullmatch(line)
        if not match:
            raise self._junk(line, number)
        name, index, string = match.groups()
        self._check_order(name, index, number)
        if self.field and obsolete != self.obsolete:
            raise self._mixed(number)
        self.obsolete = obsolete
        self.parts = []
        if index is not None:
            self.plurals.append(self.parts)
        else:
            self.values[name] = self.parts
        if name == "msgid":
            self.line = number
        self.field = name
        self.at = number
        self.done = name == "msgstr"
        if string:
            self._string(string, self.parts, number)

    def _check_order(self, name: str, index: str | None, number: int) -> None:
        field = self.field
        if field and self.parts == []:
            raise self._error(f"{field} has no text.", self.at, f'Write {field} "" for an empty one.')
        if index is not None:
            if name != "msgstr" or "msgid_plural" not in self.values:
                raise self._error(
                    f"{name}[{index}] needs a msgid_plural before it.",
                    number,
                    "Add it, or write msgstr without a number.",
                )
            if int(index) != len(self.plurals):
                raise self._error(
                    f"msgstr[{len(self.plurals)}] must come here, not msgstr[{index}].",
                    number,
                    "Number the plural forms from 0 without a gap.",
                )
        elif name == "msgstr" and "msgid_plural" in self.values:
            raise self._error("An entry with msgid_plural needs msgstr[0].", number, "Number its forms from 0.")
        elif name in self.values:
            raise self._error(f"{name} comes twice in one entry.", number, "Write msgstr before the next entry.")
        elif _ORDER[name] < _ORDER[field]:
            raise self._error(f"{name} must come before {field}.", number, "Move it up.")
        if name in {"msgid_plural", "msgstr"} and "msgid" not in self.values:
            raise self._error(f"{name} needs a msgid before it.", number, "Add the msgid.")

    def _continue(self, line: str, number: int, *, obsolete: bool) -> None:
        if self.parts is None:
            raise self._error("A text stands outside an entry.", number, "Write msgid or msgstr before it.")
        if obsolete != self.obsolete:
            raise self._mixed(number)
        self._string(line, self.parts, number)

    def _previous(self, rest: str, number: int) -> None:
        if self.field:
            raise self._error("A comment stands inside an entry.", number, "Move it before the entry.")
        if rest.startswith('"') and self.old_field:
            self._string(rest, self.old[self.old_field], number)
            return
        match = _KEYWORD.fullmatch(rest)
        if not match or match[1] == "msgstr" or match[2] or not match[3] or match[1] in self.old:
            raise self._junk(rest, number)
        self.old_field = match[1]
        self.old[self.old_field] = []
        self._string(match[3], self.old[self.old_field], number)

    def _string(self, line: str, parts: list[str], number: int) -> None:
        """Add what the quotes of `line` hold to `parts`."""
        if "\\" not in line and line.count('"') == 2 and line[-1] == '"':
            parts.append(line[1:-1])
            return
        position = 0
        while position < len(line):
            match = _STRING.match(line, position)
            if not match:
                raise self._error(
                    f"A quote is not closed: {visible(line)}." if line[position] == '"' else "Text follows the quote.",
                    number,
                    'Put " at both ends of the text, and write \\" for a quote inside it.',
                )
            parts.append(_ESCAPE.sub(lambda escape: self._unescape(escape, number), match[1]))
            position = match.end()

    def _unescape(self, escape: re.Match[str], number: int) -> str:
        code = escape[1]
        if code in ESCAPES:
            return ESCAPES[code]
        # C's numeric escapes stand for bytes; below 128 they are characters, too.
        value = int(code, 8) if code[0] in "01234567" else int(code[1:], 16) if code[0] == "x" and code[1:] else -1
        if 0 < value < 128:
            return chr(value)
        raise self._error(f"Unknown escape {visible(escape[0])}.", number, "Write \\\\ for a backslash.")

    def finish(self, end: int) -> Scanned:
        """Return the entry, whose last line ends at `end`. Raises HandoutsError where a part of it is missing."""
        if not self.done:
            raise self._error("The entry has no msgstr.", self.at, 'Add msgstr "".')
        if self.parts == []:
            raise self._error("msgstr has no text.", self.at, 'Write msgstr "" for an empty one.')
        values = {name: "".join(parts) for name, parts in self.values.items()}
        plural = values.get("msgid_plural")
        if plural == "":
            raise self._error("msgid_plural is empty.", self.line, "Give it a text, or make the entry a singular one.")
        if end - self.start > LONGEST:
            self._check_length()
        message = Message(
            values["msgid"],
            (values["msgstr"],) if plural is None else tuple("".join(parts) for parts in self.plurals),
            values.get("msgctxt"),
            plural,
            tuple(self.flags),
            tuple(self.comments),
            tuple(self.extracted),
            tuple(self.references),
            self._finish_previous() if self.old else None,
            self.obsolete,
            self.line,
        )
        return Scanned(message, self.start, end, self.body)

    def _check_length(self) -> None:
        texts = (*self.values.values(), *self.plurals)
        if any(sum(map(len, parts)) > LONGEST for parts in texts):
            raise self._error(f"A text of more than {LONGEST:,} characters.", self.line, "Make several messages of it.")

    def _finish_previous(self) -> Previous:
        old = {name: "".join(parts) for name, parts in self.old.items()}
        return Previous(old.get("msgid", ""), old.get("msgctxt"), old.get("msgid_plural"))

    def _mixed(self, number: int) -> HandoutsError:
        return self._error(
            "Some lines of the entry begin with #~ and some do not.", number, "Begin all of them with #~, or none."
        )

    def _junk(self, line: str, number: int) -> HandoutsError:
        return self._error(
            f"Not a line of a PO file: {visible(line)}.", number, 'Begin it with #, a keyword such as msgid, or ".'
        )

    def _error(self, message: str, number: int, hint: str = "") -> HandoutsError:
        return HandoutsError(message, file=self.path, line=number, hint=hint)

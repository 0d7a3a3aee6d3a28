"""Faults found in charter files: where, what, and how to cure them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

# Characters that can make a text look other than it is, or drive a terminal: controls (a line
# feed, a tab and CR LF excepted), line and paragraph separators, bidirectional overrides and
# isolates, surrogates, non-characters, and a byte order mark inside the text.
UNSAFE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    r"\ufeff\ufffe\uffff]|\r(?!\n)"
)
# UTF-16 and UTF-32 with a byte order mark, or a text in them that begins in ASCII.
_WIDE = re.compile(rb"\xff\xfe|\xfe\xff|\0\0\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0]|\0{3}.|.\0{3}")
_HEAD = re.compile(r"(?:[ \t]*(?:#.*)?\r?\n|%.*\n)*+")  # possessive: no way back to remember
_DIRECTIVE = re.compile(r"^%(?!YAML[ \t]+1\.2[ \t]*(?:#.*)?\r?$).*", re.MULTILINE)
_NEAR_MAX = 100  # a longer word is no slip of the pen, and to compare it is slow
_LIST_MAX = 12


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: its place (from 1; columns in characters), its code, and its cure."""

    file: str
    line: int
    column: int
    code: str
    what: str
    cure: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {self.what}"
        return escaped(f"{text}; {self.cure}" if self.cure else text)


def escaped(text: str) -> str:
    """Give the text on one line, with unsafe characters written as visible escapes."""
    text = text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def quoted(text: str, limit: int = 60) -> str:
    """Give the text as it may stand in a message: in quotes, on one line, and short."""
    return f'"{escaped(text if len(text) <= limit else text[: limit - 3] + "...")}"'


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Name the known word nearest to `word`, or all known words when they are few, or nothing."""
    words = sorted(set(known))
    folded: dict[str, str] = {}
    for each in words:
        folded.setdefault(each.casefold(), each)
    if len(word) <= _NEAR_MAX:
        near = difflib.get_close_matches(word.casefold(), folded, n=1)
        if near:
            return f'did you mean "{folded[near[0]]}"?'
    return f"one of: {', '.join(words)}" if 0 < len(words) <= _LIST_MAX else ""


class StopReadingError(Exception):
    """A fault, already reported, after which a text cannot be read further."""


class Faults:
    """The faults of one file, as they are found: at most `limit`, and a last one to say so."""

    def __init__(self, file: str, limit: int) -> None:
        self.file, self.limit = file, limit
        self.found: list[Fault] = []

    def add(self, place: tuple[int, int], code: str, what: str, cure: str = "") -> None:
        """Report a fault and go on."""
        if len(self.found) == self.limit:
            code, what, cure = "too-many", f"there are more than {self.limit} faults", ""
        if not self.full():
            self.found.append(Fault(self.file, *place, code, what, cure))

    def stop(self, place: tuple[int, int], code: str, what: str, cure: str) -> StopReadingError:
        """Report a fault that ends the reading, whatever the number of faults before it."""
        self.found.append(Fault(self.file, *place, code, what, cure))
        return StopReadingError()

    def full(self) -> bool:
        """Whether further faults are left out."""
        return len(self.found) > self.limit


def place_of(text: str, index: int) -> tuple[int, int]:
    """Give the line and column of a character of the text."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def decoded(data: bytes, faults: Faults) -> str:
    """Give the text of bytes that must be UTF-8."""
    if _WIDE.match(data):
        what = "the file is in UTF-16 or UTF-32"
        raise faults.stop((1, 1), "yaml-encoding", what, "save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        good = data[:at].decode("utf-8-sig")
        what = f"byte {at} of the file (0x{data[at]:02x}) is not UTF-8"
        place = place_of(good, len(good))
        raise faults.stop(place, "yaml-encoding", what, "save it as UTF-8") from None


def cleaned(text: str, faults: Faults) -> str:
    """Report each unsafe character, and replace it, so that the reading can go on."""
    if (nul := text.find("\0")) >= 0:
        what = "here is a NUL character: this is no text file"
        raise faults.stop(place_of(text, nul), "yaml-encoding", what, "save it as UTF-8 text")
    for found in UNSAFE.finditer(text):
        if faults.full():
            break
        what = f"the character U+{ord(found[0]):04X} is invisible and can mislead"
        faults.add(place_of(text, found.start()), "yaml-character", what, "remove it")
    return UNSAFE.sub("\ufffd", text)


def without_directives(text: str, faults: Faults) -> str:
    """Report each directive but %YAML 1.2, and make it a comment: parsers disagree about them."""
    end = head.end() if (head := _HEAD.match(text)) else 0
    for found in _DIRECTIVE.finditer(text, 0, end):
        if faults.full():
            break
        what = f"the directive {quoted(found[0].rstrip())} is not used"
        faults.add(place_of(text, found.start()), "yaml-directive", what, "remove the line")
    return _DIRECTIVE.sub(lambda found: f"#{found[0][1:]}", text[:end]) + text[end:]


@dataclass(frozen=True, slots=True)
class Syntax:
    """A syntax error in plain words; its place may be where the broken thing was opened."""

    code: str
    what: str
    cure: str
    at_opening: bool = False


def _opened(code: str, what: str, cure: str) -> Syntax:
    return Syntax(code, what, cure, at_opening=True)


_UNCLOSED = _opened("yaml-unclosed", "the list or mapping opened here is not closed", "close it")
_ESCAPE = Syntax(
    "yaml-escape",
    "in double quotes, a backslash is followed by no known escape",
    "double the backslash, or use single quotes",
)
_COLON = Syntax(
    "yaml-colon",
    "a colon with a space after it is not possible here",
    "quote the text that holds the colon, or correct the indentation",
)
# Fragments of the parser's message, which libyaml and PyYAML word differently; the first counts.
_SYNTAX = {
    "quoted scalar found unexpected": _opened(
        "yaml-unclosed-quote", "the quote opened here is not closed", "close it"
    ),
    "tag": Syntax("yaml-tag", "tags (!word) are not used", "remove it, or quote the text"),
    "escape": _ESCAPE,
    "hexadecimal": _ESCAPE,
    "hexdecimal": _ESCAPE,  # PyYAML's spelling
    "flow sequence": _opened(
        "yaml-unclosed-list",
        "the list opened here is not closed, or lacks a comma",
        "close it with ], put commas between its entries, quote texts that hold a comma, a colon or brackets",
    ),
    "flow mapping": _opened(
        "yaml-unclosed-mapping",
        "the mapping opened here is not closed, or lacks a comma",
        "close it with }, put commas between its entries, quote texts that hold a comma, a colon or brackets",
    ),
    "mapping values are not allowed": _COLON,
    "found unexpected ':'": _COLON,
    "directive": _opened("yaml-directive", "this line begins with %", "remove or quote it"),
    "sequence entries are not allowed": Syntax(
        "yaml-dash", "a list cannot begin here", "begin it on the next line, or quote the text"
    ),
    "could not find expected ':'": _opened(
        "yaml-no-colon",
        "this line is neither an entry nor part of one",
        'write "key: value", or indent it if it continues the text above',
    ),
    "alias": Syntax("yaml-alias", "aliases (*word) are not used", "write it out, or quote it"),
    "anchor": Syntax("yaml-anchor", "anchors (&word) are not used", "remove it, or quote it"),
    "block scalar": Syntax(
        "yaml-block", "the block of text begins wrongly", "write | or > alone, the text below it"
    ),
    "document start": Syntax(
        "yaml-after-end",
        "the document has ended before this",
        "correct the indentation; a file holds one document",
    ),
    "block": Syntax(
        "yaml-indentation",
        "this does not continue what stands above it",
        "correct the indentation; put whole texts in quotes, not parts of them",
    ),
}


def plain_syntax(message: str, char: str) -> Syntax:
    """Put a parser's message into plain words; `char` is what stands at its place, if anything."""
    if char == "\t":
        return Syntax("yaml-tab", "a tab stands where YAML allows spaces only", "use spaces")
    if "cannot start any token" in message:
        return Syntax("yaml-start", f"no value can begin with {quoted(char)}", "quote the text")
    if "node content" in message and not char:
        return _UNCLOSED
    if "node content" in message:
        return Syntax(
            "yaml-value", f"a value is expected before {quoted(char)}", "write or quote it"
        )
    expected = message.partition(", but ")[0]  # what follows is what PyYAML found in its place
    for fragment, syntax in _SYNTAX.items():
        if fragment in expected:
            return syntax
    return Syntax("yaml-syntax", f"this is not YAML: {message}", "quote the text")

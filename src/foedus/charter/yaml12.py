"""Read a YAML 1.2 file strictly: every value with its place, every fault with its cure."""

from __future__ import annotations

import hashlib
import pathlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import yaml

from foedus.charter.faults import (
    UNSAFE,
    Fault,
    Faults,
    StopReadingError,
    cleaned,
    decoded,
    place_of,
    plain_syntax,
    quoted,
    without_directives,
)

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]

# The parser in C is many times faster. Each refuses a few odd forms that the other takes (in Python:
# a tab after "key:", an unquoted "?" within brackets); what both take, they read alike.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_CASED = {word: _WORDS[word.lower()] for word in ("Null", "NULL", "True", "TRUE", "False", "FALSE")}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|0o[0-7]+|0x[0-9a-fA-F]+"
)
_STARTS = frozenset(["", *"~ntfNTF+-.0123456789"])  # of all that is not simply text
_DIGITS_MAX = 100  # the time to read a number grows with the square of its length


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep reading short and small, whatever the file holds."""

    size: int = 2 * 1024 * 1024  # bytes
    depth: int = 40  # mappings and lists within each other
    nodes: int = 200_000
    scalar: int = 64 * 1024  # characters of one text
    faults: int = 1_000


_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Source:
    """One file, read: its value, and where in the text each part of it stands."""

    file: str
    value: object
    marks: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    digest: str  # SHA-256 of the bytes, in hexadecimal
    data: bytes = b""  # the bytes themselves, as they were read

    def where(self, path: Path) -> Place:
        """Give the place of a value, or of the nearest value around it that exists."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def key_where(self, path: Path) -> Place:
        """Give the place of an entry's key; of what has none, as `where` does."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.keys.get(path) or self.where(path)


def read_file(
    path: pathlib.Path, shown: str, root: pathlib.Path, limits: Limits = _LIMITS
) -> tuple[Source | None, tuple[Fault, ...]]:
    """Read a regular file below `root`, called `shown` in faults; follow no symbolic link."""
    try:
        why = _unreadable(path, root)
        if not why:
            # A file held open cannot be examined without `os`, which charters may not use; hence
            # a look before and after. It also finds a file that was being written.
            before = path.lstat()
            with path.open("rb") as file:
                data = file.read(limits.size + 1)
            looks = {(s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns) for s in (before, path.lstat())}
            if len(looks) == 1:
                return read_text(shown, data, limits)
            why = "file-changed", "the file changed while it was read", "read it again"
    except OSError as error:
        what = f"the file cannot be read: {error.strerror or error}"
        why = "file-unreadable", what, "check its permissions"
    return None, (Fault(shown, 1, 1, *why),)


def _unreadable(path: pathlib.Path, root: pathlib.Path) -> tuple[str, str, str] | None:
    here = root.absolute()
    parts = path.absolute().parts[len(here.parts) :]
    if path.absolute() != here.joinpath(*parts) or ".." in parts:
        return "file-outside", f"the file is outside {quoted(here.name)}", "move it inside"
    for part in parts:
        here /= part
        if here.is_symlink():
            return "file-link", f"{quoted(part)} is a symbolic link", "put the file itself here"
    if not here.exists():
        return "file-missing", "there is no such file", "check its name"
    if not here.is_file():  # asked before opening: to open a pipe is to wait for its writer
        return "file-kind", "this is no regular file", "put a text file here"
    return None


def read_text(
    file: str, text: str | bytes, limits: Limits = _LIMITS
) -> tuple[Source | None, tuple[Fault, ...]]:
    """Read a text; the source is missing if the text is not YAML or is beyond the limits."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    faults = Faults(file, limits.faults)
    reading = _Reading(faults, limits)
    try:
        if len(data) > limits.size:
            what = f"the file has more than {limits.size} bytes"
            raise faults.stop((1, 1), "yaml-size", what, "divide it")
        text = decoded(data, faults) if isinstance(text, bytes) else text.removeprefix("\ufeff")
        text = cleaned(text, faults)
        # A last line without a line end must read like one with it.
        text = text if text.endswith("\n") else text + "\n"
        reading.compose(without_directives(text, faults))
    except StopReadingError:
        reading.sound = False
    found = tuple(sorted(faults.found))
    if not reading.sound:
        return None, found
    digest = hashlib.sha256(data).hexdigest()
    return Source(file, reading.value, reading.root.marks, reading.root.keys, digest, data), found


@dataclass(slots=True)
class _Frame:
    """A mapping, a list or (with no `into`) the document, while it is open."""

    into: dict[str, object] | list[object] | None
    path: Path
    marks: dict[Path, Place]
    keys: dict[Path, Place]
    key: str | None = None  # of the value that comes next in a mapping
    thrown: bool = False  # that value has no good key: it is read for its faults only

    def put(self, value: object, place: Place) -> tuple[Path, dict[Path, Place], dict[Path, Place]]:
        """Store a value; give its path, and where the places inside it are to be noted."""
        path, marks, keys = self.path, self.marks, self.keys
        if self.thrown:
            path, marks, keys, self.thrown = (), {}, {}, False
        elif isinstance(self.into, list):
            path = (*path, len(self.into))
            self.into.append(value)
        elif self.into is not None and self.key is not None:
            path = (*path, self.key)
            self.into[self.key], self.key = value, None
        marks[path] = place
        return path, marks, keys


class _Reading:
    """The reading of one text into a value, its places and its faults."""

    def __init__(self, faults: Faults, limits: Limits) -> None:
        self.faults, self.limits, self.sound, self.nodes = faults, limits, True, 0
        self.value: object = None
        self.root = _Frame(None, (), {(): (1, 1)}, {})
        self.stack = [self.root]

    def compose(self, text: str) -> None:
        documents = 0
        for event in self.events(text):
            if isinstance(event, yaml.NodeEvent):
                self.node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.stack.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    what = "a second document begins here; a file holds one"
                    self.faults.add(_place(event), "yaml-documents", what, "make it another file")
                    return
        if not documents:
            self.faults.add((1, 1), "yaml-empty", "the file is empty", "write or delete it")

    def events(self, text: str) -> Iterator[yaml.Event]:
        try:
            loader = _LOADER(text)
            while (event := loader.get_event()) is not None:
                yield event
        except yaml.MarkedYAMLError as error:
            raise self.syntax(error, text) from None
        except (yaml.YAMLError, ValueError, OverflowError):  # the parser in Python, at a bad \U
            syntax = plain_syntax("escape", "")
            raise self.faults.stop(self.opened(), syntax.code, syntax.what, syntax.cure) from None

    def syntax(self, error: yaml.MarkedYAMLError, text: str) -> StopReadingError:
        message = f"{error.context} {error.problem}"
        index = error.problem_mark.index if error.problem_mark else 0
        syntax = plain_syntax(message, text[index : index + 1])
        what, place = syntax.what, place_of(text, index)
        if syntax.at_opening:
            # Where a value should begin, the parser does not know which bracket is open.
            mark = None if "node" in message else error.context_mark
            opened = (mark.line + 1, mark.column + 1) if mark else self.opened()
            if place[0] > opened[0] + 1:
                what = f"{what} (noticed in line {place[0]})"
            place = opened
        elif syntax.code == "yaml-escape":
            place = place_of(text, max(0, text.rfind("\\", 0, index + 1)))
        return self.faults.stop(place, syntax.code, what, syntax.cure)

    def opened(self) -> Place:
        frame = self.stack[-1]
        return frame.marks[frame.path]

    def node(self, event: yaml.NodeEvent) -> None:
        place = _place(event)
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            what = f"the file has more than {self.limits.nodes} values"
            raise self.faults.stop(place, "yaml-nodes", what, "divide it")
        self.ornaments(event, place)
        frame = self.stack[-1]
        if isinstance(frame.into, dict) and frame.key is None and not frame.thrown:
            self.key(event, frame, place)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open(event, frame, place)
        else:
            value = self.scalar(event, place) if isinstance(event, yaml.ScalarEvent) else None
            if frame is self.root:
                self.value = value
            frame.put(value, place)

    def open(self, event: yaml.CollectionStartEvent, frame: _Frame, place: Place) -> None:
        if len(self.stack) > self.limits.depth:
            what = f"more than {self.limits.depth} mappings and lists within each other"
            raise self.faults.stop(place, "yaml-depth", what, "write it flatter")
        into: dict[str, object] | list[object]
        into = {} if isinstance(event, yaml.MappingStartEvent) else []
        if frame is self.root:
            self.value = into
        self.stack.append(_Frame(into, *frame.put(into, place)))

    def ornaments(self, event: yaml.NodeEvent, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            what = f"the alias {quoted(f'*{event.anchor}')} is not read"
            self.faults.add(place, "yaml-alias", what, "write out what it stands for")
        elif event.anchor is not None:
            what = f"the anchor {quoted(f'&{event.anchor}')} is not read"
            self.faults.add(place, "yaml-anchor", what, "remove it")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            what = f"the tag {quoted(event.tag)} is not read"
            self.faults.add(place, "yaml-tag", what, "remove it; put quotes around a text")

    def key(self, event: yaml.NodeEvent, frame: _Frame, place: Place) -> None:
        frame.thrown = True  # until the key proves good
        if isinstance(event, yaml.CollectionStartEvent):
            what = "a mapping or list cannot be a key"
            self.faults.add(place, "yaml-key", what, "write a word, or quote the whole key")
            self.open(event, frame, place)
            frame.thrown = True  # what the faulty key leads to, too
        if not isinstance(event, yaml.ScalarEvent):
            return
        text = self.text(event, place)
        if not event.style and text == "<<":
            self.faults.add(place, "yaml-merge", "merge keys (<<) are not read", "write it out")
            return
        if not event.style and not _is_name(text):
            what = f"the key {quoted(text)} is not a text" if text else "here is a key missing"
            cure = f"write it in quotes: {quoted(text)}" if text else "write it before the colon"
            self.faults.add(place, "yaml-key", what, cure)
        path = (*frame.path, text)
        if first := frame.keys.get(path):
            what = f"{quoted(text)} stands here a second time, first in line {first[0]}"
            self.faults.add(place, "yaml-duplicate", what, "keep one of them")
            return
        frame.keys[path] = place
        frame.key, frame.thrown = text, False

    def scalar(self, event: yaml.ScalarEvent, place: Place) -> object:
        text = self.text(event, place)
        if event.style or text[:1] not in _STARTS:
            return text
        value, fault = _resolved(text)
        if fault:
            self.faults.add(place, *fault)
        return value

    def text(self, event: yaml.ScalarEvent, place: Place) -> str:
        text = event.value
        if len(text) > self.limits.scalar:
            what = f"the text is longer than {self.limits.scalar} characters"
            self.faults.add(place, "yaml-length", what, "divide it")
            self.sound = False
        elif event.style == '"' and (found := UNSAFE.search(text)):
            what = f"an escape in here gives U+{ord(found[0]):04X}, which is invisible"
            self.faults.add(place, "yaml-character", what, "remove it")
        return text


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _is_name(text: str) -> bool:
    """Whether a key without quotes is a text; whole numbers are let through as their digits."""
    return (
        text[:1] not in _STARTS
        or _INTEGER.fullmatch(text) is not None
        or _resolved(text) == (text, None)
    )


def _resolved(text: str) -> tuple[object, tuple[str, str, str] | None]:
    """Give the value of a text without quotes, by the core schema, and its fault if it has one."""
    if text in _WORDS:
        return _WORDS[text], None
    if text in _CASED:
        what = f"{text} may be meant as a text or not"
        return _CASED[text], ("yaml-capitals", what, f"write {text.lower()}, or quote the text")
    if _INTEGER.fullmatch(text):
        if len(text) <= _DIGITS_MAX:
            return int(text), None
        what = f"the number has more than {_DIGITS_MAX} digits"
        return text, ("yaml-number", what, "write it smaller, or quote the text")
    if _FLOAT.fullmatch(text):
        return text, ("yaml-number", f"{quoted(text)} is not an exact number", _exact(text))
    return text, None


def _exact(text: str) -> str:
    """Say how to write exactly what an inexact number means."""
    if len(text) > _DIGITS_MAX or text.lower().endswith(("inf", "nan")):
        return "leave it out, or quote the text"
    if text[1:2] in ("o", "x"):
        return f"write {int(text, 0)}, or quote the text"
    example = "3/2" if "e" in text.lower() else Fraction(text)
    return f"write an exact fraction such as {example}, or quote the text"

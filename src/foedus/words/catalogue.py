"""The texts of one language: read from its file, filled in, and in the right number."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TypeAlias

Text: TypeAlias = str | tuple[str, ...]
_PLACEHOLDER = re.compile(r"\{([a-z_-]+)\}")
_TEENS = range(11, 15)


@cache
def languages() -> tuple[str, ...]:
    """List the languages there are, by their files."""
    found = (file.name for file in files(__package__).iterdir())
    return tuple(sorted(name[:-5] for name in found if name.endswith(".toml")))


@cache
def catalogue(language: str) -> Catalogue:
    """Give the texts of a language; each is read once."""
    text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Catalogue(language, dict(_flat(tomllib.loads(text), "")))


def _flat(table: Mapping[str, object], above: str) -> Iterator[tuple[str, Text]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        elif isinstance(value, list):
            yield f"{above}{key}", tuple(str(each) for each in value)
        else:
            yield f"{above}{key}", str(value)


def placeholders(text: str) -> set[str]:
    """Name what a text leaves to be filled in.

    >>> sorted(placeholders("{who} owes {to}"))
    ['to', 'who']
    """
    return set(_PLACEHOLDER.findall(text))


def _ended(text: str) -> str:
    """End with one full stop where an abbreviation brings its own."""
    return text[:-1] if text.endswith("..") and not text.endswith("...") else text


class Catalogue:
    """The texts of one language by dotted key."""

    def __init__(self, language: str, texts: Mapping[str, Text]) -> None:
        self.language, self.texts = language, texts

    def say(self, key: str, **details: str) -> str:
        """Give a text with its details filled in; one that is missing is our own mistake."""
        text = self.texts[key]
        if isinstance(text, tuple):
            raise TypeError(f"{key} is a list of texts")
        return _ended(_PLACEHOLDER.sub(lambda found: details[found[1].replace("-", "_")], text))

    def first(self, key: str, details: Mapping[str, str]) -> str:
        """Give the first text of a list for which every detail is known."""
        known = {name for name, value in details.items() if value}
        for text in self.forms(key):
            if placeholders(text) <= known:
                return _ended(_PLACEHOLDER.sub(lambda found: details[found[1]], text))
        raise KeyError(key)

    def forms(self, key: str) -> tuple[str, ...]:
        """Give a list of texts: variants, the forms of a word, the months."""
        text = self.texts[key]
        return text if isinstance(text, tuple) else (text,)

    def either(self, group: str, word: str) -> str:
        """Give the text of a word in a group; a word that the catalogue lacks, as it is."""
        text = self.texts.get(f"{group}.{word}")
        return text if isinstance(text, str) else word.replace("-", " ")

    def counted(self, key: str, number: int, case: str = "") -> str:
        """Give a number with its noun: ``2 hours``, ``5 часов``.

        >>> catalogue("ru").counted("span.hour", 21)
        '21 час'
        >>> [catalogue("ru").counted("span.minute", n, "accusative") for n in (1, 3, 12)]
        ['1 минуту', '3 минуты', '12 минут']
        """
        declined = f"{key}-{case}"
        forms = self.forms(declined if declined in self.texts else key)
        return f"{number} {forms[self._form(number)]}"

    def _form(self, number: int) -> int:
        if self.texts["language.rule"] == "one-few-many":
            if number % 100 in _TEENS or number % 10 in (0, 5, 6, 7, 8, 9):
                return 2
            return 0 if number % 10 == 1 else 1
        return 0 if number == 1 else 1

    def listed(self, items: Iterable[str], joint: str = "and") -> str:
        """Join as the language does.

        >>> catalogue("en").listed(["A", "B", "C"])
        'A, B and C'
        >>> catalogue("ru").listed(["A", "B", "C"], "or")
        'A, B или C'
        """
        *rest, last = tuple(items) or ("",)
        return f"{', '.join(rest)}{self.say(f'language.{joint}')}{last}" if rest else last

    def quoted(self, text: str) -> str:
        """Put a text into the language's quotation marks."""
        return f"{self.say('language.open')}{text}{self.say('language.close')}"


def sentence(text: str) -> str:
    """Begin with a capital letter.

    >>> sentence("обязательство")
    'Обязательство'
    """
    return text[:1].upper() + text[1:]

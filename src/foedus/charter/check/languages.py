"""Every text is there in every language of the charter, and in its own letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from foedus.charter.charter import Charter
from foedus.charter.check.spots import HOUSE_FILE, Finding, Spot, Texts, spots, walk
from foedus.charter.faults import did_you_mean, quoted
from foedus.charter.read import STATES_FOLDER

NAME = "languages"

NOT_TEXTS = frozenset(
    {"alphabets", "cells", "flags", "for_", "if_says", "roles", "since", "values"}
)
"""Mappings from word to word that are no texts in languages."""

_SCRIPTS = {
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"), "CYRILLIC"),
    **dict.fromkeys(("de", "en", "es", "fr", "it", "pl", "pt", "sq", "tr", "uz"), "LATIN"),
    "ar": "ARABIC",
    "el": "GREEK",
    "fa": "ARABIC",
    "hy": "ARMENIAN",
    "ka": "GEORGIAN",
}


def check(charter: Charter, texts: Texts) -> Iterator[Finding]:
    """Find texts that lack a language, are empty, or stand under another language's name."""
    wanted = charter.header.languages
    for spot in spots(charter):
        if is_text(spot):
            yield from _text(spot, wanted, exactly=spot.file != HOUSE_FILE)
    for party in charter.parties.parties:
        if party in charter.states:
            root = Spot(_file_of(texts, party), ("states", party), charter.states[party])
            for spot in walk(root):
                if is_text(spot) and spot.of in ("short", "full"):
                    yield from _text(spot, wanted, exactly=False)


def is_text(spot: Spot) -> bool:
    """Tell whether a spot is a text in languages: a mapping of words to words that is no other."""
    value = spot.value
    return (
        isinstance(value, dict)
        and bool(value)
        and spot.of not in NOT_TEXTS
        and all(isinstance(each, str) for each in value.values())
    )


def _text(spot: Spot, wanted: list[str], *, exactly: bool) -> Iterator[Finding]:
    value = spot.value if isinstance(spot.value, dict) else {}
    missing = [language for language in wanted if language not in value]
    for language, text in value.items():
        at = Spot(spot.file, (*spot.path, language), text, spot.owner, spot.of, spot)
        if language not in wanted and exactly:
            near = did_you_mean(language, missing or wanted)
            missing = [each for each in missing if f'"{each}"' not in near]
            what = f'"{language}" is not a language of this charter'
            yield Finding(at, "language-undeclared", what, near, key=True)
        elif not text.strip():
            yield Finding(at, "text-empty", f'the text in "{language}" is empty', "write it")
        elif not _in_script(language, text):
            script = _SCRIPTS[language].capitalize()
            what = f'the text {quoted(text, 30)} is under "{language}", and has no {script} letter'
            yield Finding(at, "text-script", what, "write it in that language")
    for language in missing:
        what = f'the text is missing in "{language}"'
        yield Finding(spot, "language-missing", what, f"add: {language}: ...")


def _in_script(language: str, text: str) -> bool:
    """Tell whether a text has a letter of its language's script, or no letter at all."""
    script = _SCRIPTS.get(language)
    letters = [letter for letter in text if letter.isalpha()]
    if script is None or not letters:
        return True
    return any(unicodedata.name(letter, "").startswith(script) for letter in letters)


def _file_of(texts: Texts, code: str) -> str:
    """Give the file in which a state is named."""
    for file, text in texts.items():
        states = text.value.get("states") if isinstance(text.value, dict) else None
        if file.startswith(f"{STATES_FOLDER}/") and isinstance(states, dict) and code in states:
            return file
    return f"{STATES_FOLDER}/states.yaml"

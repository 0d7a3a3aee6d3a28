"""Which mappings of the language may stand at a place of a file, by the models themselves."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, Tag

from foedus.charter.model.values import hyphenated

Form: TypeAlias = tuple[str, Any]
"""A form that a value may have: how the model calls it, and its type."""


def forms(kind: Any) -> Iterator[Form]:  # noqa: ANN401 - any annotation of a model
    """Give the forms of an annotation: the members of a union, each by its tag or its name."""
    while get_origin(kind) is Annotated:
        kind, *marks = get_args(kind)
        tag = next((mark.tag for mark in marks if isinstance(mark, Tag)), "")
        if tag:
            yield tag, kind
            return
    if get_origin(kind) in (Union, types.UnionType):
        for each in get_args(kind):
            yield from forms(each)
    elif kind is not type(None):
        yield getattr(kind, "__name__", str(kind)), kind


def leaves(kind: Any) -> Iterator[Any]:  # noqa: ANN401 - any annotation of a model
    """Give the types that an annotation comes down to, whatever the tags on the way."""
    for _, form in forms(kind):
        origin: object = get_origin(form)
        if origin in (Annotated, Union, types.UnionType):
            yield from leaves(form)
        else:
            yield form


def inside(kinds: list[Any], part: str | int) -> list[Any]:
    """Give the annotations of what stands in a value, under a word or a number."""
    found: list[Any] = []
    for kind in (leaf for each in kinds for leaf in leaves(each)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = kind.model_fields.items()
            found += [info.annotation for name, info in fields if hyphenated(name) == part]
        elif isinstance(kind, types.GenericAlias):  # of a mapping or a list
            found.append(get_args(kind)[-1])
    return found


def called(kinds: list[Any], label: str) -> list[Any]:
    """Give those of the annotations that the model calls so; all where it calls none so."""
    made = [form for each in kinds for form in forms(each)]
    named = [kind for name, kind in made if name == label or label.startswith(f"{name}[")]
    return named or [kind for _, kind in made]


def words(kinds: list[Any]) -> list[str]:
    """Give the words that a mapping may have here."""
    models = [kind for each in kinds for kind in leaves(each)]
    return [
        hyphenated(name)
        for kind in models
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name in kind.model_fields
    ]


def tags(kinds: list[Any]) -> list[str]:
    """Give the words by which the forms of a mapping are told apart."""
    return [name.removeprefix("§") for each in kinds for name, _ in forms(each)]

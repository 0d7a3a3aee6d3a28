"""Every topic of every shipped charter can be read aloud in both languages."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from walks import charter

from foedus.charter.read import names
from foedus.law import Law
from foedus.words import Wording, languages
from foedus.words.aloud import NAMED, TOPICS, Aloud, Item, UnnamedError

ON = dt.date(2020, 6, 1)
LEFT = re.compile(r"\{[a-z_-]+\}|None|<.*object|model_")


def aloud(name: str, language: str) -> Aloud:
    law = Law(charter(name))
    return Aloud(Wording(law.charter, language), law, ON)


def every(items: list[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from every(list(item.items))


def check(items: list[Item]) -> None:
    for item in every(items):
        assert item.text
        assert not LEFT.search(item.text), item.text
        assert bool(item.under) == bool(item.place) or item.id == item.place


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["lab", *names()])
def test_every_topic_is_read(name: str, language: str) -> None:
    reader = aloud(name, language)
    for topic in TOPICS.values():
        check(topic(reader))
    known = {
        "procedure": list(reader.charter.procedures),
        "rule": list(reader.charter.rules.rules),
        "doubt": list(reader.charter.doubts.doubts),
        "provision": list(reader.charter.places()),
    }
    assert known.keys() == NAMED.keys()
    for topic, things in known.items():
        for thing in things:
            items = NAMED[topic](reader, thing)
            assert items
            check(items)


@pytest.mark.parametrize("topic", NAMED)
def test_what_is_not_there_is_named(topic: str) -> None:
    with pytest.raises(UnnamedError) as caught:
        NAMED[topic](aloud("lab", "en"), "nothing/such")
    assert caught.value.known


def test_members_are_those_of_the_day() -> None:
    law = Law(charter("lab"))
    wording = Wording(law.charter, "en")
    before = TOPICS["members"](Aloud(wording, law, dt.date(2014, 12, 31)))
    after = TOPICS["members"](Aloud(wording, law, dt.date(2015, 1, 1)))
    assert [item.id for item in before] == ["XA", "XB", "XC", "XD"]
    assert [item.id for item in after] == ["XA", "XB", "XC"]
    assert before[0].place == "pact/1"
    assert before[0].mark == "text, seen"


@pytest.mark.parametrize("language", languages())
def test_the_procedures_of_the_house_are_read_by_name_and_not_listed(language: str) -> None:
    reader = aloud("_template", language)
    assert {item.id for item in TOPICS["procedures"](reader)} == {"alarm"}
    for name in reader.charter.house_procedures:
        items = NAMED["procedure"](reader, name)
        check(items)
        steps = reader.charter.house_procedures[name].steps
        ids = {item.id for item in every(items)}
        assert {f"{name}/{step}/credentials" for step in steps} <= ids

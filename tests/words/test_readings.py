"""Conditions over readings are as short as they can be, and never say too much."""

import itertools

from walks import charter

from foedus.law.state import Branch, Matter
from foedus.words import Wording
from foedus.words.readings import among, condition

WORDING = Wording(charter("lab"), "en")
PRODUCT = [{"p": p, "q": q} for p, q in itertools.product("ab", "xyz")]


def test_all_is_no_condition() -> None:
    assert among(WORDING, PRODUCT, PRODUCT) == ""


def test_one_doubt_decides() -> None:
    these = [each for each in PRODUCT if each["q"] in "xy"]
    assert among(WORDING, these, PRODUCT) == "“x” or “y”"


def test_two_doubts_together() -> None:
    these = [each for each in PRODUCT if each["p"] == "a" and each["q"] != "z"]
    assert among(WORDING, these, PRODUCT) == "“a” and “x” or “y”"


def test_what_is_no_product_is_told_one_by_one() -> None:
    these = [PRODUCT[0], PRODUCT[4]]
    assert among(WORDING, these, PRODUCT) == "“a” and “x”; “b” and “y”"


def test_a_doubt_met_in_some_branches_only() -> None:
    every = [{"p": "a", "q": "x"}, {"p": "a", "q": "y"}, {"p": "b"}]
    assert among(WORDING, every[2:], every) == "“b”"
    assert among(WORDING, every[:2], every) == "“a”"
    assert among(WORDING, every[:1], every) == "“x”"


def test_branches_of_a_matter() -> None:
    matter = Matter("M", "help", 0, 1, 0, "XA", "XA")
    matter.branches = {"p=a": Branch({"p": "a"}), "p=b": Branch({"p": "b"})}
    assert condition(WORDING, matter, ["p=b"]) == "“b”"
    assert condition(WORDING, matter, ["p=a", "p=b"]) == ""

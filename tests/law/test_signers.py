"""Who signs: what opens a record, which keys count, and what somebody tries who may not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mission import DAY, LETTER, MINUTE, NOON, Mission, appointed, key, opened
from msgspec.structs import replace as changed
from scene import amended
from walks import charter

from foedus.acts import Act, keys
from foedus.law import Law, State, admit, apply, contestable, keys_of, lost_keys, may
from foedus.law.dump import state_bytes
from foedus.law.people import ON_PEOPLE


def names(found) -> set[str]:
    """Give the words from which the keys found were made."""
    words = ["olga", "pavel", "ivan", "maria", "boris", "phone", "tablet", "other", "desk"]
    known = {keys.fingerprint(key(word)): word for word in words}
    assert all(keys.fingerprint(keys.key_text(raw)) == print_ for print_, raw in found.items())
    return {known[each] for each in found}


def fresh() -> Mission:
    return Mission(Law(charter("_template")))


# ------------------------------------------------------------------ the opening


def test_the_opening_says_by_which_law_and_who_keeps_it():
    made = opened("olga", "pavel desk")
    people = made.state.people
    assert (people.charter, people.digest) == ("_template", made.law.charter.digest)
    assert (people.origin, people.world, people.clerk, people.opened) == (
        "here",
        "live",
        "clerk",
        NOON,
    )
    assert list(people.missions["registrar"].persons) == ["olga", "pavel"]


@pytest.mark.parametrize(
    ("other", "code", "place"),
    [
        ({"charter": "csto"}, "other-law", "house/record"),
        ({"charter-digest": "00"}, "other-law", "house/record"),
        ({"semantics": 2}, "other-law", "house/record"),
        ({"origin": "there"}, "other-record", "house/record"),
        ({"world": "exercise"}, "other-record", "house/record"),
        ({"officers": (f"olga {key('x')}", f"pavel {key('x')}")}, "key-in-use", "house/credentials"),
        ({"officers": (f"pavel {key('x')}",)}, "unknown-signer", "house/signers"),
        ({"officers": ("olga",)}, "field-kind", "house/fields"),
        ({"officers": (f"Olga {key('x')}",)}, "field-kind", "house/fields"),
        ({"officers": ()}, "field-kind", "house/fields"),
        ({"clerk": ("a", "b")}, "field-kind", "house/fields"),
    ],
)  # fmt: skip
def test_an_opening_that_is_not_so_is_refused(other, code, place):
    made = fresh()
    outcome = made.enter(made.genesis("olga", **other))
    assert (outcome.code, outcome.under.place, outcome.effects) == (code, place, ())
    assert made.state.people is None


def test_an_opening_is_signed_and_the_first_entry():
    made = fresh()
    assert made.enter(changed(made.genesis("olga"), signer=None)).code == "signer-missing"
    # What was refused is an entry too.
    assert made.enter(made.genesis("olga")).code == "record-begun"
    again = opened()
    assert again.enter(again.genesis("olga")).code == "record-begun"


def test_one_officer_may_stand_there_alone_as_a_text():
    made = fresh()
    act = made.genesis("olga")
    act = changed(act, fields={**act.fields, "officers": act.fields["officers"][0]})
    assert names(keys_of(made.state, act, NOON)) == {"olga"}
    assert made.enter(act).answer == "admitted"


def test_every_act_is_of_the_record_and_has_seen_no_more_than_there_is():
    made = appointed()
    say = ("XA", "ivan", "credentials accredit")
    assert made.judge(*say, person="ivan", origin="there").code == "other-record"
    assert made.judge(*say, person="ivan", world="exercise").code == "other-record"
    assert made.judge(*say, person="ivan", seen=3).code == "seen-ahead"
    assert made.judge(*say, person="ivan", seen=2).answer == "admitted"


def test_without_a_record_nothing_is_asked_of_acts_that_nobody_signs():
    made = fresh()
    assert made.do("XA", None, "alarm raise", water="high").answer == "admitted"
    assert made.do("XA", "ivan", "alarm raise", of="F2", water="high").code == "record-not-open"
    assert made.do("XA", None, "credentials recall", person="ivan").code == "record-not-open"
    assert made.state.people is None


# ------------------------------------------------------------------ who speaks


def test_an_officer_speaks_for_everybody_only_where_nothing_is_live():
    said = ("XA", "olga", "alarm raise")
    assert opened().judge(*said, water="high").code == "not-accredited"
    for world in ("exercise", "reconstruction"):
        made = opened(world=world)
        assert made.judge(*said, water="high").answer == "admitted"
        assert made.judge("nobody", "olga", "alarm raise", water="high").code == "unknown-actor"


def test_an_officer_who_was_recalled_speaks_for_nobody():
    made = opened("olga", "pavel", world="exercise")
    made.must("registrar", "olga", "credentials recall", person="pavel")
    assert made.judge("XA", "pavel", "alarm raise", water="high").code == "not-accredited"
    assert made.judge("registrar", "pavel", "credentials recall", person="olga").code == (
        "no-longer-accredited"
    )


def test_a_focal_point_signs_what_its_guard_lets_him_and_no_more():
    made = appointed()
    assert made.judge("XA", "ivan", "alarm raise", water="high").code == "not-accredited"
    made.must("XA", "ivan", "credentials accredit", person="maria", key=key("maria"))
    assert made.judge("XA", "ivan", "credentials state", text="x").code == "not-accredited"
    assert made.judge("XA", "maria", "credentials state", text="x").answer == "admitted"


VOTE = """
steps:
  begin:
    {names: {en: x, ru: x}, by: members, from: start, to: first, under: pact/7, puts: {to: council, rule: heavy}}
  lend:
    {names: {en: x, ru: x}, by: members, from: first, under: pact/7, says: {person: {is: person}},
     guards: [{signer: named-person}], credentials: recall}
"""


def test_any_charter_may_use_the_words_and_they_open_nothing_else():
    """A question in a procedure about persons: only who is accredited answers it."""
    made = appointed(name="lab")
    law = Law(amended(charter("lab"), VOTE))
    made.law = law
    made.must("XA", "ivan", "credentials accredit", person="maria", key=key("maria"))
    made.must("XA", "ivan", "credentials accredit", person="peter", key=key("peter"))
    made.must("XA", "maria", "toy begin", of="T")
    made.must("XA", "peter", "toy lend", of="T", person="peter")
    for name, code in (("peter", "no-longer-accredited"), ("ivan", "not-accredited")):
        said = {"position": "yes", "person": name}
        assert made.judge("XA", name, "toy position", of="T", **said).code == code
    assert made.judge("XA", "maria", "toy position", of="T", position="yes").code is None


def test_the_words_change_nothing_where_no_record_was_opened():
    law = Law(amended(charter("lab"), VOTE))
    made = Mission(law)
    made.must("XA", None, "toy begin", of="T")
    made.must("XA", None, "toy lend", of="T", person="peter")
    assert made.state.people is None


# ------------------------------------------------------------------ keys


def test_the_keys_are_those_of_the_person_for_the_actor_at_the_hour():
    made = appointed()
    made.must("XA", "ivan", "credentials accredit", person="maria", key=key("phone"))
    made.must("XA", "maria", "credentials enrol", person="maria", key=key("tablet"))
    act = made.act("XA", "maria", "alarm raise", water="high")
    enrolled = made.hour
    assert names(keys_of(made.state, act, enrolled)) == {"phone", "tablet"}
    assert names(keys_of(made.state, act, enrolled - 1)) == {"phone"}
    made.must("XA", "maria", "credentials revoke", person="maria", key=key("phone"))
    assert names(keys_of(made.state, act, made.hour - 1)) == {"phone", "tablet"}
    assert names(keys_of(made.state, act, made.hour)) == {"tablet"}
    assert keys_of(made.state, changed(act, signer=None), made.hour) == {}
    assert keys_of(made.state, changed(act, signer="nobody"), made.hour) == {}


def test_the_opening_is_signed_with_a_key_that_it_names_itself():
    made = fresh()
    act = made.genesis("olga", "pavel desk", signer="pavel")
    assert names(keys_of(made.state, act, NOON)) == {"desk"}
    assert keys_of(made.state, changed(act, signer="ivan"), NOON) == {}
    assert keys_of(made.state, changed(act, procedure="alarm"), NOON) == {}
    broken = changed(act, fields={**act.fields, "officers": ("pavel x", 7)})
    assert keys_of(made.state, broken, NOON) == {}
    made.enter(act)
    assert names(keys_of(made.state, act, NOON)) == {"desk"}  # as any act of the registrar


def test_nobody_is_another_missions_delegate_by_name():
    """XB calls somebody maria, with a key of its own, and tries to speak for XA."""
    made = appointed()
    made.must("XA", "ivan", "credentials accredit", person="maria", key=key("phone"))
    made.must("registrar", "olga", "credentials appoint", behalf="XB", person="boris",
              key=key("boris"), contents=LETTER)  # fmt: skip
    made.must("XB", "boris", "credentials accredit", person="maria", key=key("other"))
    assert names(keys_of(made.state, made.act("XA", "maria", "alarm raise"), made.hour)) == {
        "phone"
    }
    assert names(keys_of(made.state, made.act("XB", "maria", "alarm raise"), made.hour)) == {
        "other"
    }
    # For XC the act would be authentic, by either of them, and is refused.
    act = made.act("XC", "maria", "alarm raise", water="high")
    assert names(keys_of(made.state, act, made.hour)) == {"phone", "other"}
    assert made.enter(act).code == "not-accredited"


def test_nobody_is_an_officer_by_name_in_an_exercise():
    made = appointed(world="exercise")
    made.must("XA", "ivan", "credentials accredit", person="olga", key=key("other"))
    for actor in ("XB", "XC"):
        act = made.act(actor, "olga", "alarm raise", water="high")
        assert names(keys_of(made.state, act, made.hour)) == {"olga"}
    assert names(keys_of(made.state, made.act("XA", "olga", "alarm raise"), made.hour)) == {"other"}


def test_a_person_who_is_known_elsewhere_only_never_gets_through():
    """Whoever the keys are those of, an act for an actor that does not know the signer is refused."""
    for world in ("live", "exercise"):
        made = appointed(world=world)
        made.must("XA", "ivan", "credentials accredit", person="maria", key=key("phone"))
        for step in (
            "alarm raise",
            "credentials recall",
            "credentials enrol",
            "credentials revoke",
        ):
            said = {"person": "maria", "key": key("phone"), "water": "high"}
            assert made.judge("XB", "maria", step, **said).code == "not-accredited"


# ------------------------------------------------------------------ what was lost


def test_acts_between_loss_and_revocation_are_contestable():
    made = appointed()
    made.must("XA", "ivan", "credentials accredit", person="maria", key=key("phone"))
    lost = made.hour + DAY
    made.must("XA", "ivan", "credentials revoke", person="maria", key=key("phone"), lost_since=lost,
              after=3 * DAY)  # fmt: skip
    (found,) = lost_keys(made.state)
    phone = keys.fingerprint(key("phone"))
    assert found == ("XA", "maria", phone, lost, made.hour)
    for hour, said in ((lost - 1, None), (lost, found), (made.hour - 1, found), (made.hour, None)):
        assert contestable(made.state, "XA", "maria", phone, hour) == said
    assert contestable(made.state, "XB", "maria", phone, lost) is None
    assert contestable(made.state, "XA", "ivan", phone, lost) is None
    assert contestable(made.state, "XA", "maria", keys.fingerprint(key("tablet")), lost) is None


def test_a_key_that_was_revoked_and_not_lost_leaves_nothing_contestable():
    made = appointed()
    made.must("XA", "ivan", "credentials revoke", person="ivan", key=key("ivan"))
    assert list(lost_keys(made.state)) == []
    assert contestable(made.state, "XA", "ivan", keys.fingerprint(key("ivan")), made.hour) is None


def test_what_an_officers_lost_key_signed_for_others_is_contestable_in_an_exercise():
    for world, found in (("exercise", True), ("live", False)):
        made = opened("olga", "pavel", world=world)
        made.must("registrar", "olga", "credentials revoke", person="pavel", key=key("pavel"),
                  lost_since=NOON, after=DAY)  # fmt: skip
        print_ = keys.fingerprint(key("pavel"))
        assert (contestable(made.state, "XA", "pavel", print_, NOON) is not None) == found
        assert contestable(made.state, "registrar", "pavel", print_, NOON) is not None


def test_no_record_no_losses():
    assert list(lost_keys(State())) == []
    assert contestable(State(), "XA", "ivan", "SHA256:x", 0) is None


# ------------------------------------------------------------------ may


def test_may_says_what_one_person_may_sign():
    made = appointed()
    made.must("XA", "ivan", "credentials accredit", person="maria", key=key("phone"),
              may_sign=("alarm/raise",))  # fmt: skip
    made.must("XA", "maria", "alarm raise", of="F", water="high")

    def able(signer):
        found = may(made.law, made.state, "XA", made.hour, signer=signer)
        return {(each.procedure, each.step, each.matter) for each in found if each.code is None}

    home = "credentials-XA"
    own = {("credentials", step, where) for step in ("enrol", "revoke", "recall")
           for where in ("", home)}  # fmt: skip
    assert able("maria") == {("alarm", "raise", ""), *own}
    focal = {
        ("credentials", step, where) for step in ("accredit", "substitute") for where in ("", home)
    }
    assert able("ivan") == {*own, *focal}
    assert able("nobody") == set()
    assert able(None) >= able("maria") | able("ivan") | {("alarm", "end", "F")}


def test_may_shows_the_house_in_a_record_alone():
    made = fresh()

    def openings(actor):
        return {each.procedure for each in may(made.law, made.state, actor, NOON)}

    assert openings("XA") == {"alarm"}
    assert openings("registrar") == {"alarm", "record"}
    made = opened()
    assert openings("registrar") == openings("XA") == {"alarm", "credentials"}


# ------------------------------------------------------------------ the rest


def test_what_is_recorded_needs_no_evidence_where_the_charter_says_so():
    whole = charter("_template")
    free = whole.header.model_copy(update={"recorded_without_evidence": True})
    for law, code in ((Law(whole), "document-missing"), (Law(replace(whole, header=free)), None)):
        made = Mission(law, "exercise")
        made.enter(made.genesis("olga"))
        made.must("XA", "olga", "alarm raise", of="F", water="high")
        said = ("secretariat", "olga", "alarm answer")
        assert made.judge(*said, of="F", behalf="XB", help="yes").code == code
        evidence = {"evidence": "00"}
        assert made.judge(*said, of="F", behalf="XB", help="yes", contents=evidence).code is None


def test_effects_go_through_plain_values_and_give_the_same_state():
    """What a store gives back has lists for tuples, and must fold alike."""

    def plain(value):
        return [plain(each) for each in value] if isinstance(value, tuple) else value

    made, twin = opened("olga", "pavel"), State()
    made.state = State()
    story = [
        made.genesis("olga", "pavel"),
        made.act("registrar", "olga", "credentials appoint", behalf="XA", person="ivan",
                 key=key("ivan"), contents=LETTER, until=NOON + 9 * DAY),
        made.act("XA", "ivan", "credentials accredit", person="maria", key=key("phone"),
                 may_sign=("alarm",), from_=NOON + DAY, until=NOON + 2 * DAY),
        made.act("XA", "ivan", "credentials enrol", person="maria", key=key("tablet")),
        made.act("XA", "ivan", "credentials substitute", person="maria", in_place_of="ivan",
                 until=NOON + 3 * DAY),
        made.act("XA", "maria", "credentials revoke", person="maria", key=key("phone"),
                 lost_since=NOON),
        made.act("XA", "ivan", "credentials recall", person="maria"),
    ]  # fmt: skip
    seen = set()
    for number, act in enumerate(story):
        hour = NOON + number * MINUTE
        outcome = admit(made.law, made.state, act, hour)
        assert outcome.answer == "admitted", (act, outcome)
        apply(made.law, made.state, act, outcome.effects, hour)
        apply(made.law, twin, act, [tuple(plain(each)) for each in outcome.effects], hour)
        seen |= {each[0] for each in outcome.effects}
    assert set(ON_PEOPLE) <= seen
    assert state_bytes(made.law, made.state) == state_bytes(made.law, twin)


def test_an_act_that_names_no_person_in_its_fields_is_judged_all_the_same():
    made = appointed()
    for fields in ({}, {"person": 7}, {"person": ("ivan",)}, {"person": "Ivan"}, {"key": "x"}):
        act = Act("x", "XA", "credentials", "enrol", "credentials-XA", fields, signer="ivan",
                  origin="here")  # fmt: skip
        outcome = admit(made.law, made.state, act, made.hour)
        assert outcome.code in ("field-missing", "field-kind", "field-unknown")

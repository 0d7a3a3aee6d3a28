"""What somebody with bad intent tried: speaking for others, taking back their words, lying."""

import pytest
from scene import scene
from walks import charter

from foedus.acts import Act, instant
from foedus.law import Law, State, admit


def opened():
    """Open a call for help with a question before the council."""
    going = scene()
    going.do("XA", "help call", threat="fire")
    going.do("XA", "join")
    going.do("XB", "join")
    came = going.do("XB", "decide", contents={"draft": "d"}, id="q")
    assert came.answer != "refused", came
    return going


def says(going, actor, position, **more):
    """Take a position on the question that is put."""
    return going.do(
        actor, "position", position=position, question="q", contents={"draft": "d"}, **more
    )


def stand(going):
    """Give who stands where, the same in every branch."""
    (found,) = {
        tuple(
            sorted(
                (name, going.law.actors(mask)) for name, mask in b.questions["q"].by.items() if mask
            )
        )
        for b in going.state.matters["M"].branches.values()
        if "q" in b.questions
    }
    return dict(found)


def test_nobody_leaves_a_treaty_for_another():
    law, state, hour = Law(charter("csto")), State(), instant(2020, 6, 1)
    others = ("AM", "BY", "KZ", "KG", "TJ")
    act = Act(
        "w1", "RU", "treaty-withdrawal", "notify", "M",
        {"addressees": others, "exit-day": "2021-06-01"}, {"letter": "d"}, on_behalf="AM",
    )  # fmt: skip
    came = admit(law, state, act, hour)
    assert (came.answer, came.code) == ("refused", "not-entitled")


@pytest.mark.parametrize("behalf", ["XB", "XO"])
def test_nobody_says_yes_for_another(behalf):
    going = opened()
    came = says(going, "XA", "yes", on_behalf=behalf)
    assert (came.answer, came.code) == ("refused", "not-recordable")


def test_taking_back_an_earlier_word_leaves_the_later_one():
    going = opened()
    says(going, "XA", "yes", id="p1")
    says(going, "XA", "no", id="p2")
    assert going.do("XA", "withdraw", act="p1").code == "not-withdrawable"
    assert stand(going) == {"no": ("XA",)}
    assert going.do("XA", "withdraw", act="p2").answer != "refused"
    assert stand(going) == {}


def test_contesting_what_was_recorded_gives_ones_own_word_back():
    going = opened()
    says(going, "XA", "no", id="own")
    says(going, "secretariat", "yes", on_behalf="XA", id="letter")
    assert stand(going) == {"yes": ("XA",)}
    going.do("XA", "contest", act="letter")
    assert stand(going) == {"no": ("XA",)}
    going.do("XA", "contest", act="letter")
    going.do("secretariat", "withdraw", act="letter")
    assert stand(going) == {"no": ("XA",)}


def test_a_question_is_not_put_again_while_it_is_open():
    going = opened()
    assert going.do("XB", "decide", contents={"draft": "d"}, id="q2").code == "already-done"


@pytest.mark.parametrize("capacity", ["chair of nonsense", "chair of council", "chair of "])
def test_a_chair_is_claimed_by_its_holder_only(capacity):
    going = opened()
    assert says(going, "XC", "yes", capacity=capacity).code == "not-entitled"


@pytest.mark.parametrize("hour", [-(2**80), 2**80, instant(2999, 12, 31) + 10**12])
def test_an_hour_out_of_all_reckoning_is_refused(hour):
    going = opened()
    came = admit(going.law, going.state, Act("z", "XA", "help", "join", "M"), hour)
    assert (came.answer, came.code) == ("refused", "malformed")

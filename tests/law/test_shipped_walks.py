"""Random walks through every shipped charter: always an answer, the same from scratch."""

import pytest
from walks import walk

from foedus.acts import instant
from foedus.charter.read import names
from foedus.law import State, advance, apply, may
from foedus.law.dump import state_bytes


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("seed", range(4))
def test_every_act_gets_an_answer_and_replays(name, seed):
    going = walk(name, seed, instant(2022, 1, 1))
    for _, _, outcome in going.go(60):
        assert outcome.under.layer != "never", outcome
    again = State()
    for act, at, outcome in going.done:
        advance(going.law, again, at)
        apply(going.law, again, act, outcome.effects, at)
    assert state_bytes(going.law, again) == state_bytes(going.law, going.state)
    for actor in going.law.names[:3]:
        assert list(may(going.law, going.state, actor, going.hour))

"""A sample of the mutants of the CSTO charter on every run; all of them by hand.

``python tests/mutation/mutants.py csto`` changes each normative value in turn. Those that nothing
notices stand in ``survivors.txt``, each with its reason; their share may not pass one in twenty.
"""

import pytest

from mutation.mutants import mutants, noticed, survivors_listed

ALL = list(mutants("csto"))
SAMPLE = ALL[7::101]


@pytest.mark.parametrize("mutant", SAMPLE, ids=str)
def test_a_changed_value_is_noticed(mutant):
    assert noticed("csto", mutant) or str(mutant) in survivors_listed()


def test_the_survivors_are_few_and_each_has_a_reason():
    listed = survivors_listed()
    names = {str(mutant) for mutant in ALL}
    assert set(listed) <= names, set(listed) - names
    assert all(listed.values())
    assert len(listed) <= len(ALL) * 5 / 100

"""The steps that every matter of every organisation has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foedus.acts.act import (
    CLOSE,
    CONTEST,
    CORRECTION,
    POSITION,
    RULING,
    STATEMENT,
    WITHDRAWAL,
)
from foedus.charter.charter import Citation
from foedus.law.outcome import Refused
from foedus.law.questions import close, position
from foedus.law.rulings import rule
from foedus.law.sayings import contest, correct, state, withdraw
from foedus.law.steps import Out
from foedus.law.view import View


def _living(run: Callable[[View, Out], Citation]) -> Callable[[View, Out], Citation]:
    """Refuse in a branch in which the matter was never opened."""

    def alive(view: View, out: Out) -> Citation:
        if view.procedure is not None and not view.branch.stage:
            raise Refused("wrong-stage", view.procedure.under, (("stage", "not opened"),))
        return run(view, out)

    return alive


UNIVERSAL_STEPS: Mapping[str, Callable[[View, Out], Citation]] = {
    POSITION: _living(position),
    CLOSE: _living(close),
    STATEMENT: _living(state),
    RULING: _living(rule),
    WITHDRAWAL: _living(withdraw),
    CORRECTION: _living(correct),
    CONTEST: _living(contest),
}

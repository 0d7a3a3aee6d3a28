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
from foedus.law.content import evidenced
from foedus.law.outcome import Refused
from foedus.law.questions import close, position
from foedus.law.rulings import rule
from foedus.law.sayings import contest, correct, state, withdraw
from foedus.law.steps import Out
from foedus.law.view import View


def living(view: View, question: str | None = None) -> None:
    """Refuse in a branch in which the matter was never opened, or no longer decides.

    A ruling stands apart from the stage: it may be about whether the matter was opened or ended.
    """
    if view.procedure is None or view.act.step == RULING or _about_ruling(view, question):
        return
    stage = view.branch.stage
    if stage in view.procedure.ends and view.act.step in (POSITION, CLOSE):
        raise Refused("matter-ended", view.procedure.under, (("stage", stage),))
    if not stage:
        raise Refused("wrong-stage", view.procedure.under, (("stage", "not opened"),))


def _about_ruling(view: View, question: str | None) -> bool:
    """Tell whether a position or close is about the question of a ruling."""
    if view.matter is None or view.act.step not in (POSITION, CLOSE):
        return False
    open_ = list(view.branch.open)
    wanted = question or view.fields.get("question") or (open_[0] if len(open_) == 1 else "")
    return wanted in view.matter.proposals


def _for_oneself(view: View) -> bool:
    """Refuse to speak for another; the recorder alone enters what others said: tell if it does."""
    act, recorder = view.act, view.law.charter.header.recorder
    if not act.on_behalf or act.on_behalf == act.actor:
        return False
    if act.actor != recorder or act.step not in (POSITION, STATEMENT):
        raise Refused("not-recordable", view.now.cite("house/recorded"), (("step", act.step),))
    return True


def _living(run: Callable[[View, Out], Citation]) -> Callable[[View, Out], Citation]:
    def alive(view: View, out: Out) -> Citation:
        recorded = _for_oneself(view)
        living(view)
        under = run(view, out)
        if recorded:
            evidenced(view)
        return under

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

"""How duties are met: by the debtor's act, or by those who may act for it."""

from __future__ import annotations

from foedus.law.steps import Out
from foedus.law.view import View


def discharge(view: View, step: str, out: Out) -> None:
    """Meet the open duties that this step discharges: its actor's, or those it may meet for others."""
    owed = view.branch.owed.get(step)
    if not owed or view.procedure is None:
        return
    actors = {view.act.actor, *view.law.actors(view.owner)}
    behalf = view.act.on_behalf
    for id_ in owed:
        duty = view.branch.duties[id_]
        ways = view.procedure.duties[duty.spec].ways.get(step, ())
        if duty.debtor not in actors:
            ways = [way for way in ways if way.by is not None and way.by(view) & view.owner]
        if not ways:
            continue
        other = behalf and behalf not in (duty.creditor, duty.debtor)
        if other and duty.creditor in view.law.charter.parties.parties:
            continue
        for way in ways:
            if all(view.fields.get(name) == value for name, value in way.if_says):
                if way.counts is None or way.counts(view) == "yes":
                    out.append(("met", id_))
                break

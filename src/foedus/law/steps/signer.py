"""Guard: who signs the act, where the record was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import SignerGuard
from foedus.law.outcome import Refused
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = SignerGuard
CONTENT = False


def guard(spec: SignerGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``not-the-signer``. Where nobody signs, in a case or in ``may``, nothing is asked.

    The person named in the act must be one of the matter's subject, and so must the signer:
    somebody of the same name who serves another actor is another.
    """
    wanted = (spec.signer,) if isinstance(spec.signer, str) else tuple(spec.signer)
    cited = under or build.under

    def check(view: View) -> None:
        people, name = view.state.people, view.act.signer
        if people is None or name is None:
            return
        mission, hour = people.mission(view.act.actor), view.hour
        if "focal-point" in wanted and mission.focal(name, hour):
            return
        if "appointed-focal-point" in wanted and mission.appointed(name, hour):
            return
        if name not in mission.persons and people.for_everybody(name, hour):
            return
        own = view.bit == view.subject and view.fields.get("person") == name
        if "named-person" in wanted and own:
            return
        raise Refused("not-the-signer", cited, (("person", name), ("wanted", ", ".join(wanted))))

    return check

"""Guard: the last verdict in the matter was this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import VerdictGuard
from foedus.law.outcome import Refused
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = VerdictGuard
CONTENT = False


def guard(spec: VerdictGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``no-such-verdict`` where the last verdict was another, or under another rule."""
    result, rule, cited = spec.verdict, spec.rule, under or build.under

    def check(view: View) -> None:
        last, by = view.branch.verdict
        if last != result or (rule is not None and by != rule):
            raise Refused("no-such-verdict", cited, (("verdict", result), ("rule", rule or "")))

    return check

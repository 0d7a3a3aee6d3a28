"""The closed, ordered list of reasons for a refusal.

The first reason in this order wins, everywhere alike. A code is never renamed or reused; a new one
is added where its precedence belongs. Words for each are made in ``foedus.words``.
"""

from __future__ import annotations

CODES: tuple[str, ...] = (
    # the envelope: what the house asks of any act
    "malformed",
    "hour-goes-back",
    "already-entered",
    "unknown-procedure",
    "unknown-step",
    "unknown-actor",
    "unknown-matter",
    "matter-exists",
    "too-many-readings",
    # whether there is such a thing in law
    "not-in-force",
    "matter-ended",
    # who
    "no-competence",
    "wrong-capacity",
    "not-entitled",
    "not-recordable",
    "no-right",
    "not-a-party",
    # when, and after what
    "wrong-stage",
    "not-yet",
    "already-done",
    "too-few",
    "no-such-verdict",
    "term-not-running",
    "term-running",
    "duty-open",
    "too-early",
    "barred",
    "no-question",
    "not-an-elector",
    "excluded",
    "not-yours",
    "not-withdrawable",
    "not-correctable",
    "no-such-doubt",
    # what is said
    "field-unknown",
    "field-missing",
    "field-kind",
    "not-allowed",
    "outside-set",
    "forbidden",
    "notice-too-short",
    "unknown-position",
    "outside-meeting",
    "document-missing",
    "wrong-text",
    "no-such-body",
    "no-such-reading",
    "ruling-not-valid",
)
PRECEDENCE = {code: number for number, code in enumerate(CODES)}

HOUSE_PLACES = {
    "malformed": "house/envelope",
    "hour-goes-back": "house/clock",
    "already-entered": "house/once",
    "unknown-procedure": "house/envelope",
    "unknown-step": "house/envelope",
    "unknown-actor": "house/identity",
    "unknown-matter": "house/envelope",
    "matter-exists": "house/envelope",
    "too-many-readings": "house/limits",
    "not-recordable": "house/recorded",
    "not-yours": "house/own-acts",
    "not-withdrawable": "house/withdrawal",
    "not-correctable": "house/corrigendum",
    "no-such-doubt": "house/rulings",
    "no-such-reading": "house/rulings",
    "ruling-not-valid": "house/rulings",
    "field-missing": "house/fields",
    "field-unknown": "house/fields",
    "field-kind": "house/fields",
    "document-missing": "house/fields",
    "no-such-body": "house/fields",
}
"""What a technical refusal cites: the operator's own terms, never treaty law."""

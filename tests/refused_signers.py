"""Each refusal that is about the record and its signers, provoked: code, place, and what does it."""

from __future__ import annotations

from mission import DAY, NOON, Mission, appointed, key
from walks import charter

from foedus.law import Law


def unopened():
    """Name a signer where no record was opened."""
    made = Mission(Law(charter("_template")))
    return made.judge("XA", "ivan", "alarm raise", water="high")


def in_record(actor, signer, step, *, world="live", seen=0, **said):
    """Judge an act in a record in which XA has a focal point and two delegates."""
    made = appointed()
    made.must(
        "XA",
        "ivan",
        "credentials accredit",
        person="maria",
        key=key("phone"),
        may_sign=("alarm/end",),
    )
    made.must(
        "XA",
        "ivan",
        "credentials accredit",
        person="peter",
        key=key("watch"),
        from_=NOON + 9_000 * DAY,
    )
    made.must("XA", "ivan", "credentials accredit", person="nina", key=key("ring"))
    made.must("XA", "ivan", "credentials recall", person="nina")
    made.must("XA", "ivan", "credentials enrol", person="maria", key=key("tablet"))
    made.must("XA", "ivan", "credentials revoke", person="maria", key=key("tablet"))
    return made.judge(actor, signer, step, world=world, seen=seen, **said)


def opening(**other):
    made = Mission(Law(charter("_template")))
    return made.enter(made.genesis("olga", **other))


def not_the_signer():
    """A delegate for everything revokes a key of a focal point."""
    made = appointed()
    made.must("XA", "ivan", "credentials accredit", person="maria", key=key("phone"))
    return made.judge("XA", "maria", "credentials revoke", person="ivan", key=key("ivan"))


IVAN = ("XA", "ivan")
SIGNING = {
    "record-not-open": ("house/record", unopened),
    "record-begun": ("house/record", lambda: in_record("registrar", "olga", "record open")),
    "other-record": ("house/record", lambda: in_record(*IVAN, "alarm raise", world="exercise")),
    "seen-ahead": ("house/record", lambda: in_record(*IVAN, "alarm raise", seen=99)),
    "signer-missing": ("house/signers", lambda: in_record("XA", None, "alarm raise")),
    "unknown-signer": ("house/signers", lambda: in_record("XA", "boris", "alarm raise")),
    "not-accredited": ("house/signers", lambda: in_record("XB", "ivan", "alarm raise")),
    "not-yet-accredited": ("house/signers", lambda: in_record("XA", "peter", "alarm raise")),
    "no-longer-accredited": ("house/signers", lambda: in_record("XA", "nina", "alarm raise")),
    "beyond-powers": ("house/signers", lambda: in_record("XA", "maria", "alarm raise")),
    "not-the-signer": ("house/keys", not_the_signer),
    "other-law": ("house/record", lambda: opening(semantics=7)),
    "no-such-person": ("house/credentials", lambda: in_record(*IVAN, "credentials recall", person="boris")),
    "no-such-key": ("house/credentials", lambda: in_record(
        *IVAN, "credentials revoke", person="maria", key=key("watch"))),
    "key-in-use": ("house/credentials", lambda: in_record(
        *IVAN, "credentials enrol", person="maria", key=key("ivan"))),
    "key-revoked": ("house/credentials", lambda: in_record(
        *IVAN, "credentials enrol", person="maria", key=key("tablet"))),
    "wrong-time": ("house/credentials", lambda: in_record(
        *IVAN, "credentials accredit", person="maria", until=NOON)),
    "last-focal-point": ("house/credentials", lambda: in_record(*IVAN, "credentials recall", person="ivan")),
}  # fmt: skip

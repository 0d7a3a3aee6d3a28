"""What a host might do to the opening of a record, its charter and its documents."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from service.altering import (
    CLERK,
    Copy,
    Said,
    by,
    changed,
    checkpoint,
    found,
    good,
    inserted,
    judged,
    receipt,
    said_in,
)
from service.recording import (
    ORIGIN,
    Book,
    files,
    head,
    paper,
    text_of,
    verified,
)

from foedus.acts import wire
from foedus.charter.pack import pack_digest


def test_a_genesis_replaced():
    """The host names himself as the officer, and everything else stays."""
    book = Book(officers=("host",))
    genesis = said_in(book.bundle())[0]
    said = said_in(good())
    data = judged(good(), [genesis, *said[1:]], CLERK)
    found(data, part="entry 2", what="no key SHA256:.* is enrolled for the signer and in force")
    # Made anew from there on, it is another record: what was signed before shows it.
    for kept in (checkpoint(1), receipt(1)):
        found(book.bundle(), kept, part="kept 1", what="do not give the root|it is for 9 entries")


@pytest.mark.parametrize(
    ("change", "part", "what"),
    [
        ({"clerk": "nobody"}, "entry 1", "names no key of the clerk: 'nobody' is no verifier key"),
        ({"clerk": str(head("clerk", "there").verifier)}, "entry 1", "its name differs"),
        ({"charter-digest": "0" * 64}, "the charter", "was opened under 0000"),
        ({"charter": "csto"}, "entry 1", "does not open the record: other-law"),
        ({"semantics": 2}, "entry 1", "does not open the record: other-law"),
        ({"origin": "there"}, "entry 1", "does not open the record: other-record"),
        ({"officers": (f"ivan {text_of('olga')}",)}, "entry 1", "no key SHA256:.* is enrolled"),
    ],
)
def test_a_genesis_that_opens_nothing(change, part, what):
    said = said_in(good())
    act = wire.from_wire(said[0].data)
    data = wire.to_wire(replace(act, fields={**act.fields, **change}))
    made = judged(good(), [Said(data, by("olga", data), said[0].hour)], CLERK)
    found(made, part=part, what=what)


def test_a_genesis_that_is_another_act():
    said = said_in(good())
    found(
        judged(good(), said[1:], CLERK), part="entry 1",
        what="a record is opened first; this is credentials appoint",
    )  # fmt: skip


def test_a_second_opening():
    said = said_in(good())
    act = replace(wire.from_wire(said[0].data), id="second")
    data = wire.to_wire(act)
    copy = Copy(inserted(data, by("olga", data)))
    assert copy.leaf(9).outcome.code == "record-begun"
    assert verified(copy.data).complete
    first = copy.leaf(1)
    copy.put(9, outcome=first.outcome, effects=first.effects).sign(CLERK)
    found(copy.data, part="entry 9", what="recomputed it is refused record-begun")


# ---- the charter ----


def other_charter() -> dict[str, bytes]:
    """The same charter but for one value: a member may object though it asked itself."""
    made = dict(files("tiny"))
    path = "tiny/procedures/call.yaml"
    made[path] = made[path].replace(b"by: other members", b"by: member")
    assert made != files("tiny")
    return made


def test_a_charter_exchanged():
    copy = Copy(good())
    copy.files = [part._replace(data=other_charter()[part.path]) for part in copy.files]
    found(
        copy.data, part="the charter",
        what=f"its files have the digest {pack_digest(other_charter())}; the record was opened under"
        f" {pack_digest(files('tiny'))}",
    )  # fmt: skip


def test_a_charter_exchanged_with_its_digest():
    """The officer did not sign for that digest; with his signature it is another record."""
    said, digest = said_in(good()), pack_digest(other_charter())
    act = wire.from_wire(said[0].data)
    data = wire.to_wire(replace(act, fields={**act.fields, "charter-digest": digest}))
    made = judged(good(), changed(said, 1, data=data), CLERK, other_charter())
    found(made, part="entry 1", what="the signature is not by this key over this act")
    made = judged(
        good(), changed(said, 1, data=data, proofs=by("olga", data)), CLERK, other_charter()
    )
    assert verified(made).good
    found(made, checkpoint(3), part="kept 1", what="the first 3 entries of this record do not give")


def test_a_file_left_out_or_put_in():
    copy = Copy(good())
    del copy.files[3]
    found(copy.data, part="the charter", what="its files have the digest")
    copy = Copy(good())
    copy.files.append(copy.files[-1]._replace(path="tiny/zebra.yaml"))
    found(copy.data, part="the charter", what="its files have the digest")


# ---- contents ----


def test_contents_exchanged_salted_otherwise_or_not_named():
    copy = Copy(good())
    (document,) = copy.documents
    name = f"contents {document.digest}"
    copy.documents = [document._replace(data=b"Let us dig a mine.")]
    found(copy.data, part=name, what="they are not what their digest says")
    copy.documents = [document._replace(salt=bytes(16))]
    found(copy.data, part=name, what="they are not what their digest says")
    stray = paper("nobody named this")
    copy.documents = sorted([document, stray])
    found(copy.data, part=f"contents {stray.digest}", what="no act that is shown names them")
    copy.documents = [stray]
    found(copy.data, part=f"contents {stray.digest}", what="no act that is shown names them")


def test_contents_that_are_missing_are_counted():
    copy = Copy(good())
    copy.documents = []
    report = verified(copy.data)
    assert report.complete
    assert (report.shown, report.absent) == (0, 2)
    assert (verified(good()).shown, verified(good()).absent) == (1, 1)


def test_origin_is_as_it_was():
    """What the attacks say rests on this record, and not on another of the same name."""
    assert verified(good()).origin == ORIGIN

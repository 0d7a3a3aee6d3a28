"""Evidence: checked with and without the act, and read as the leaf holds it."""

from __future__ import annotations

import hashlib
import json
import pickle
from typing import ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from foedus.acts import Act
from foedus.acts.wire import to_wire
from foedus.record import evidence, keys, sshsig
from foedus.record.evidence import (
    FORGED,
    FORMS,
    VALID,
    Checked,
    EvidenceFault,
    SshEvidence,
    armoured,
    check,
    check_all,
    prepare,
    read,
    read_all,
    to_sign,
    verify_many,
    write_all,
)

SECRET = SigningKey(bytes(range(32)))
KEY = bytes(SECRET.verify_key)
NAME = keys.fingerprint(KEY)
OTHER = SigningKey(bytes(32))
ENROLLED = {NAME: KEY}
ACT = to_wire(Act("a1", "AM", "consultation", "request", "D1", {"n": 1}, signer="anahit"))
DIGEST = hashlib.sha256(ACT).digest()
SIGNED = SshEvidence(NAME, SECRET.sign(to_sign(DIGEST)).signature)
PLAIN = SIGNED.plain()


def over_sha512(act: bytes) -> SshEvidence:
    data = sshsig.to_sign_message(act, "foedus-act", "sha512")
    return SshEvidence(NAME, SECRET.sign(data).signature, "sha512")


# ------------------------------------------------------------------ checks


def test_a_signature_over_sha256_is_checked_where_the_act_is_withheld():
    assert check(SIGNED, DIGEST, None, ENROLLED) == VALID
    assert check(SIGNED, DIGEST, ACT, ENROLLED) == VALID
    assert check(SIGNED, hashlib.sha256(ACT + b" ").digest(), None, ENROLLED) == FORGED


def test_a_signature_over_sha512_cannot_be_checked_where_the_act_is_withheld():
    item = over_sha512(ACT)
    assert check(item, DIGEST, ACT, ENROLLED) == VALID
    found = check(item, DIGEST, None, ENROLLED)
    assert (found.answer, "withheld" in found.why) == ("withheld", True)


def test_a_signature_over_sha512_is_bound_to_the_digest_in_the_leaf():
    item = over_sha512(ACT + b" ")
    assert check(item, DIGEST, ACT, ENROLLED) == FORGED
    found = check(item, DIGEST, ACT + b" ", ENROLLED)
    assert (found.answer, "another" in found.why) == ("invalid", True)


def test_the_hash_that_is_named_is_part_of_what_is_signed():
    other = SshEvidence(NAME, SIGNED.signature, "sha512")
    assert check(other, DIGEST, ACT, ENROLLED) == FORGED


def test_a_key_that_is_not_enrolled_proves_nothing():
    for enrolled in ({}, {keys.fingerprint(bytes(OTHER.verify_key)): KEY}):
        found = check(SIGNED, DIGEST, ACT, enrolled)
        assert found == Checked("invalid", f"no key {NAME} is enrolled for the signer and in force")


def test_another_key_under_the_name_proves_nothing():
    assert check(SIGNED, DIGEST, ACT, {NAME: bytes(OTHER.verify_key)}) == FORGED
    assert check(SIGNED, DIGEST, ACT, {NAME: KEY[:-1]}) == FORGED


@given(st.integers(0, len(ACT) - 1), st.integers(1, 255))
def test_one_byte_of_an_act_otherwise_is_another_act(place, change):
    act = bytearray(ACT)
    act[place] ^= change
    digest = hashlib.sha256(act).digest()
    assert check(SIGNED, digest, bytes(act), ENROLLED) == FORGED
    assert check(over_sha512(ACT), digest, bytes(act), ENROLLED) == FORGED


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_what_is_signed_is_a_digest(length):
    with pytest.raises(EvidenceFault, match="32 bytes"):
        to_sign(bytes(length))


def test_many_checks_are_plain_values_and_give_an_answer_each():
    good = prepare(SIGNED, DIGEST, None, ENROLLED)
    later = prepare(over_sha512(ACT), DIGEST, ACT, ENROLLED)
    assert not isinstance(good, Checked)
    public, signature, data = good
    checks = [
        good,
        (public, signature, data + b"x"),
        (public, signature[:-1], data),
        (public[:-1], signature, data),
        later,
        (bytes(OTHER.verify_key), OTHER.sign(b"").signature, b""),
    ]
    expected = [True, False, False, False, True, True]
    assert verify_many(checks) == expected
    assert verify_many(pickle.loads(pickle.dumps(checks))) == expected  # noqa: S301 - our own
    sent = msgspec.msgpack.decode(
        msgspec.msgpack.encode(checks), type=list[tuple[bytes, bytes, bytes]]
    )
    assert verify_many(sent) == expected
    assert verify_many([]) == []


# ------------------------------------------------------------------ as the leaf holds it


SSH = st.builds(
    SshEvidence,
    key=st.binary(min_size=32, max_size=32).map(keys.fingerprint),
    signature=st.binary(min_size=64, max_size=64),
    algorithm=st.sampled_from(["sha256", "sha512"]),
)


@given(SSH)
def test_evidence_is_read_back_as_it_was_written(item):
    plain = json.loads(json.dumps(item.plain()))
    assert read(plain) == item
    assert read_all([plain]) == (item,)
    assert write_all([item]) == (plain,)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"form": None}, "an object of texts"),
        ({"form": 1}, "an object of texts"),
        ({"form": "webauthn"}, '"form" is one of ssh; other evidence is not taken'),
        ({"form": ""}, '"form" is one of ssh'),
        ({"form": "SSH"}, '"form" is one of ssh'),
        ({"hash": "sha1"}, '"hash" is one of sha256, sha512'),
        ({"hash": ["sha256"]}, "an object of texts"),
        ({"key": NAME + "="}, '"key" is a fingerprint'),
        ({"key": NAME[:-1]}, '"key" is a fingerprint'),
        ({"key": NAME[:-1] + "B"}, '"key" is a fingerprint'),
        ({"key": NAME.replace("SHA256", "sha256")}, '"key" is a fingerprint'),
        ({"key": NAME + "\n"}, '"key" is a fingerprint'),
        ({"signature": ""}, '"signature" is 64 bytes'),
        ({"signature": PLAIN["signature"][:-1]}, '"signature" is 64 bytes'),
        ({"signature": PLAIN["signature"].rstrip("=")}, '"signature" is 64 bytes'),
        ({"signature": PLAIN["signature"] + "\n"}, '"signature" is 64 bytes'),
        ({"signature": PLAIN["signature"] + "="}, '"signature" is 64 bytes'),
        ({"signature": PLAIN["signature"] + "AAAA"}, '"signature" is 64 bytes'),
        ({"signature": " " + PLAIN["signature"]}, '"signature" is 64 bytes'),
        ({"signature": "é" * 88}, '"signature" is 64 bytes'),
        ({"signature": "A" * 85 + "B=="}, '"signature" is 64 bytes'),
        ({"signature": "A" * 87 + "="}, '"signature" is 64 bytes'),
        ({"colour": "red"}, "and nothing else"),
    ],
)
def test_what_is_no_evidence_is_refused_with_its_cure(change, what):
    assert SshEvidence(NAME, bytes(64)).plain()["signature"] == "A" * 85 + "A=="
    with pytest.raises(EvidenceFault, match=what):
        read({**PLAIN, **change})


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_nothing_may_be_left_out(name):
    with pytest.raises(EvidenceFault):
        read({key: value for key, value in PLAIN.items() if key != name})


@pytest.mark.parametrize(
    ("plain", "what"),
    [
        ([], "there is no evidence"),
        (None, "there is no evidence"),
        ({}, "there is no evidence"),
        ("ssh", "there is no evidence"),
        (PLAIN, "there is no evidence"),
        ([PLAIN, PLAIN], "at most 1 items"),
        ([PLAIN] * 1000, "at most 1 items"),
        ([[]], r"evidence\[0\]: an item of evidence is an object of texts"),
        ([{**PLAIN, "form": "x"}], r'evidence\[0\]: "form" is one of ssh'),
    ],
)
def test_what_is_no_list_of_evidence_is_refused(plain, what):
    with pytest.raises(EvidenceFault, match=what):
        read_all(plain)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=6,
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={name: st.just(value) | JSON | st.text(max_size=100) for name, value in PLAIN.items()},
)


@given(JSON | NEARLY | st.lists(NEARLY, max_size=2))
def test_any_values_are_evidence_or_a_clear_fault(plain):
    for each, reading in ((plain, read), ([plain], read_all), (plain, read_all)):
        try:
            found = reading(each)
        except EvidenceFault:
            continue
        items = found if isinstance(found, tuple) else (found,)
        assert list(write_all(items)) == (each if isinstance(each, list) else [each])


# ------------------------------------------------------------------ room for other forms


class Beside(msgspec.Struct, frozen=True):
    """A form such as one that withstands quantum computers: a key and a signature of its own."""

    FORM: ClassVar[str] = "ml-dsa-44"
    ALONE: ClassVar[bool] = False
    key: str
    signature: bytes

    @classmethod
    def read(cls, plain):
        if plain.keys() != {"form", "key", "signature"}:
            raise EvidenceFault("not so")
        return cls(plain["key"], bytes.fromhex(plain["signature"]))

    def plain(self):
        return {"form": self.FORM, "key": self.key, "signature": self.signature.hex()}

    def prepare(self, digest, act, public):
        if act is None:
            return Checked("withheld", "only so")
        return VALID if self.signature == hashlib.sha256(public + digest).digest() else FORGED


class Passkey(Beside, frozen=True):
    """A form that proves enough alone."""

    FORM: ClassVar[str] = "webauthn"
    ALONE: ClassVar[bool] = True


KEYS = {**ENROLLED, "second": b"2"}
BESIDE = Beside("second", hashlib.sha256(b"2" + DIGEST).digest())


@pytest.fixture
def more_forms(monkeypatch):
    """Add a form that stands beside, and one that stands alone."""
    monkeypatch.setattr(evidence, "FORMS", {**FORMS, Beside.FORM: Beside, Passkey.FORM: Passkey})


@pytest.mark.usefixtures("more_forms")
def test_a_form_is_added_by_a_line_in_the_table():
    items = (SIGNED, BESIDE)
    assert read_all([item.plain() for item in items]) == items
    assert check_all(items, DIGEST, ACT, KEYS) == VALID
    assert prepare(BESIDE, DIGEST, ACT, KEYS) == VALID
    with pytest.raises(EvidenceFault, match="OpenSSH does not know evidence of the form ml-dsa-44"):
        armoured(BESIDE, b"2")


@pytest.mark.usefixtures("more_forms")
@pytest.mark.parametrize(
    ("items", "what"),
    [
        ([BESIDE], r"evidence\[0\]: the form ml-dsa-44 stands beside a full signature"),
        ([BESIDE, SIGNED], r"evidence\[0\]: the form ml-dsa-44 stands beside"),
        ([SIGNED, SIGNED], r"evidence\[1\]: the form ssh comes first"),
        ([SIGNED, Passkey("second", b"")], r"evidence\[1\]: the form webauthn comes first"),
        ([SIGNED, BESIDE, BESIDE], r"evidence\[2\]: the form ml-dsa-44 stands twice"),
        ([SIGNED, BESIDE, BESIDE, BESIDE], "at most 3 items"),
    ],
)
def test_the_first_is_a_full_signature_and_no_form_stands_twice(items, what):
    with pytest.raises(EvidenceFault, match=what):
        read_all([item.plain() for item in items])


@pytest.mark.usefixtures("more_forms")
def test_one_that_is_invalid_decides_and_one_that_is_withheld_comes_next():
    wrong = Beside("second", bytes(32))
    assert check_all([SIGNED, wrong], DIGEST, ACT, KEYS) == FORGED
    assert check_all([SIGNED, BESIDE], DIGEST, None, KEYS) == Checked("withheld", "only so")
    assert check_all([over_sha512(ACT), BESIDE], DIGEST, None, KEYS).why.startswith("signed over")
    forged = SshEvidence(NAME, bytes(64))
    assert check_all([forged, BESIDE], DIGEST, None, KEYS) == FORGED
    assert check_all([SIGNED, BESIDE], DIGEST, ACT, ENROLLED).answer == "invalid"


def test_the_names_on_disk_are_the_forms_own():
    assert {name: form.FORM for name, form in FORMS.items()} == {"ssh": "ssh"}
    assert FORMS["ssh"].ALONE

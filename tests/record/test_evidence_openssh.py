"""Signatures of acts: what ssh-keygen makes is taken here, and what is made here it takes."""

from __future__ import annotations

import hashlib
import json

import openssh
import pytest
from nacl.signing import SigningKey

from foedus.acts import Act
from foedus.acts.wire import to_wire
from foedus.record import keys, sshsig
from foedus.record.evidence import (
    FORGED,
    VALID,
    EvidenceFault,
    SshEvidence,
    armoured,
    check,
    of_armour,
    read,
    to_sign,
)

SECRET = SigningKey(bytes(range(32)))
KEY = bytes(SECRET.verify_key)
NAME = keys.fingerprint(KEY)
ACT = to_wire(Act("a1", "AM", "consultation", "request", "D1", {"n": 1}, signer="anahit"))
DIGEST = hashlib.sha256(ACT).digest()
SIGNED = SshEvidence(NAME, SECRET.sign(to_sign(DIGEST)).signature)
OVER_SHA512 = SshEvidence(
    NAME,
    SECRET.sign(sshsig.to_sign_message(ACT, "foedus-act", "sha512")).signature,
    "sha512",
)


@pytest.fixture
def key(tmp_path):
    """Make a key with ssh-keygen."""
    return openssh.new_key(tmp_path / "key")


@pytest.fixture
def allowed(tmp_path):
    """Write the allowed signers: ``anahit`` by our key."""
    file = tmp_path / "allowed"
    file.write_text(keys.allowed_signer("anahit", KEY, "foedus-act") + "\n")
    return file


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_what_ssh_keygen_signs_is_valid(key, algorithm):
    item, public = of_armour(openssh.signed(key, ACT, algorithm))
    assert (public, "a comment") == keys.of_line(key.with_suffix(".pub").read_text())
    assert item.algorithm == algorithm
    assert check(item, DIGEST, ACT, {item.key: public}) == VALID
    assert read(json.loads(json.dumps(item.plain()))) == item


def test_ssh_keygen_signs_over_sha512_unless_it_is_told(key):
    text = openssh.made("-Y", "sign", "-q", "-n", "foedus-act", "-f", key, "-", stdin=ACT)
    item, public = of_armour(text)
    assert item.algorithm == "sha512"
    assert check(item, DIGEST, ACT, {item.key: public}) == VALID


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_what_is_signed_here_ssh_keygen_takes(tmp_path, allowed, algorithm):
    item = SIGNED if algorithm == "sha256" else OVER_SHA512
    file = tmp_path / "act.sig"
    file.write_text(armoured(item, KEY))
    assert openssh.verifies(allowed, "anahit", file, ACT)
    assert not openssh.verifies(allowed, "anahit", file, ACT, namespace="file")
    assert not openssh.verifies(allowed, "other", file, ACT)
    assert not openssh.verifies(allowed, "anahit", file, ACT + b" ")
    words = ("-Y", "check-novalidate", "-n", "foedus-act", "-s", file)
    assert NAME.encode() in openssh.made(*words, stdin=ACT)


@pytest.mark.parametrize("name", ["anahit@am.example", "Анаит", "a.b_c-d", "é"])
def test_ssh_keygen_knows_a_signer_by_any_name(tmp_path, name):
    file, allowed = tmp_path / "act.sig", tmp_path / "allowed"
    file.write_text(armoured(SIGNED, KEY))
    allowed.write_text(keys.allowed_signer(name, KEY, "foedus-act") + "\n")
    assert openssh.verifies(allowed, name, file, ACT)
    assert not openssh.verifies(allowed, name + "x", file, ACT)


def test_an_allowed_signer_of_acts_signs_nothing_else(tmp_path, allowed):
    data = sshsig.to_sign_message(ACT, "file")
    file = tmp_path / "act.sig"
    file.write_text(
        sshsig.armour(sshsig.Signature(KEY, "file", "sha256", SECRET.sign(data).signature))
    )
    assert not openssh.verifies(allowed, "anahit", file, ACT, namespace="file")


def test_ssh_keygen_and_we_agree_on_every_flipped_byte_of_a_signature(tmp_path, allowed):
    file = tmp_path / "act.sig"
    for place in range(0, 64, 7):
        raw = bytearray(SIGNED.signature)
        raw[place] ^= 1
        item = SshEvidence(NAME, bytes(raw))
        file.write_text(armoured(item, KEY))
        assert check(item, DIGEST, ACT, {NAME: KEY}) == FORGED
        assert not openssh.verifies(allowed, "anahit", file, ACT)


def test_a_signature_for_something_else_is_no_evidence(key):
    with pytest.raises(EvidenceFault, match="for the namespace git, not for acts"):
        of_armour(openssh.signed(key, ACT, "sha256", namespace="git"))


def test_a_signature_by_another_kind_of_key_is_no_evidence(tmp_path):
    other = openssh.new_key(tmp_path / "other", kind="ecdsa")
    with pytest.raises(EvidenceFault, match="not of type ssh-ed25519"):
        of_armour(openssh.signed(other, ACT, "sha256"))


def test_what_is_no_signature_is_no_evidence():
    with pytest.raises(EvidenceFault, match="first line is"):
        of_armour(b"hello")


def test_the_file_is_written_for_the_key_that_is_named():
    assert of_armour(armoured(SIGNED, KEY).encode()) == (SIGNED, KEY)
    with pytest.raises(EvidenceFault, match="not SHA256:"):
        armoured(SIGNED, bytes(SigningKey(bytes(32)).verify_key))

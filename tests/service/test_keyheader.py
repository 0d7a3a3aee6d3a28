"""The header of a key file, and key files of any bytes: a key or a clear fault."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foedus.service.keyfiles import KeyFileFault, Signer, read
from foedus.service.keyheader import BEGIN, ROUNDS_MAX, HeaderFault, read_header

SEED = bytes(range(32))
END = b"-----END OPENSSH PRIVATE KEY-----"


def key_file(passphrase: bytes) -> bytes:
    """Make the bytes of a key file, encrypted if there is a passphrase."""
    lock = serialization.NoEncryption()
    if passphrase:
        form = serialization.PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(1)
        lock = form.build(passphrase)
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, lock)


def body(data: bytes) -> bytes:
    return base64.b64decode(data.removeprefix(BEGIN).partition(b"-")[0])


def wrapped(data: bytes) -> bytes:
    return BEGIN + b"\n" + base64.encodebytes(data) + END + b"\n"


BODIES = [body(key_file(b"")), body(key_file(b"secret"))]
MANGLED = st.builds(
    lambda data, start, more, into: data[:start] + into + data[start + more :],
    st.sampled_from(BODIES),
    st.integers(0, 300),
    st.integers(0, 12),
    st.binary(max_size=12),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MANGLED.map(wrapped) | st.binary(max_size=100).map(lambda data: BEGIN + data))
def test_any_bytes_are_a_key_or_a_clear_fault(tmp_path, data):
    path = tmp_path / "key"
    path.write_bytes(data)
    path.chmod(0o600)
    try:
        signer = read(path, lambda _: "secret")
    except KeyFileFault:
        return
    assert signer.public == Signer(SEED).public


def test_a_private_key_that_is_not_that_of_the_public_one_is_refused(tmp_path):
    path, at = tmp_path / "key", BODIES[0].index(SEED)
    path.write_bytes(wrapped(BODIES[0][:at] + b"\x01" + BODIES[0][at + 1 :]))
    path.chmod(0o600)
    with pytest.raises(KeyFileFault, match="damaged: its private key is not that of its public"):
        read(path)


@given(st.binary(max_size=300) | MANGLED | MANGLED.map(wrapped))
def test_any_bytes_have_a_header_or_a_clear_fault(data):
    for each in (data, wrapped(data)):
        try:
            header = read_header(each)
        except HeaderFault:
            continue
        assert header.kind.isprintable()
        assert header.cipher.isprintable()


@pytest.mark.parametrize(("rounds", "good"), [(0, False), (1, True), (ROUNDS_MAX, True), (ROUNDS_MAX + 1, False), (2**32 - 1, False)])  # fmt: skip
def test_a_file_that_would_take_hours_is_refused_at_once(rounds, good):
    data = BODIES[1]
    at = data.index(b"bcrypt") + len(b"bcrypt") + 4 + 4 + 16
    assert data[at : at + 4] == b"\x00\x00\x00\x01"
    other = wrapped(data[:at] + rounds.to_bytes(4) + data[at + 4 :])
    if good:
        assert read_header(other).encrypted
        return
    with pytest.raises(HeaderFault, match="rounds of bcrypt"):
        read_header(other)

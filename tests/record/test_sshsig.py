"""The signature format of OpenSSH: one way to write each, and nothing else is read."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import struct
from dataclasses import dataclass, replace

import curve
import openssh
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from foedus.record import keys, sshsig
from foedus.record.sshsig import Signature, SshsigFault

SECRET = SigningKey(bytes(range(32)))
KEY = bytes(SECRET.verify_key)
MESSAGE = b'{"act":1}'

# Made by ssh-keygen of OpenSSH 9.2 with the key of the seed 00 01 .. 1f: Ed25519 has no chance.
RECORDED = {
    "sha256": """-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgA6EHv/POEL4dcN0Y50vAmWfk1j
CbpQ1fHdyGZBJVMbgAAAAKZm9lZHVzLWFjdAAAAAAAAAAGc2hhMjU2AAAAUwAAAAtzc2gt
ZWQyNTUxOQAAAEDJyC8nf9JNP80O9xQT0Fna9Ki3/LWTVApzcHvhwThZoBc3dyTC3rWaDj
Kgb9iQKBKVImv33PCa4q2ZBKIfwYgM
-----END SSH SIGNATURE-----
""",
    "sha512": """-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgA6EHv/POEL4dcN0Y50vAmWfk1j
CbpQ1fHdyGZBJVMbgAAAAKZm9lZHVzLWFjdAAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gt
ZWQyNTUxOQAAAECxqf1Ck05ouPVrx9Nj7c+feWRgQmvESjFNGsK9SLpupw514w8V31+Hak
qt4AuX4GSw5pXc0QVn/gN3w96iQ7wJ
-----END SSH SIGNATURE-----
""",
}
SIGNATURES = st.builds(
    Signature,
    key=st.binary(min_size=32, max_size=32).map(lambda seed: bytes(SigningKey(seed).verify_key)),
    namespace=st.from_regex(r"[!-~]{1,100}", fullmatch=True),
    algorithm=st.sampled_from(["sha256", "sha512"]),
    signature=st.binary(min_size=64, max_size=64),
)


# ------------------------------------------------------------------ as OpenSSH writes it


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_what_ssh_keygen_wrote_is_written_here_to_the_byte(algorithm):
    text = RECORDED[algorithm]
    data = sshsig.to_sign_message(MESSAGE, "foedus-act", algorithm)
    ours = Signature(KEY, "foedus-act", algorithm, SECRET.sign(data).signature)
    assert sshsig.armour(ours) == text
    assert sshsig.of_armour(text.encode()) == ours
    assert keys.verify(KEY, ours.signature, data)


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_the_digest_alone_gives_the_bytes_to_sign(algorithm):
    digest = hashlib.new(algorithm, MESSAGE).digest()
    data = sshsig.to_sign(digest, "foedus-act", algorithm)
    assert data == sshsig.to_sign_message(MESSAGE, "foedus-act", algorithm)
    size = len(digest)
    assert data == b"SSHSIG" + struct.pack(
        f">I10sII6sI{size}s", 10, b"foedus-act", 0, 6, algorithm.encode(), size, digest
    )


LENGTHS = (1, 2, 3, 10, 37, 38, 39, 40, 41, 100)  # of namespaces: a last line is full for three


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_lines_break_where_ssh_keygen_breaks_them(tmp_path, length, algorithm):
    key = openssh.new_key(tmp_path / "key")
    text = openssh.signed(key, b"message", algorithm, "n" * length)
    found = sshsig.of_armour(text)
    assert found.namespace == "n" * length
    assert sshsig.armour(found).encode() == text
    data = sshsig.to_sign_message(b"message", "n" * length, algorithm)
    assert keys.verify(found.key, found.signature, data)


def test_a_last_line_is_full_for_some_of_these_lengths():
    texts = (sshsig.armour(Signature(KEY, "n" * length, "sha256", bytes(64))) for length in LENGTHS)
    assert [len(text.split("\n")[-3]) for text in texts].count(70) == 3


@given(SIGNATURES)
def test_a_signature_is_read_back(signed):
    assert sshsig.of_blob(sshsig.blob(signed)) == signed
    assert sshsig.of_armour(sshsig.armour(signed).encode()) == signed


# ------------------------------------------------------------------ what is refused


@dataclass(frozen=True)
class Loose:
    """A signature whose every part can be anything."""

    magic: bytes = b"SSHSIG"
    version: int = 1
    key_type: bytes = b"ssh-ed25519"
    key: bytes = KEY
    key_more: bytes = b""
    namespace: bytes = b"foedus-act"
    reserved: bytes = b""
    algorithm: bytes = b"sha256"
    kind: bytes = b"ssh-ed25519"
    signature: bytes = bytes(64)
    signature_more: bytes = b""
    more: bytes = b""

    def blob(self) -> bytes:
        key = string(self.key_type) + string(self.key) + self.key_more
        signature = string(self.kind) + string(self.signature) + self.signature_more
        parts = (key, self.namespace, self.reserved, self.algorithm, signature)
        whole = b"".join(string(part) for part in parts)
        return self.magic + struct.pack(">I", self.version) + whole + self.more


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def wrapped(blob: bytes) -> bytes:
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(
        ["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]
    ).encode()


def test_the_loose_writer_writes_what_is_read():
    assert sshsig.of_armour(wrapped(Loose().blob())).signature == bytes(64)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"magic": b"SSHSIX"}, "does not begin with SSHSIG"),
        ({"magic": b""}, "does not begin with SSHSIG"),
        ({"version": 0}, "another version than 1"),
        ({"version": 2}, "another version than 1"),
        ({"version": 2**32 - 1}, "another version than 1"),
        ({"key_type": b"ssh-rsa"}, "not of type ssh-ed25519"),
        ({"key_type": b"sk-ssh-ed25519@openssh.com"}, "not of type ssh-ed25519"),
        ({"key": KEY[:-1]}, "not of type"),
        ({"key": KEY + b"x"}, "not of type"),
        ({"key_more": b"x"}, "32 bytes; these are 33"),
        ({"key": bytes.fromhex(curve.SMALL[4])}, "would prove nothing"),
        ({"key": b"\xff" * 32}, "would prove nothing"),
        ({"namespace": b""}, "a namespace is"),
        ({"namespace": b"n" * 101}, "a namespace is"),
        ({"namespace": b"a b"}, "a namespace is"),
        ({"namespace": b"a\x00"}, "a namespace is"),
        ({"namespace": "ю".encode()}, "a namespace is"),
        ({"reserved": b"x"}, "reserved field is not empty"),
        ({"algorithm": b"sha1"}, "sha1 is no hash algorithm here; there are sha256 and sha512"),
        ({"algorithm": b"SHA256"}, "no hash algorithm"),
        ({"algorithm": b""}, "no hash algorithm"),
        ({"algorithm": b"\x1b[2J"}, "what is named is no hash algorithm"),
        ({"kind": b"rsa-sha2-512"}, "the signature is not of type ssh-ed25519"),
        ({"kind": b""}, "the signature is not of type"),
        ({"signature": bytes(63)}, "has 64 bytes"),
        ({"signature": bytes(65)}, "has 64 bytes"),
        ({"signature": b""}, "has 64 bytes"),
        ({"signature_more": b"\x00"}, "has 64 bytes"),
        ({"more": b"\x00"}, "stands after"),
    ],
)
def test_what_differs_is_refused_with_its_reason(change, what):
    with pytest.raises(SshsigFault, match=what):
        sshsig.of_armour(wrapped(replace(Loose(), **change).blob()))


@pytest.mark.parametrize("size", [0, 2**16, 2**24, 2**31, 2**32 - 1])
def test_a_size_that_is_not_there_is_refused_before_it_is_taken(size):
    blob = Loose(signature=b"s" * 64).blob()
    places = [at for at in range(10, len(blob) - 3) if blob[at : at + 3] == b"\x00\x00\x00"]
    assert len(places) >= 9  # each length, and what looks like one
    for at in places:
        other = blob[:at] + struct.pack(">I", size) + blob[at + 4 :]
        if other != blob:
            with pytest.raises(SshsigFault):
                sshsig.of_blob(other)


def test_every_beginning_is_refused():
    blob, text = Loose().blob(), RECORDED["sha256"].encode()
    for end in range(len(blob)):
        with pytest.raises(SshsigFault):
            sshsig.of_blob(blob[:end])
    for end in range(len(text)):
        with pytest.raises(SshsigFault):
            sshsig.of_armour(text[:end])


GOOD = RECORDED["sha256"]
LINES = GOOD.split("\n")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "its first line is"),
        ("hello\n", "its first line is"),
        (" " + GOOD, "its first line is"),
        ("\n" + GOOD, "its first line is"),
        ("\ufeff" + GOOD, "its first line is"),
        (GOOD[:-1], "base64"),
        (GOOD + "\n", "base64"),
        (GOOD + GOOD, "base64"),
        (GOOD.replace("\n", "\r\n"), "base64"),
        (GOOD.replace("-----END SSH", "-----END PGP"), "not as ssh-keygen writes it"),
        ("\n".join([LINES[0], "".join(LINES[1:-2]), *LINES[-2:]]), "not as ssh-keygen writes it"),
        (GOOD.replace("\n", "\n\n", 1), "not as ssh-keygen writes it"),
        (GOOD.replace("U1NI", "U1 NI"), "base64"),
        (GOOD.replace("fwYgM\n", "fwYgM=\n"), "base64|not as"),
        (GOOD.replace("fwYgM\n", "fwYgM====\n"), "base64|not as"),
        (GOOD.replace("U1NI", "U1N="), "base64"),
        (GOOD.replace("+", "-").replace("/", "_"), "base64"),
        (GOOD.replace("U1NI", "Ü1NI"), "base64"),
        ("-----BEGIN SSH SIGNATURE-----", "base64|SSHSIG"),
        (GOOD + " " * 4096, "at most 4096 bytes"),
    ],
)
def test_armour_is_as_ssh_keygen_writes_it(text, what):
    with pytest.raises(SshsigFault, match=what):
        sshsig.of_armour(text.encode())


def test_every_byte_otherwise_is_refused_or_is_another_signature():
    """No two texts mean the same signature."""
    text = GOOD.encode()
    original = sshsig.of_armour(text)
    read = 0
    for place in range(len(text)):
        for bit in range(8):
            other = bytearray(text)
            other[place] ^= 1 << bit
            try:
                found = sshsig.of_armour(bytes(other))
            except SshsigFault:
                continue
            read += 1
            assert found != original
            assert sshsig.armour(found).encode() == other
    assert read > 100  # those that fall within the namespace or the 64 bytes


MANGLED = st.builds(
    lambda text, start, end, into: text[:start] + into + text[end:],
    st.sampled_from([each.encode() for each in RECORDED.values()] + [Loose().blob()]),
    st.integers(0, 320),
    st.integers(0, 320),
    st.binary(max_size=12),
)


@given(st.binary(max_size=400) | MANGLED)
def test_any_bytes_are_a_signature_or_a_clear_fault(data):
    with contextlib.suppress(SshsigFault):
        assert sshsig.armour(sshsig.of_armour(data)).encode() == data
    with contextlib.suppress(SshsigFault):
        assert sshsig.blob(sshsig.of_blob(data)) == data


@pytest.mark.parametrize(
    ("namespace", "algorithm", "what"),
    [
        ("", "sha256", "a namespace is"),
        ("n" * 101, "sha256", "a namespace is"),
        ("a b", "sha256", "a namespace is"),
        ("acts", "md5", "md5 is no hash algorithm"),
    ],
)
def test_what_cannot_be_signed_is_not_prepared(namespace, algorithm, what):
    with pytest.raises(SshsigFault, match=what):
        sshsig.to_sign(bytes(32), namespace, algorithm)


@pytest.mark.parametrize(("algorithm", "size"), [("sha256", 64), ("sha512", 32), ("sha256", 0)])
def test_a_digest_has_the_length_of_its_algorithm(algorithm, size):
    with pytest.raises(SshsigFault, match="a digest of"):
        sshsig.to_sign(bytes(size), "acts", algorithm)

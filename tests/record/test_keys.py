"""Public keys: read as OpenSSH writes them, and refused where a signature would prove nothing."""

from __future__ import annotations

import base64

import curve
import openssh
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from foedus.record import keys
from foedus.record.keys import KeyFault

SEEDS = st.binary(min_size=32, max_size=32)
KEYS = SEEDS.map(lambda seed: bytes(SigningKey(seed).verify_key))
NAMES = st.from_regex(r"[\w@.-]{1,20}", fullmatch=True)
KEY = bytes(SigningKey(bytes(range(32))).verify_key)
LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"


def plain(key: bytes) -> str:
    return base64.b64encode(key).decode()


# ------------------------------------------------------------------ lines and fingerprints


def test_a_key_is_written_as_a_line_and_named_by_its_fingerprint(tmp_path):
    file = tmp_path / "key.pub"
    file.write_text(LINE + " Армине\n")
    assert keys.of_line(file.read_text()) == (KEY, "Армине")
    assert keys.line(KEY) == LINE
    assert keys.line(KEY, "Армине") + "\n" == file.read_text()
    printed = openssh.made("-l", "-f", file).decode()
    assert printed.split()[:2] == ["256", keys.fingerprint(KEY)]


@given(KEYS, st.text().filter(lambda text: text.isprintable() and text == text.strip()))
def test_a_line_is_read_back(key, comment):
    assert keys.of_line(keys.line(key, comment)) == (key, comment)
    assert keys.of_line(f" {keys.line(key, comment)}\r\n") == (key, comment)
    assert keys.FINGERPRINT.fullmatch(keys.fingerprint(key))
    assert keys.of_blob(keys.blob(key)) == key


@pytest.mark.parametrize("comment", ["a\nb", "\x1b[2J", "a\tb", "\u2028"])
def test_a_comment_is_one_line(comment):
    with pytest.raises(KeyFault, match="one line"):
        keys.line(KEY, comment)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no public key"),
        ("hello there", "no public key"),
        ("ssh-ed25519", "not of type"),
        ("ssh-ed25519 !!!!", "not in base64"),
        (LINE[:-1], "not in base64"),
        (LINE[:-4], "has 32 bytes; these are 29"),
        (LINE + "AAAA", "has 32 bytes; these are 35"),
        (LINE.replace("AAAAC3", "AAAAB3"), "not of type"),
        ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ me", "a key of type ssh-rsa"),
        ("ecdsa-sha2-nistp256 AAAA", "type ecdsa-sha2-nistp256; keys here are ssh-ed25519"),
        ("sk-ssh-ed25519@openssh.com AAAA", "a key of type sk-ssh-ed25519@openssh.com"),
        ("restrict " + LINE, "no public key"),
        (LINE + "\n" + LINE, "one line"),
        (LINE + " \x1b[2J", "one line"),
        (LINE + " x" * keys.LINE_MAX, "at most 16384 characters"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r", "private key: show it to nobody"),
    ],
)
def test_what_is_no_key_is_refused_with_its_cure(text, what):
    with pytest.raises(KeyFault, match=what):
        keys.of_line(text)


def test_what_is_refused_is_not_repeated():
    with pytest.raises(KeyFault) as refused:
        keys.of_line("a-secret another-secret")
    assert "secret" not in str(refused.value)


@given(st.text() | st.text().map(lambda text: LINE[:-5] + text) | st.binary().map(bytes.hex))
def test_any_text_is_a_key_or_a_clear_fault(text):
    try:
        key, _ = keys.of_line(text)
    except KeyFault:
        return
    assert text.split()[:2] == keys.line(key).split()


@given(st.binary(max_size=80))
def test_any_bytes_are_a_key_or_a_clear_fault(data):
    for each in (data, keys.blob(data)):
        try:
            assert keys.blob(keys.of_blob(each)) == each
        except KeyFault:
            continue


# ------------------------------------------------------------------ weak keys


@pytest.mark.parametrize("point", curve.SMALL + curve.SMALL_NOT_CANONICAL)
def test_a_key_that_signs_for_everybody_is_refused(point):
    key = bytes.fromhex(point)
    with pytest.raises(KeyFault, match="would prove nothing"):
        keys.of_line(keys.line(key))
    # S = 0 and R = the key or the identity are a "signature" over anything under a lax verifier.
    for r in (key, bytes.fromhex(curve.SMALL[0])):
        assert not any(keys.verify(key, r + bytes(32), b"%d" % number) for number in range(16))


def test_the_points_of_small_order_are_all_there_are():
    points = [curve.decoded(bytes.fromhex(point)) for point in curve.SMALL]
    assert len(set(points)) == 8
    assert all(point and curve.times(8, point) == curve.IDENTITY for point in points)
    assert not any(curve.decoded(bytes.fromhex(each)) for each in curve.SMALL_NOT_CANONICAL)


@pytest.mark.parametrize("point", curve.SMALL)
def test_a_key_with_a_part_of_small_order_is_refused(point):
    own, small = curve.decoded(KEY), curve.decoded(bytes.fromhex(point))
    mixed = curve.encoded(curve.added(own, small))
    if small == curve.IDENTITY:
        assert keys.sound(mixed) == KEY
        return
    with pytest.raises(KeyFault, match="would prove nothing"):
        keys.sound(mixed)


def test_a_key_in_other_than_canonical_form_is_refused():
    for y in range(19):
        data = (curve.P + y).to_bytes(32, "little")
        with pytest.raises(KeyFault):
            keys.sound(data)


@settings(max_examples=25)  # the second opinion is slow
@given(SEEDS | KEYS)
def test_a_second_opinion_agrees_on_which_keys_are_sound(data):
    try:
        found = keys.sound(data) == data
    except KeyFault:
        found = False
    assert found == curve.is_sound(data)


# ------------------------------------------------------------------ signatures

# RFC 8032, section 7.1: tests 1 to 3 and SHA(abc): secret key, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize("vector", VECTORS)
def test_the_vectors_of_rfc_8032(vector):
    seed, public, message, signature = (bytes.fromhex(part) for part in vector)
    assert bytes(SigningKey(seed).verify_key) == public
    assert keys.sound(public) == public
    assert keys.verify(public, signature, message)
    assert not keys.verify(public, signature, message + b"\x00")


def test_no_bit_of_a_signature_or_key_may_differ():
    _, public, message, signature = (bytes.fromhex(part) for part in VECTORS[3])
    for bit in range(512):
        other = bytearray(signature)
        other[bit // 8] ^= 1 << bit % 8
        assert not keys.verify(public, bytes(other), message)
    for bit in range(256):
        other = bytearray(public)
        other[bit // 8] ^= 1 << bit % 8
        assert not keys.verify(bytes(other), signature, message)


def test_a_signature_has_one_form():
    """S and S + L would both satisfy the equation (RFC 8032, section 8.4)."""
    _, public, message, signature = (bytes.fromhex(part) for part in VECTORS[2])
    s = int.from_bytes(signature[32:], "little")
    for times in range(1, 15):
        more = s + times * curve.L
        if more < 2**256:
            other = signature[:32] + more.to_bytes(32, "little")
            assert not keys.verify(public, other, message)


@pytest.mark.parametrize(
    ("key", "signature"), [(0, 64), (31, 64), (33, 64), (32, 0), (32, 63), (32, 65), (64, 32)]
)
def test_other_lengths_are_no_signature(key, signature):
    assert not keys.verify(bytes(key), bytes(signature), b"")


@given(
    SEEDS, st.binary(max_size=100), st.none() | st.tuples(st.integers(0, 63), st.integers(1, 255))
)
def test_openssl_agrees(seed, message, change):
    own = SigningKey(seed)
    signature = bytearray(own.sign(message).signature)
    if change:
        signature[change[0]] ^= change[1]
    public = bytes(own.verify_key)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes(signature), message)
        good = True
    except InvalidSignature:
        good = False
    assert keys.verify(public, bytes(signature), message) == good == (change is None)


# ------------------------------------------------------------------ allowed signers


@given(KEYS, NAMES)
def test_a_line_of_allowed_signers_holds_what_a_key_line_holds(key, name):
    line = keys.allowed_signer(name, key, "foedus-act")
    assert line == f'{name} namespaces="foedus-act" {keys.line(key)}'


@pytest.mark.parametrize(
    "name", ["", "a b", "a,b", "*", "a?", "!a", '"a"', "#a", "a\nb", "a\tb", "a\\b", "a\u00a0b"]
)
def test_a_name_that_would_be_a_pattern_is_refused(name):
    with pytest.raises(KeyFault, match="no spaces"):
        keys.allowed_signer(name, KEY, "foedus-act")

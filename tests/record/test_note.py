"""Notes are those of C2SP signed-note, and there is one way to write one."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.record.note import (
    NOTE_MAX,
    Note,
    NoteFault,
    Signature,
    Signer,
    VerifierKey,
    open_note,
    read_key,
    read_note,
    sign_note,
    write_note,
)

# The example in the documentation of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM="
PETER_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
""".encode()
# The example of the signed-note specification; its key is not published.
QUASIMODO = """\
Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
""".encode()

ANNA, BORIS = Signer("anna.example", bytes(range(32))), Signer("boris.example/2", bytes(32))
KEYS = [ANNA.verifier, BORIS.verifier]
TEXT = "one\n\ntwo\n"

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")).map("{}\n".format)
names = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1
)
signatures = st.builds(
    Signature,
    names,
    st.binary(min_size=4, max_size=4),
    st.binary(min_size=1, max_size=80),
)


def b64(data):
    return b64encode(data).decode()


def line(name="x", data=b"1234sig"):
    return f"— {name} {b64(data)}\n"


def test_the_published_example_opens():
    opened = open_note(PETER_NOTE, [read_key(PETER)], strict=True)
    assert opened.text.startswith("If you think cryptography")
    assert [each.key for each in opened.verified] == ["PeterNeumann+c74f20a3"]


def test_the_published_example_is_signed_in_the_same_bytes():
    signer = Signer("PeterNeumann", b64decode(PETER_SEED))
    assert str(signer.verifier) == PETER
    assert sign_note(read_note(PETER_NOTE).text, [signer]) == PETER_NOTE


def test_the_last_empty_line_parts_text_and_signatures():
    note = read_note(QUASIMODO)
    assert note.text.endswith("raggio di sole:\n\ned è subito sera.\n")
    assert note.signatures[0].name == "quasimodo.example/salvatore"
    assert note.signatures[0].key_id.hex() == "367ba04b"
    assert write_note(*note) == QUASIMODO


@given(texts, st.lists(signatures, min_size=1, max_size=5))
def test_a_note_is_read_back_and_no_other_bytes_say_the_same(text, lines):
    data = write_note(text, lines)
    assert read_note(data) == Note(text, tuple(lines))
    assert write_note(*read_note(data)) == data


@given(st.data())
def test_no_byte_of_a_note_can_be_otherwise(data):
    written = bytearray(sign_note(TEXT, [ANNA, BORIS]))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NoteFault):
        open_note(bytes(written), KEYS, strict=True)


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_any_bytes_are_a_note_or_refused(data):
    try:
        note = read_note(data)
    except NoteFault:
        return
    assert write_note(*note) == data


def test_each_known_key_must_hold_and_others_are_kept_apart():
    data = sign_note(TEXT, [ANNA, BORIS])
    both = open_note(data, KEYS, strict=True)
    assert [each.name for each in both.verified] == ["anna.example", "boris.example/2"]
    assert both.unknown == ()
    one = open_note(data, KEYS[1:])
    assert [each.name for each in one.verified] == ["boris.example/2"]
    assert [each.name for each in one.unknown] == ["anna.example"]
    with pytest.raises(NoteFault, match=r"keys that are not known: 'anna\.example\+[0-9a-f]{8}'$"):
        open_note(data, KEYS[1:], strict=True)
    with pytest.raises(NoteFault, match="no signature is by a known key; signed by"):
        open_note(data, [])


def test_a_known_key_that_does_not_hold_spoils_the_note_beside_one_that_does():
    good, other = ANNA.sign(TEXT), BORIS.sign("something else\n")
    data = write_note(TEXT, [good, other])
    with pytest.raises(NoteFault, match=r"'boris\.example/2.*' does not hold"):
        open_note(data, KEYS)
    assert open_note(data, KEYS[:1]).unknown == (other,)
    short = write_note(TEXT, [good, other._replace(data=other.data[:-1])])
    with pytest.raises(NoteFault, match=r"'boris\.example/2.*' does not hold"):
        open_note(short, KEYS)


def test_a_key_is_known_by_name_and_id_together():
    """Unknown keys are passed over even where they share a name or an id with a known one."""
    mine = ANNA.sign(TEXT)
    same_name, same_id = mine._replace(key_id=b"none"), mine._replace(name="bernd.example")
    opened = open_note(write_note(TEXT, [same_name, mine, same_id]), KEYS)
    assert opened.verified == (mine,)
    assert opened.unknown == (same_name, same_id)


def test_a_second_line_by_one_key_is_verified_and_not_strict():
    mine = ANNA.sign(TEXT)
    data = write_note(TEXT, [mine, mine])
    assert open_note(data, KEYS).verified == (mine, mine)
    with pytest.raises(NoteFault, match="a key signed twice"):
        open_note(data, KEYS, strict=True)
    with pytest.raises(NoteFault, match="does not hold"):
        open_note(write_note(TEXT, [mine, mine._replace(data=bytes(64))]), KEYS)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("", "no empty line"),
        ("text\n", "no empty line"),
        ("\n" + line(), "no empty line"),
        ("text\n" + line(), "no empty line"),
        ("text\n\n", "does not end in a signature line"),
        ("text\n\n" + line()[:-1], "does not end in a signature line"),
        ("text\n\n" + line() + "\n", "does not end in a signature line"),
        ("text\n\nx" + line(), "line 1 is not of the form"),
        ("text\n\n" + line() + "- x MTIzNHNpZw==\n", "line 2 is not of the form"),
        ("text\n\n—x MTIzNHNpZw==\n", "line 1 is not of the form"),
        ("text\n\n— x  MTIzNHNpZw==\n", "line 1 is not of the form"),
        ("text\n\n— x MTIzNHNpZw== \n", "line 1 is not of the form"),
        ("text\n\n— MTIzNHNpZw==\n", "line 1 is not of the form"),
        ("text\n\n" + line("a+b"), "cannot name a key"),
        ("text\n\n" + line("a\u2003b"), "cannot name a key"),
        ("text\n\n— x MTIzNHNpZw=\n", "line 1: not base64"),
        ("text\n\n— x MTIzNHNpZw\n", "line 1: not base64"),
        ("text\n\n— x MTIzNHNpZx==\n", "line 1: not base64"),  # bits beyond the last byte
        ("text\n\n— x MTIz-_NpZw==\n", "line 1: not base64"),  # the alphabet for addresses
        ("text\n\n— x MTIzNHNpZwé\n", "line 1: not base64"),
        ("text\n\n" + line(data=b"1234"), "line 1 holds no signature"),
        ("te\rxt\n\n" + line(), r"control character \(code 13\)"),
        ("te\txt\n\n" + line(), r"control character \(code 9\)"),
        ("text\n\n" + line() * 101, "at most 100 signatures; here are 101"),
        ("x" * NOTE_MAX + "\n\n" + line(), "at most 131072 bytes"),
    ],
)
def test_what_is_no_note_is_said(data, what):
    with pytest.raises(NoteFault, match=what):
        read_note(data.encode())


def test_what_is_not_utf_8_is_no_note():
    with pytest.raises(NoteFault, match="byte 1 is not UTF-8"):
        read_note(b"t\xff\n\n" + line().encode())


def test_sixteen_large_signatures_fit():
    """C2SP signed-note: at least 16, and up to nearly 5 kB each after a quantum computer."""
    lines = [Signature(f"witness{i}.example", b"abcd", bytes(5000)) for i in range(16)]
    assert len(read_note(write_note(TEXT, lines)).signatures) == 16


def test_the_bounds_themselves_are_allowed():
    assert len(read_note(f"text\n\n{line() * 100}".encode()).signatures) == 100
    room = NOTE_MAX - len(f"\n\n{line()}".encode())
    assert len(read_note(f"{'x' * room}\n\n{line()}".encode()).text) == room + 1


@pytest.mark.parametrize("text", ["", "text", "text\n\n— x MTIzNHNpZw=="])
def test_a_text_ends_in_a_line_feed(text):
    with pytest.raises(NoteFault, match="ends in a line feed"):
        sign_note(text, [ANNA])


@pytest.mark.parametrize("text", ["a\0b\n", "a\x1b[2Jb\n", "a\r\n"])
def test_a_text_with_control_characters_is_not_signed(text):
    with pytest.raises(NoteFault, match="control character"):
        sign_note(text, [ANNA])


def test_a_note_has_a_signature():
    with pytest.raises(NoteFault, match="does not end in a signature line"):
        sign_note(TEXT, [])


@given(
    names,
    st.binary(min_size=32, max_size=32),
)
def test_a_key_is_read_back(name, public):
    key = VerifierKey(name, public)
    assert read_key(str(key)) == key


@pytest.mark.parametrize(
    ("vkey", "what"),
    [
        ("", "is no verifier key"),
        ("PeterNeumann", "is no verifier key"),
        (PETER.replace("c74f20a3", "C74F20A3"), "is no verifier key"),
        (PETER.replace("c74f20a3", "c74f20a"), "is no verifier key"),
        (PETER + "\n", "is no verifier key|not base64"),
        (PETER[:-1], "not base64"),
        (PETER + "=", "not base64"),
        (PETER.replace("c74f20a3", "c74f20a4"), "has the id c74f20a3, not c74f20a4"),
        (PETER.replace("PeterN", "peterN"), "has the id"),
        (PETER.replace("+ARpc", "+ZRpc"), "is not of type 1"),
        (PETER.replace("Neumann", " Neumann"), "cannot name a key"),
        ("x+00000000+" + b64(b"\x01" + bytes(31)), "has 32 bytes, not 31"),
        ("x+00000000+" + b64(b"\x01" + bytes(33)), "has 32 bytes, not 33"),
    ],
)
def test_what_is_no_key_is_said(vkey, what):
    with pytest.raises(NoteFault, match=what):
        read_key(vkey)


def test_a_seed_is_32_bytes_and_is_not_shown():
    with pytest.raises(NoteFault, match="has 32 bytes, not 31"):
        Signer("x", bytes(31))
    assert repr(ANNA) == "Signer(name='anna.example')"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u00a0b", "a\nb", "a\x01b"])
def test_a_name_that_no_line_could_hold_names_no_key(name):
    with pytest.raises(NoteFault, match="cannot name a key"):
        Signer(name, bytes(32))


def test_a_key_of_small_order_vouches_for_nothing():
    """Under such a key one signature fits many texts; libsodium refuses it."""
    key = VerifierKey("nobody.example", bytes([1, *[0] * 31]))
    forged = Signature(key.name, key.key_id, bytes([1, *[0] * 63]))
    with pytest.raises(NoteFault, match="does not hold"):
        open_note(write_note(TEXT, [forged]), [key])

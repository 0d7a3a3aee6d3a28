"""What a form of evidence is: how a signature of some kind is read, written and checked.

To add a form, write one module with a class that keeps ``Evidence``, beside ``evidence_ssh``, and
name it in the table of ``evidence``. What was signed is always the act, through its digest; how
the digest is wrapped before it is signed is the form's own affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, NamedTuple, Protocol, TypeAlias

Check: TypeAlias = tuple[bytes, bytes, bytes]
"""An Ed25519 check that is left: public key of 32 bytes, signature of 64, and the bytes signed."""


class EvidenceFault(ValueError):  # noqa: N818 - a fault of what was sent, shown to people
    """Values that are no evidence: what is wrong with them, and what would be right."""


class Checked(NamedTuple):
    """What a check of evidence found, and ``why`` wherever the evidence is not valid.

    ``withheld`` means that it cannot be checked without the act, which this reader is not shown:
    not that it is wrong.
    """

    answer: Literal["valid", "invalid", "withheld"]
    why: str = ""


VALID = Checked("valid")
FORGED = Checked("invalid", "the signature is not by this key over this act")


class Evidence(Protocol):
    """One proof that a signer said an act: a signature, with what is needed to check it."""

    FORM: ClassVar[str]
    """The name on disk: for ever."""
    ALONE: ClassVar[bool]
    """Whether it proves enough alone; if not, it stands beside one that does."""

    @property
    def key(self) -> str:
        """The fingerprint of the key that signed."""
        ...

    @classmethod
    def read(cls, plain: Mapping[str, str]) -> Evidence:
        """Read it from the values of a leaf, which name this form. Raises ``EvidenceFault``.

        There is one way to write the same evidence; any other is refused.
        """
        ...

    def plain(self) -> dict[str, str]:
        """Write it as the values of a leaf."""
        ...

    def prepare(self, digest: bytes, act: bytes | None, public: bytes) -> Check | Checked:
        """Check all but an Ed25519 signature: give that to be checked, or else the answer.

        ``digest`` is the SHA-256 of the act's bytes, ``act`` these bytes where they are shown, and
        ``public`` the key that ``key`` names. A form with other mathematics does them here.
        """
        ...

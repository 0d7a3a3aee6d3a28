"""A delegation's story: accredited, limited, away, robbed of a key; everything on the record."""

import datetime as dt
from pathlib import Path

import pytest
from cli.conftest import foedus
from cli.office import UNUSABLE, Office, alarm, appoint, begun, credentials, quick


def days(number: float) -> str:
    """Give the time in so many days, as a draft has it."""
    at = dt.datetime.now(dt.UTC) + dt.timedelta(days=number)
    return f"{at:%Y-%m-%dT%H:%M}Z"


class Story:
    """Says what each act must come to, and counts."""

    def __init__(self, office: Office) -> None:
        self.office, self.entries = office, 1

    def said(self, draft: dict[str, object], key: str, answer: str = "admitted") -> None:
        told = self.office.entered(draft, key)
        self.entries += 1
        assert told["number"] == self.entries
        assert (told["code"] or told["answer"]) == answer, told

    def unheard(self, draft: dict[str, object], key: str, why: str) -> None:
        """Nothing is entered that is not proved to be said by its signer."""
        ran = self.office.act(draft, key)
        assert (ran.status, ran.out) == (UNUSABLE, ""), ran.out
        assert why in ran.err


def test_the_story_of_two_delegations(tmp_path: Path) -> None:
    story = Story(begun(tmp_path))
    accredited(story)
    at_work(story)
    away(story)
    robbed(story, tmp_path)
    verified(story, tmp_path)


def accredited(story: Story) -> None:
    office, public = story.office, story.office.public
    # The registrar appoints a focal point for each of two parties, on a letter; nobody else does.
    story.unheard(appoint("XA", "anna", public("anna")), "anna", "is enrolled for nobody")
    for party, person in (("XA", "anna"), ("XB", "boris")):
        story.said(appoint(party, person, public(person)), "officer")
    told = office.verified()
    assert (told["shown"], told["absent"]) == (2, 0), "the letters are in the record"

    # A focal point keeps the list, and speaks for the party only once accredited.
    story.said(alarm("XA", "raise", "F0", water="high"), "anna", "not-accredited")
    story.said(alarm("XA", "raise", "F0", water="high"), "officer", "not-accredited")

    # Each accredits a delegate with powers that end; nobody accredits for the other party.
    powers = {"may_sign": ["alarm/raise", "alarm/answer"], "until": days(30)}
    story.said(credentials("XA", "accredit", person="ada", key=public("ada"), **powers), "anna")
    story.said(
        credentials("XB", "accredit", person="bela", key=public("bela"), may_sign=["alarm"]),
        "boris",
    )
    story.said(
        credentials("XA", "accredit", person="carl", key=public("carl")), "boris", "not-accredited"
    )
    story.said(
        credentials("XA", "accredit", person="carl", key=public("carl")), "ada", "beyond-powers"
    )


def at_work(story: Story) -> None:
    # Within their powers they act for their states; beyond them they do not.
    story.said(alarm("XA", "raise", "F1", water="very-high"), "ada")
    story.said(alarm("XB", "answer", "F1", help="yes"), "bela")
    story.said(alarm("XA", "end", "F1"), "ada", "beyond-powers")
    story.said(alarm("XB", "raise", "F2", water="high"), "ada", "not-accredited")


def away(story: Story) -> None:
    public = story.office.public
    # The focal point goes on leave: a substitute keeps the list meanwhile, and only then.
    said = {"person": "sofia", "key": public("sofia"), "in_place_of": "anna"}
    story.said(credentials("XA", "substitute", **said, until=days(7)), "anna")
    story.said(credentials("XA", "accredit", person="dora", key=public("dora")), "sofia")
    story.said(alarm("XA", "end", "F1"), "dora")
    story.said(
        credentials("XA", "substitute", person="tim", key=public("tim"), in_place_of="sofia",
                    until=days(5)), "sofia", "not-the-signer",
    )  # fmt: skip


def robbed(story: Story, folder: Path) -> None:
    public = story.office.public
    # A key is lost: the focal point revokes it, and says since when. It signs nothing any more.
    lost = credentials("XA", "revoke", person="ada", key=public("ada"), lost_since=days(-0.5))
    story.said(lost, "anna")
    again = alarm("XA", "raise", "F3", water="high")
    story.unheard(again, "ada", "of ada was revoked at ")
    story.unheard(again | {"signer": "ada"}, "ada", "not entered: no key SHA256:")
    story.said(credentials("XA", "enrol", person="ada", key=public("ada")), "anna", "key-revoked")
    for half in ("ada.key", "ada.key.pub"):
        (folder / half).rename(folder / f"old-{half}")
    story.said(credentials("XA", "enrol", person="ada", key=public("ada")), "anna")
    story.said(again, "ada")


def verified(story: Story, folder: Path) -> None:
    office = story.office
    # Whoever reads the record finds all of it, without asking anybody.
    told = office.verified("--complete")
    assert told["entries"] == told["recomputed"] == told["signed"] == story.entries
    assert (told["withheld"], told["absent"]) == (0, 0)
    kept = folder / "kept.receipt"
    assert quick("receipt", "record", story.entries, "--out", kept, cwd=folder).status == 0
    out = folder / "story.bundle"
    assert foedus("export", office.record, out).status == 0
    for record in (office.record, out):
        ran = foedus("verify", record, "--complete", "--checkpoint", kept)
        assert ran.status == 0, ran.out
        assert ran.out.splitlines()[-1].startswith("Verified:")


@pytest.mark.parametrize("world", ["live", "exercise"])
def test_officers_speak_for_everybody_in_an_exercise_only(tmp_path: Path, world: str) -> None:
    office = begun(tmp_path, "--world", world)
    story = Story(office)
    answer = "admitted" if world == "exercise" else "not-accredited"
    story.said(alarm("XA", "raise", "F1", water="high"), "officer", answer)
    told = office.verified()
    assert told["world"] == world

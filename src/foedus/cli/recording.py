"""What was played, as a record: see ``foedus.cases.recorded``."""

from __future__ import annotations

from foedus.cases.recorded import DiffersError, Recorded, record
from foedus.charter.pack import PackFault, pack
from foedus.charter.read import Read
from foedus.cli.minutes import Minutes
from foedus.cli.printing import UnusableError


def recorded(minutes: Minutes, charter: Read) -> Recorded:
    """Make a record of minutes that were played to their end."""
    try:
        return record(minutes.play, pack(charter), minutes.play.law.charter)
    except DiffersError as differs:
        raise UnusableError(
            f"this case can be played, but not be a record of its own: {differs}"
        ) from None
    except PackFault as fault:
        raise UnusableError(str(fault)) from None

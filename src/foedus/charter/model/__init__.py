"""The words of the charter language, one file a subject; every file of a charter is one of these."""

from foedus.charter.model.bodies import Bodies
from foedus.charter.model.doubts import Doubts
from foedus.charter.model.header import Header, States
from foedus.charter.model.parties import Parties, Standings
from foedus.charter.model.procedures import Procedure
from foedus.charter.model.rules import Rules
from foedus.charter.model.sources import Instrument, Sources

__all__ = [
    "Bodies",
    "Doubts",
    "Header",
    "Instrument",
    "Parties",
    "Procedure",
    "Rules",
    "Sources",
    "Standings",
    "States",
]

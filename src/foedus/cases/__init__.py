"""How jurists test a charter: case files that read like minutes, their reader and their runner."""

from foedus.cases.play import Minute, Play, play
from foedus.cases.read import Case, CaseFault, read_cases

__all__ = ["Case", "CaseFault", "Minute", "Play", "play", "read_cases"]

"""The model's global parameters: meaning, unit, range, default, and where each default comes from."""

from __future__ import annotations

from alliance_sim.scenario.parameters.alignment import AlignmentParameters
from alliance_sim.scenario.parameters.burden import BurdenParameters
from alliance_sim.scenario.parameters.commitment import TREATY_PRIORS, CommitmentParameters
from alliance_sim.scenario.parameters.crisis import CrisisParameters
from alliance_sim.scenario.parameters.threat import ThreatParameters

__all__ = ["TREATY_PRIORS", "Parameters"]


class Parameters(AlignmentParameters, CrisisParameters, CommitmentParameters, BurdenParameters, ThreatParameters):
    """Global parameters, all optional in a file; a state's own values are `figures`."""

"""How do I watch one run? The Mesa engine: states as agents on a live alliance graph."""

from alliance_sim.agents.adversary import Adversary
from alliance_sim.agents.member_state import MemberState
from alliance_sim.agents.model import AllianceModel

__all__ = ["Adversary", "AllianceModel", "MemberState"]

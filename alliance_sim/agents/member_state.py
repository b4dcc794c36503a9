"""A member state, partner or outsider: it watches threats, counts on allies, pays for defence and learns whom to
trust."""

from __future__ import annotations

from typing import Any

from alliance_sim import draws
from alliance_sim.agents.state import State
from alliance_sim.agents.ties import Tie
from alliance_sim.rules import alignment, burden, commitment, odds, threat


class MemberState(State):
    """A state that stands in some relation to the alliance. Subclass it and override a decision to change what states
    do.

    attack_probability, perceived_attack_probability: a year, 0-1. expected_aid: billion USD of capability. spill_in:
    allies'
    spending it counts on, billion USD a year. pressure: to meet the guideline, 0-1. stance: -1 to 1. guardrail: 0-1.
    guarantee, integration, exercises: levels of its standing, 0-1. votes: whether it has a vote. anxiety: 0-1.
    """

    def __init__(self, model: Any, iso3: str) -> None:
        super().__init__(model, iso3)
        self.rules = model.rules.watched(self.whereabouts)
        world, i = model.world, self.position
        self.base_share, self.receptivity = self.share, float(world.figures.receptivity[i])
        self.stance, self.guardrail = float(world.figures.stance[i]), float(world.figures.guardrail[i])
        self.public_weight, self.private_weight = float(world.public_weight[i]), float(world.private_weight[i])
        self.attack_probability = self.perceived_attack_probability = float(world.attack_probability[i])
        self.base_perceived = self.perceived_attack_probability
        self.expected_aid, self.spill_in = float(world.expected_aid[i]), float(world.spill_in[i])
        self.entrapment = self.base_entrapment = float(world.entrapment[i])
        self.help_left: list[float] = world.help_left[i].tolist()
        self.pressure = self.letter_pressure = self.shock = self.anxiety = self.public_noise = 0.0
        self.will = self.hosting = 0.0
        self.accommodation = [0.0 for _ in world.adversaries]
        self.streak = dict.fromkeys(("leave", "join"), 0)
        self.usual_shock = self.base_benefit = self.base_cost = 0.0
        self.base_votes = False
        self.base_relief = [0.0 for _ in world.adversaries]
        self.armed = self.receptivity > 0.0 or self.share > 0.0
        self.standing = self.moving_to = world.standing[i]
        levels = world.scenario.standings[self.standing]
        self.guarantee, self.integration, self.exercises = levels.guarantee, levels.integration, levels.exercises
        self.votes = levels.votes
        self.moving_from, self.moving_since, self.phase_in, self.settled = (0.0, 0.0, 0.0), 0, 0, True
        self.links: list[tuple[MemberState, Tie]] = []

    # Standing

    def decide_standing(self, to: str, phase_in: int) -> None:
        """Set out from the present standing toward another, over `phase_in` years."""
        self.moving_from = (self.guarantee, self.integration, self.exercises)
        self.moving_to, self.moving_since, self.phase_in, self.settled = to, self.year, phase_in, False

    def move_standing(self) -> bool:
        """Take this year's step on the way to the decided standing; True if anything changed."""
        if self.settled:
            return False
        levels, elapsed = self.model.world.scenario.standings[self.moving_to], self.year - self.moving_since
        after = (levels.guarantee, levels.integration, levels.exercises)
        self.guarantee, self.integration, self.exercises = (
            alignment.phased(a, b, float(elapsed), float(self.phase_in))
            for a, b in zip(self.moving_from, after, strict=True)
        )
        if elapsed >= self.phase_in:
            self.standing, self.votes, self.settled = self.moving_to, levels.votes, True
        return True

    # Threat

    def defence(self) -> float:
        """Capability the state could count on against an attack, own and allies', billion USD."""
        return self.readiness * self.capability + self.expected_aid

    def threat(self, defence: float, seen: bool = False) -> float:
        """Chance of being attacked this year behind some defence (billion USD); as it is, or as the state sees it."""
        chance = 0.0
        for attack in self.threat_by_adversary(defence, seen):
            chance = odds.either(chance, attack)
        return chance

    def threat_by_adversary(self, defence: float, seen: bool = False) -> list[float]:
        """Chance of being attacked this year by each adversary."""
        rule, exponent, i = self.rules.threat, self.model.parameters.contest_exponent, self.position
        attacks = []
        for adversary, accommodation in zip(self.model.adversaries, self.accommodation, strict=True):
            intent = alignment.accommodated(adversary.intent[i], accommodation)
            if seen:
                intent *= self.model.outside.seen_intent[self.model.elapsed][adversary.rank][i]
            attacks.append(
                rule(
                    intent,
                    adversary.base_intent[i],
                    adversary.base_attack[i],
                    adversary.power_at(i),
                    defence,
                    exponent,
                )
            )
        return attacks

    def perceive(self) -> float:
        """Perceived attack probability after looking at this year's threat through noise."""
        p, noise = self.model.parameters, self.model.outside.menace[self.model.elapsed][self.position]
        if p.perception_noise > 0.0:
            noise += odds.logistic_noise(self.model.draw(draws.PERCEPTION, self.key), p.perception_noise)
        seen = odds.shift_odds(self.threat(self.defence(), seen=True), noise)
        return threat.next_perception(self.perceived_attack_probability, seen, p.perception_rate, self.shock)

    # Reliance and aid

    def expect_aid(self) -> tuple[float, float]:
        """Capability and spending of allies that the state counts on: expected aid and spill-in, billion USD."""
        floor, aid, spill_in = self.model.parameters.interoperability_floor, 0.0, 0.0
        for ally, tie in self.links:
            usable = commitment.interoperability(tie["tie"], tie["integration"], floor)
            reliance = tie["reliance"][self.iso3]
            brought = commitment.expected_aid(
                reliance, usable, ally.readiness, ally.capability, self.help_left[ally.position]
            )
            tie["aid"][self.iso3] = brought
            aid += brought
            spill_in += reliance * ally.budget
        return aid, spill_in

    # Burden

    def feel_pressure(self) -> None:
        """Pressure to meet the guideline: the pledge's urgency and letters, as far as the public at home lets them
        in."""
        p, outside, t = self.model.parameters, self.model.outside, self.model.elapsed
        faded = threat.fading(self.letter_pressure, p.letter_half_life)
        self.letter_pressure = faded + outside.letter_pressure[t][self.position]
        pledged = p.guideline_pressure * outside.urgency[t] if self.votes else 0.0
        self.pressure = min(1.0, self.receptivity * (pledged + self.letter_pressure))

    def own_share(self) -> float:
        """Defence share after a year's move toward what the theory of burden sharing says."""
        p = self.model.parameters
        demand = burden.threat_demand(self.perceived_attack_probability, self.base_perceived, p.threat_elasticity)
        target = self.rules.burden(
            self.share, self.base_share, self.gdp, self.spill_in, self.public_weight, self.private_weight, demand,
            self.model.outside.guideline_aim[self.model.elapsed], self.pressure,
        )  # fmt: skip
        return burden.next_share(self.share, target, p.spending_inertia, p.spending_growth_ceiling)

    # Commitment

    def expect_entrapment(self) -> float:
        """Chance that at least one of the state's promises is called on this year."""
        chance = 0.0
        for ally, tie in self.links:
            chance = odds.either(chance, tie["promise"][ally.iso3] * ally.attack_probability)
        return chance

    def will_to_confront(self) -> float:
        """What commands hosted, friendship with adversaries and accommodation add to willingness, log odds."""
        confronting: float = self.model.parameters.willingness_stance
        return self.will - confronting * max(self.accommodation, default=0.0)

    def willing_to_help(self, ally: MemberState, tie: Tie) -> float:
        """Chance that this state would come to an ally's defence."""
        p, guideline = self.model.parameters, self.model.outside.guideline[self.model.elapsed]
        complaint = p.willingness_grievance * tie["voice"][self.iso3] * commitment.grievance(ally.share, guideline)
        return commitment.willingness(
            tie["promise"][ally.iso3], tie["tie"], tie["base_tie"], self.stance, self.guardrail, complaint,
            p.willingness_tripwire * tie["tripwire"][self.iso3] + self.will_to_confront(), self.entrapment,
            self.base_entrapment,
            p.willingness_tie, p.willingness_stance, p.willingness_entrapment,
        )  # fmt: skip

    def show(self) -> float:
        """Noise through which everyone sees this state's willingness this year, log odds: one draw for all."""
        scale = self.model.parameters.signal_noise
        return odds.logistic_noise(self.model.draw(draws.SIGNAL, self.key), scale) if scale > 0.0 else 0.0

    def learn(self) -> list[float]:
        """What the state now believes of each ally, in the order of `links`."""
        rule, rate = self.rules.commitment, self.model.parameters.learning_rate
        said = self.model.outside.tone[self.model.elapsed][self.position]
        beliefs = []
        for ally, tie in self.links:
            willing = ally.willing_to_help(self, tie)
            tie["willingness"][self.iso3] = willing
            signal = odds.shift_odds(willing, said[ally.position] + ally.public_noise)
            beliefs.append(rule(tie["reliance"][self.iso3], tie["promise"][self.iso3], signal, rate))
        return beliefs

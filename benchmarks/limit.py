"""The limit: the same model written by hand in C (`kernel/`), built here with the machine's C compiler.

It is no part of the package. What it computes is compared with the compiled engine's results, to the bit, before it is
timed: every state, dyad, outcome and standing, and every change that states decide on. Build and compare by
`python benchmarks/limit.py us-partner-only hague-2025`.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alliance_sim import draws
from alliance_sim.exogenous import Exogenous, build_exogenous
from alliance_sim.metrics import OUTCOMES
from alliance_sim.results.results import DYAD_UNITS, STATE_UNITS, Results
from alliance_sim.rules import commitment
from alliance_sim.rules.alignment import STEP_DOWN
from alliance_sim.scenario.parameters import TREATY_PRIORS
from alliance_sim.world import World

SOURCES = Path(__file__).parent / "kernel"
FLAGS = ["-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC", "-std=gnu11"]
"""None of them lets the compiler change a bit: nothing is reordered or fused, and `-ffast-math` is not among them."""

ROOM = 1000
"""Changes of a run that are kept."""

THEORY = {"threat": "intent_capability", "burden": "joint_product", "commitment": "learning"}
"""The variants that are written in C; crises and realignment can be there or not."""


class NoCompilerError(Exception):
    """There is no C compiler on this machine."""


@dataclass
class Tables:
    """What the kernel wrote: as in `Results`, but dyads are added up over the runs."""

    state: NDArray[np.float64]
    outcomes: NDArray[np.float64]
    dyads: NDArray[np.float64]
    standing: NDArray[np.int8]
    changes: NDArray[np.float64]
    counts: NDArray[np.int64]


class Kernel:
    """The C kernel for one world. Raises NoCompilerError, and ValueError for a theory that it does not have."""

    def __init__(self, world: World) -> None:
        theory = world.scenario.theory.model_dump()
        if {name: theory[name] for name in THEORY} != THEORY:
            raise ValueError(f"the kernel knows {THEORY}, not {theory}")
        self.world, self.years = world, world.scenario.end - world.scenario.start + 1
        self._kept, self._parameters = given(world), parameters(world)
        self._live = build(tuple(declared(self._kept)), tuple(self._parameters))
        self._given = filled(self._kept)

    def tables(self, runs: int) -> Tables:
        """Empty tables for so many runs."""
        n = len(self.world.states)
        return Tables(
            np.empty((len(STATE_UNITS), runs, self.years, n)),
            np.empty((len(OUTCOMES), runs, self.years)),
            np.empty((len(DYAD_UNITS), self.years, n, n)),
            np.empty((runs, self.years, n), dtype=np.int8),
            np.empty((runs, ROOM, 6)),
            np.zeros(runs, dtype=np.int64),
        )

    def live(self, seeds: Sequence[int], to: Tables, wanted: Sequence[str] = ("outcomes", "states", "dyads")) -> Tables:
        """Live through one run for every seed and write what is wanted; changes come with the states."""
        keys = np.array([draws.seed_key.__wrapped__(seed) for seed in seeds], dtype=np.uint64)
        settings = np.array(list(self._parameters.values()))
        states = "states" in wanted
        self._live(
            ctypes.byref(self._given), place(settings), ctypes.c_int64(len(keys)), place(keys), place(to.counts),
            place(to.outcomes) if "outcomes" in wanted else None,
            place(to.state) if states else None, place(to.dyads) if "dyads" in wanted else None,
            place(to.standing) if states else None, place(to.changes) if states else None, ctypes.c_int64(ROOM),
        )  # fmt: skip
        return to


def place(array: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def parameters(world: World) -> dict[str, float]:
    p = world.scenario.parameters
    numbers = {name: float(getattr(p, name)) for name in type(p).model_fields if name != "treaty_prior"}
    return numbers | {"prior": TREATY_PRIORS[p.treaty_prior]}


def given(world: World) -> dict[str, Any]:
    """Everything the kernel reads, by the name it has there: whole numbers and arrays."""
    outside, standings = build_exogenous(world), list(world.scenario.standings)
    ally = np.array([i in world.members for i in range(len(world.states))], dtype=np.int64)
    size = {i: (float(world.figures.capability[i]), world.states[i]) for i in world.members}
    theory, levels = world.scenario.theory, world.scenario.standings.values()
    numbers: dict[str, Any] = {
        "n": len(world.states), "rivals": len(world.adversaries), "standings": len(standings),
        "start": world.scenario.start, "years": len(outside.guideline), "member": standings.index("member"),
        "largest": max(size, key=lambda i: size[i]), "by_chance": int(theory.crisis != "none"),
        "frozen": int(theory.alignment == "frozen"),
        "ally": ally, "adversaries": np.array(world.adversaries, dtype=np.int64),
        "keys": np.array([draws.actor_key(iso3) for iso3 in world.states], dtype=np.uint64),
        "lower": np.array([standings.index(STEP_DOWN.get(name, "outside")) for name in standings], dtype=np.int64),
        "levels": np.array([(s.guarantee, s.integration, s.exercises, float(s.votes)) for s in levels]).T,
        "first_standing": np.array([standings.index(name) for name in world.standing], dtype=np.int64),
    }  # fmt: skip
    arrays = numbers | _first(world, ally) | _outside(outside) | _rows(outside, standings)
    return {name: np.ascontiguousarray(x) if isinstance(x, np.ndarray) else x for name, x in arrays.items()}


def _first(world: World, ally: NDArray[np.int64]) -> dict[str, Any]:
    """The first year, and what never changes."""
    figures = world.figures
    both = ally[:, None] * ally[None, :] * (1 - np.eye(len(ally), dtype=np.int64))
    far = world.distance_km[list(world.adversaries)].reshape(world.intent.shape)
    return {
        "armed": ((figures.receptivity > 0.0) | (figures.share > 0.0) | (ally == 0)).astype(np.int64),
        "first_linked": ((np.maximum(world.promise, world.promise.T) > 0.0) & (both > 0)).astype(np.int64),
        "first_gdp": figures.gdp, "first_share": figures.share, "first_budget": figures.budget,
        "first_capability": figures.capability, "first_readiness": figures.readiness,
        "first_stance": figures.stance, "first_guardrail": figures.guardrail,
        "first_attack": world.attack_probability, "first_aid": world.expected_aid, "first_spill_in": world.spill_in,
        "first_entrapment": world.entrapment, "first_reliance": world.reliance,
        "first_tie": np.triu(world.tie) + np.triu(world.tie, 1).T,
        "efficiency": figures.efficiency, "receptivity": figures.receptivity,
        "public_weight": world.public_weight, "private_weight": world.private_weight,
        "pact": world.pact, "help_left": world.help_left, "nearness": world.nearness,
        "base_attack": world.attack_by, "power_left": world.power_left, "borders": (far == 0.0).astype(np.float64),
    }  # fmt: skip


def _outside(outside: Exogenous) -> dict[str, Any]:
    """The yearly inputs."""
    persons, where = np.unique(outside.troops, return_inverse=True)
    tripwire = np.array([commitment.tripwire(value) for value in persons.tolist()])[where]
    same = (
        "growth", "level", "letter_pressure", "voiced", "tone", "intent", "seen_intent", "menace", "practised",
        "guideline", "guideline_aim", "urgency", "budget_change",
    )  # fmt: skip
    said = ("stance", "guardrail", "readiness", "will", "hosting")
    return {
        **{name: getattr(outside, name) for name in same},
        **{f"said_{name}": getattr(outside, name) for name in said},
        "ordered_share": outside.budget_share,
        "toned": np.any(outside.tone != 0.0, axis=2).astype(np.int64),
        "voiced_from": next((t for t, year in enumerate(outside.voiced) if year.any()), len(outside.voiced)),
        "tripwire": tripwire.reshape(outside.troops.shape),
    }


def _rows(outside: Exogenous, standings: list[str]) -> dict[str, Any]:
    """What events decide, ask for, bring and conclude, as rows that begin with the year, and how many there are."""
    rows: dict[str, list[tuple[int, ...]]] = {
        "decided": [
            (t, c.state, standings.index(c.to), c.phase_in) for t, row in enumerate(outside.standing) for c in row
        ],
        "applied": [(t, a.state) for t, row in enumerate(outside.applications) for a in row],
        "challenged": [(t, c.adversary, c.target, c.severity) for t, row in enumerate(outside.challenges) for c in row],
        "concluded": [(t, c.one, c.other, int(c.end)) for t, row in enumerate(outside.treaties) for c in row],
    }
    arrays = {name: np.array(found, dtype=np.int64).reshape(len(found), -1) for name, found in rows.items() if found}
    empty = {name: np.zeros((0, 4), dtype=np.int64) for name, found in rows.items() if not found}
    return {**arrays, **empty, **{f"{name}_rows": len(found) for name, found in rows.items()}}


def declared(values: dict[str, Any]) -> list[str]:
    """How the header declares what the kernel reads, one line each."""
    kinds = {"f8": "const double *", "i8": "const int64_t *", "u8": "const uint64_t *"}
    return [
        f"{kinds[value.dtype.str[1:]] if isinstance(value, np.ndarray) else 'int64_t '}{name};"
        for name, value in values.items()
    ]


def filled(values: dict[str, Any]) -> ctypes.Structure:
    """The same as a structure in memory; the arrays must be kept alive as long as it."""
    array = {name: isinstance(value, np.ndarray) for name, value in values.items()}
    fields = [(name, ctypes.c_void_p if array[name] else ctypes.c_int64) for name in values]
    kind: type[ctypes.Structure] = type("Given", (ctypes.Structure,), {"_fields_": fields})
    return kind(*[value.ctypes.data if array[name] else value for name, value in values.items()])


def compiler() -> str:
    """The C compiler: `$CC`, else gcc, else cc. Raises NoCompilerError."""
    for name in filter(None, (os.environ.get("CC"), "gcc", "cc")):
        if shutil.which(name):
            return name
    raise NoCompilerError("no C compiler (gcc) on this machine")


def compiler_version() -> str:
    said = subprocess.run([compiler(), "--version"], check=True, capture_output=True, text=True).stdout
    return said.splitlines()[0]


@cache
def build(fields: tuple[str, ...], numbers: tuple[str, ...]) -> Any:
    """The kernel's `live`, built for these inputs and parameters."""
    with tempfile.TemporaryDirectory() as folder:
        header = ["#include <stdint.h>", "typedef struct {", *fields, "} Given;", "typedef struct {"]
        header += [*(f"double {name};" for name in numbers), "} Parameters;"]
        (Path(folder) / "given.h").write_text("\n".join(header) + "\n", encoding="ascii")
        library = Path(folder) / "kernel.so"
        command = [compiler(), *FLAGS, "-I", folder, str(SOURCES / "model.c"), "-o", str(library), "-lm"]
        subprocess.run(command, check=True)
        live = ctypes.CDLL(str(library)).live
    live.restype = None
    return live


def differences(ours: Results, kernel: Kernel, tables: Tables) -> list[str]:
    """Names of what is not the same to the bit in the engine's results and in the kernel's."""
    runs = len(ours.seeds)
    pairs: list[tuple[str, Any, Any]]
    pairs = [(f"state {name}", ours.state[name], tables.state[k]) for k, name in enumerate(STATE_UNITS)]
    pairs += [(f"outcome {name}", ours.outcomes[name], tables.outcomes[k]) for k, name in enumerate(OUTCOMES)]
    pairs += [(f"dyad {name}", ours.dyads[name], tables.dyads[k] / runs) for k, name in enumerate(DYAD_UNITS)]
    pairs += [("standing", ours.standing, tables.standing)]
    found = [name for name, one, other in pairs if not np.array_equal(one, other, equal_nan=one.dtype.kind == "f")]
    written = [
        (run, kernel.world.scenario.start + int(t), kernel.world.states[int(i)])
        for run, count in enumerate(tables.counts.tolist())
        for t, i, kind in tables.changes[run, :count, :3].tolist()
        if kind != OBJECTION
    ]
    if written != [(row["replicate"], row["year"], row["state"]) for row in ours.changes]:
        found.append("changes")
    return found


OBJECTION = 4
"""A change that is only a member's objection to the one before it."""


def hold_to_engine(kernel: Kernel, runs: int = 25) -> None:
    """Stop with what differs, if the kernel does not compute what the engine computes."""
    from alliance_sim.batch.engine import run_batch

    found = differences(run_batch(kernel.world, range(runs)), kernel, kernel.live(range(runs), kernel.tables(runs)))
    if found:
        sys.exit(f"{kernel.world.scenario.name}: the C kernel differs from the engine in {', '.join(found)}")


def main() -> None:
    from alliance_sim.scenario import load_scenario
    from alliance_sim.world import build_world

    for name in sys.argv[1:] or ["nato-2018"]:
        hold_to_engine(Kernel(build_world(load_scenario(name, settings=["outcomes=[]"]))))
        print(f"{name}: the same to the bit")


if __name__ == "__main__":
    main()

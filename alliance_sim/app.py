"""A page in the browser to watch one run, year by year, on Mesa's SolaraViz: `solara run alliance_sim.app`.

Needs the extra `viz`. The scripts of the page come from a content network on the internet unless `solara-assets` is
installed too; then none is needed. Each browser that opens the page has a model of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from alliance_sim.agents import AllianceModel
from alliance_sim.errors import MissingExtraError
from alliance_sim.plots import live, style
from alliance_sim.scenario import list_scenarios
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.scenario.theory import VARIANTS

try:
    import solara
    from mesa.visualization import SolaraViz
    from mesa.visualization.utils import update_counter
except ImportError as error:
    raise MissingExtraError("this page needs Solara: pip install 'alliance-sim[viz]'") from error

if TYPE_CHECKING:
    from matplotlib.axes import Axes

USUAL = Parameters()
"""The parameters as they are if nobody sets them."""

OUTCOMES = ("anxiety", "deterrence")
"""The outcomes that the page draws."""


class WatchedModel(AllianceModel):
    """The model with the settings that the page offers, each by its own name, as SolaraViz asks for.

    alliance: name of a shipped scenario; not called `scenario`, by which name Mesa 3.5 hands over an object of its own
    at Reset. rng: the seed, 0 or more. burden, threat, commitment: variants of these rules.
    threat_elasticity, publicness: the parameters of these names.
    """

    def __init__(
        self,
        alliance: str = "us-partner-only",
        *,
        rng: int | str = 2018,
        burden: str = VARIANTS["burden"][0],
        threat: str = VARIANTS["threat"][0],
        commitment: str = VARIANTS["commitment"][0],
        threat_elasticity: float = USUAL.threat_elasticity,
        publicness: float = USUAL.publicness,
    ) -> None:
        super().__init__(
            alliance,
            rng=rng,
            burden=burden,
            threat=threat,
            commitment=commitment,
            threat_elasticity=threat_elasticity,
            publicness=publicness,
        )


def _choice(label: str, names: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "Select", "label": label, "value": names[0], "values": list(names)}


def _slider(label: str, usual: float) -> dict[str, Any]:
    """From nothing to twice the usual value, in steps of a tenth of it."""
    return {"type": "SliderFloat", "label": label, "value": usual, "min": 0.0, "max": 2 * usual, "step": usual / 10}


def settings() -> dict[str, Any]:
    """What the page lets one set before a run, as SolaraViz describes inputs."""
    names = [name for name, _, _ in list_scenarios()]
    return {
        "alliance": {"type": "Select", "label": "Scenario", "value": "us-partner-only", "values": names},
        "rng": {"type": "SliderInt", "label": "Seed", "value": 2018, "min": 2000, "max": 2100, "step": 1},
        **{rule: _choice(f"Theory: {rule}", VARIANTS[rule]) for rule in ("burden", "threat", "commitment")},
        "threat_elasticity": _slider("Threat elasticity", USUAL.threat_elasticity),
        "publicness": _slider("Publicness", USUAL.publicness),
    }


def panel(draw: Callable[[AllianceModel], Axes]) -> Callable[[AllianceModel], Any]:
    """A part of the page that draws the model anew after each step."""

    @solara.component
    def Panel(model: AllianceModel) -> None:  # noqa: N802
        update_counter.get()
        solara.FigureMatplotlib(style.figure_of(draw(model)), format="svg")

    return Panel  # type: ignore[no-any-return]


PANELS = [panel(live.ties), panel(live.shares), *(panel(partial(live.outcome, name=name)) for name in OUTCOMES)]
"""The parts of the page in their order."""


@solara.component
def Page() -> None:  # noqa: N802
    """The page; Solara looks for it by this name."""
    model = solara.use_memo(WatchedModel, [])
    SolaraViz(
        model,
        components=[(each, 0) for each in PANELS],
        model_params=settings(),
        name="alliance_sim",
        play_interval=400,
    )

"""How bad it is that the United States is a partner only, under every combination of rival theories."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from alliance_sim.studies.sweep.dataset import read_sweep

if TYPE_CHECKING:
    import pandas as pd

STUDY = Path(__file__).with_name("how-bad.yaml")
RULES = ("burden", "threat", "commitment", "crisis", "alignment")
UNITS = {"deterrence": 100.0, "anxiety": 100.0, "spending": 1.0, "capability": 1.0}
"""Outcome -> what its differences are multiplied by: points, and billion USD."""

CLAIMS = {
    "Wherever danger follows capability, and beliefs follow words or the treaty, deterrence falls by more than one"
    " percentage point, whatever the rule of burdens": lambda found: (
        found["highest_deterrence_where_danger_follows_capability_and_beliefs_words_or_treaty"] < -1.0
    ),
    "Where states judge by deeds alone they lose less than half of what they lose where they learn from words": (
        lambda found: (
            abs(found["deterrence_commitment_deeds_only"]) < 0.5 * abs(found["deterrence_commitment_learning"])
        )
    ),
    "Where the chance of being attacked is held fixed, deterrence changes by less than half a point on average": (
        lambda found: abs(found["deterrence_threat_fixed"]) < 0.5
    ),
    "The rule of burdens decides who pays, and changes the loss of deterrence by less than one point": lambda found: (
        found["capability_burden_public_good"] > 0.6 * found["capability_burden_fixed_share"]
        and found["widest_deterrence_between_burdens"] < 1.0
    ),
    "Crises and realignment hardly change the answer": lambda found: (
        abs(found["deterrence_crisis_contest"] - found["deterrence_crisis_none"]) < 0.1
        and abs(found["deterrence_alignment_utility"] - found["deterrence_alignment_frozen"]) < 0.1
    ),
    "Balance of power and intent with capability agree here to the last digit": lambda found: (
        found["deterrence_threat_balance_of_power"] == found["deterrence_threat_intent_capability"]
    ),
}
"""Sentences of the README's verdict -> whether they hold of the numbers."""


def by_theory() -> pd.DataFrame:
    """A row for each combination of theories: the mean difference from the baseline in 2035, over its seeds."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "sweep"
        subprocess.run(
            [sys.executable, "-m", "alliance_sim", "sweep", str(STUDY), "--out", str(folder), "--quiet"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        runs = read_sweep(folder).differences()
    runs = runs.rename(columns={f"theory.{rule}": rule for rule in RULES})
    means = runs.groupby([*RULES], sort=False)[[*UNITS]].mean()
    return (means * list(UNITS.values())).reset_index()


def replicate() -> dict[str, float]:
    """Every quantity of `expected.csv`: differences in 2035, in percentage points or billion USD of 2015."""
    theories = by_theory()
    found = {"theories": float(len(theories))}
    for rule in RULES:
        for variant, chosen in theories.groupby(rule, sort=False):
            found |= {f"{name}_{rule}_{variant}": float(chosen[name].mean()) for name in UNITS}
            found[f"lowest_deterrence_{rule}_{variant}"] = float(chosen["deterrence"].min())
            found[f"highest_deterrence_{rule}_{variant}"] = float(chosen["deterrence"].max())
    worst = theories[(theories["threat"] != "fixed") & (theories["commitment"] != "deeds_only")]
    found["highest_deterrence_where_danger_follows_capability_and_beliefs_words_or_treaty"] = float(
        worst["deterrence"].max()
    )
    between = theories.groupby([rule for rule in RULES if rule != "burden"])["deterrence"]
    found["widest_deterrence_between_burdens"] = float((between.max() - between.min()).max())
    return found


def table(found: dict[str, float]) -> str:
    """The numbers as they stand in the README."""
    lines = [f"{'':<29} {'deterrence, points':^22} {'anxiety':>9} {'spending':>9} {'capability':>10}"]
    lines.append(f"{'':<29} {'mean':>6} {'lowest':>7} {'highest':>7} {'points':>9} {'bn USD':>9} {'bn USD':>10}")
    for name, mean in found.items():
        head, _, rest = name.partition("_")
        rule, _, variant = rest.partition("_")
        if head != "deterrence" or rule not in RULES:
            continue
        low, high = (found[f"{end}_deterrence_{rest}"] for end in ("lowest", "highest"))
        anxiety, spending, capability = (found[f"{name}_{rest}"] for name in ("anxiety", "spending", "capability"))
        lines.append(
            f"{rule + ' ' + variant.replace('_', ' '):<29} {mean:>6.2f} {low:>7.2f} {high:>7.2f}"
            f" {anxiety:>9.1f} {spending:>9,.0f} {capability:>10,.0f}"
        )
    return "\n".join(lines)


# --- The figure ------------------------------------------------------------------------------------------------------

MARKS = {
    "joint_product": ("vermillion", "o"),
    "public_good": ("blue", "s"),
    "threat_only": ("green", "^"),
    "guideline_only": ("purple", "v"),
    "fixed_share": ("orange", "D"),
}


def draw(path: Path) -> None:
    """Deterrence lost under every combination of theories: a row for threat and commitment, a mark for the burden."""
    from alliance_sim.plots import style

    theories = by_theory()
    theories = theories[theories["threat"] != "balance_of_power"]
    rows = [
        (threat, trust) for threat in ("intent_capability", "fixed") for trust in ("learning", "treaty", "deeds_only")
    ]
    with style.house_style():
        header = style.measure_header(
            "How bad is partner-only, under which theories",
            "Difference in deterrence in 2035 from the same run without the downgrade; each mark is one combination"
            " of theories, mean of 5 seeds. Threat by balance of power gives the numbers of intent and capability.",
        )
        figure = style.new_figure(2.9 + header.height, head=header.height, foot=0.3)
        style.write_header(figure, header)
        ax = figure.subplots()
        for place, (burden, (colour, mark)) in enumerate(MARKS.items()):
            chosen = theories[theories["burden"] == burden]
            heights = [rows.index(row) for row in zip(chosen["threat"], chosen["commitment"], strict=True)]
            ax.plot(
                chosen["deterrence"], [height + 0.14 * (place - 2) for height in heights], linestyle="none",
                marker=mark, markersize=4, markerfacecolor="none", markeredgecolor=style.OKABE_ITO[colour],
                label=burden.replace("_", " "),
            )  # fmt: skip
        ax.axvline(0.0, color=style.INK, linewidth=0.7)
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_yticks(
            range(len(rows)),
            [f"threat: {one.replace('_', ' ')}\nbeliefs: {other.replace('_', ' ')}" for one, other in rows],
        )
        for edge in range(1, len(rows)):
            ax.axhline(edge - 0.5, color=style.FAINT, linewidth=0.5)
        ax.set_xlabel("difference in deterrence, percentage points of the chance of a year without attack")
        ax.legend(title="burden", loc="upper left", bbox_to_anchor=(1.0, 1.0), alignment="left")
        text = (
            "experiments/partner_only_by_theory, scenario us-partner-only, seeds 2018 to 2022; most parameters assumed"
        )
        style.write_footer(figure, text)
        style.save(figure, path, "How bad is partner-only, under which theories", text)


if __name__ == "__main__":
    print(table(replicate()))

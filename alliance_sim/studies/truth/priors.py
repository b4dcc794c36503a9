"""What is known of each parameter before it is fitted: range, centre and spread, and where they are from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Prior:
    """A normal prior within bounds.

    Args:
        name: a parameter of the model, or of the carry.
        low: lower bound.
        high: upper bound.
        value: its centre.
        spread: its standard deviation.
        source: where centre and spread are from.
    """

    name: str
    low: float
    high: float
    value: float
    spread: float
    source: str


PRIORS = {
    prior.name: prior
    for prior in (
        Prior("threat_elasticity", 0.0, 10.0, 3.0, 1.0, "Nordhaus, Oneal & Russett 2012: 3; spread assumed"),
        Prior("spending_inertia", 0.05, 0.9, 0.30, 0.15, "incremental budgets, Wildavsky 1964; numbers assumed"),
        Prior("guideline_pressure", 0.0, 1.0, 0.5, 0.3, "anything from none to all of the gap; numbers assumed"),
        Prior("threat_distance_km", 300.0, 4000.0, 1000.0, 400.0, "form: Boulding 1962; numbers assumed"),
        Prior("perception_rate", 0.05, 1.0, 0.2, 0.1, "half forgotten in three years, Lyu et al. 2022; spread assumed"),
        Prior("publicness", 0.0, 0.06, 0.02, 0.02, "0.053 fits NATO 1964, lower today by assumption"),
        Prior("persistence", 0.5, 1.0, 0.95, 0.05, "tastes last; numbers assumed"),
        Prior("gain", 0.2, 1.0, 0.8, 0.2, "most news about a budget lasts; numbers assumed"),
    )
}
"""What `calibrate` can fit, by name: parameters of the model, then those of the carry."""

FITTED = tuple(name for name in PRIORS if name != "publicness")
"""What is fitted unless something else is asked for: `publicness` stays as assumed, since the shares do not fix it."""

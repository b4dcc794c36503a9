"""The command line: how do I start? Only click is imported here; each command imports what it needs when it runs."""

from alliance_sim.cli.program import main

__all__ = ["main"]

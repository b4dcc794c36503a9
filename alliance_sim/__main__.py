"""`python -m alliance_sim` is the same program as `alliance-sim`."""

import sys

from alliance_sim.cli import main

if __name__ == "__main__":
    sys.exit(main())

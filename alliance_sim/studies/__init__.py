"""Studies: what follows from runs. A comparison is the smallest of them."""

"""Sweeps: one study file, very many runs, and a data set that nothing can tear."""

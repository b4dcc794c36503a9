"""How do I run a million? The same rules, compiled: one loop over years and dyads for every run, runs in parallel."""

"""Is it true? The model fitted to reported defence shares, tested on years it has not seen, and carried forward."""

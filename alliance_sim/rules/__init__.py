"""What a state does: plain scalar functions, floats in and float out, one file for each decision."""

"""What the Explain menu adds to a run, an entry in each file, and the code."""

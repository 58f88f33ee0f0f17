"""Where points come from: generated and shipped ones, and those of a file."""

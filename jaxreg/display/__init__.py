"""Figures and words of a run."""

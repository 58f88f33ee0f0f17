"""Lessons: text files of cards, each of which asks before it shows."""

"""What can be asked of a run beyond its result, each in its own file and in numbers."""

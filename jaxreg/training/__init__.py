"""Models, gradient descent, and what is known of them without it."""

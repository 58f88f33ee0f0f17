"""Many runs at once: a grid of settings in, a table out."""

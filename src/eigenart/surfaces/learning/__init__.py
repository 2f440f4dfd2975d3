"""Learning: the catalogue, progress, and what to learn next."""

"""Which surfaces are switched on, and for whom."""

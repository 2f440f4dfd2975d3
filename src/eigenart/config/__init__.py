"""Settings, URLs, wiring and the database: the only place that sees everything."""

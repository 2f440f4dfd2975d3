"""The use cases: recommend, record feedback, train. Knows surfaces only through the registry."""

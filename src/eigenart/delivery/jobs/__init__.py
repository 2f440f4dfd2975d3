"""Background jobs: thin; open the gate, call one use case."""

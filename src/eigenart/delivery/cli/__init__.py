"""The command `eigenart`."""

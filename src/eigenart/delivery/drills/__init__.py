"""Rehearsals of promises against the running portal: does switching off cost anything, does a breach get answered.

Each leaves the database as it was. Called by `eigenart drill` and by the tests.
"""

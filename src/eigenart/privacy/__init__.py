"""The gate: personal data is read only with a Grant in hand, and only this package makes grants."""

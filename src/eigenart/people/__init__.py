"""Who works here: employees, org units, positions, authorisation roles."""

"""Estimators and rankers: NumPy, SciPy and `core` only, callable from a notebook. Framework-free by contract."""

"""Eigenart: personalisation of the employee experience that the register permits and the person controls."""

__version__ = "0.1.0"

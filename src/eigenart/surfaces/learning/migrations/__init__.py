"""Migrations, run by the owner role."""

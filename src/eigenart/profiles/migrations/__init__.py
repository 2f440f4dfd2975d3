"""Migrations of profiles."""

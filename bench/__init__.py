"""Measurements on real data. Nothing here is imported by the product; speed and memory are never tests."""

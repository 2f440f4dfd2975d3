"""The purpose register: schema, loader, checks, hash. No tables."""

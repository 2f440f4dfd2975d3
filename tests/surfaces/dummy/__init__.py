"""A sixth surface that lives only here: proof that one folder is enough."""

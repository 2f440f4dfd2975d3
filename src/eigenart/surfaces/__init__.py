"""One folder for each personalised area; siblings do not know each other."""

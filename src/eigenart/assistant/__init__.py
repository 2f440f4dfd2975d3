"""The HR assistant; calls surfaces through the registry only. Nothing lives here yet."""

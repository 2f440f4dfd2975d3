"""Looking at the whole, never at one person. Nothing lives here yet."""

"""Everything that has a URL, a schedule or a prompt."""

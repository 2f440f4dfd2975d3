"""Documents that are rendered from the register and from nothing else, in German and English."""

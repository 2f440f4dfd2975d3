"""Small builders that tests of several floors share."""

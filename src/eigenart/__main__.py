"""`python -m eigenart` is the command `eigenart`."""

from eigenart.delivery.cli import main

main()

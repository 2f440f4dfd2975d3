"""What the words mean and what the rules decide. Standard library only; every other floor may import it."""

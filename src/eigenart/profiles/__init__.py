"""What is known about an employee, where each value came from, and how it gets in."""

"""Files from HR systems: receive, inspect, preview, apply, revert. One module for each step."""

"""The desk of works council, data protection officer and employer: what waits, figures, stops, breaches. No person."""

"""Real processes, real kills: what was acknowledged is there, what was sent is sent once."""

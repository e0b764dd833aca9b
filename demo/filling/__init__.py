"""The story the demonstration journal tells: who did what on which day, done by the journal's own operations."""

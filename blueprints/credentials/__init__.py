"""Access issued: who waits for it, one-time codes on slips, the register F-24 (3.8.2)."""

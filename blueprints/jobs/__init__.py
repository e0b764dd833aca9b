"""Jobs as their owner sees them: progress, result, cancel."""

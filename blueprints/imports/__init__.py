"""Files read in as a whole: template, preview, row errors, undo."""

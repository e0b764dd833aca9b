"""The bench runs; what it measures is not judged here."""

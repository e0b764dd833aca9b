"""The directory of specialties (3.8.6)."""

"""The institution's calendar, its terms and bells."""

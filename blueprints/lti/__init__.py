"""The way in from an LMS: login, launch, choosing content, registration."""

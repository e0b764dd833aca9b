"""THE SHELL: application factory, settings, database session, access, errors, jobs, commands and adapters."""

"""The shell around the journal: settings, errors, headers, cookies, CSRF, health, logs, jobs."""

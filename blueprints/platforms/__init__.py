"""The LMSs the journal is connected to: invitations, registrations, deployments, self-check (3.7)."""

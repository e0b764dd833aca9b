"""Consultations of a journal: plan and fact, how many came."""

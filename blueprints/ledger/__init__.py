"""The ledger of obligatory works: who did which, who owes what (4.1.6, F-05)."""

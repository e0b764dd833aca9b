"""Students: the list over the whole college, a card, contacts and representatives."""

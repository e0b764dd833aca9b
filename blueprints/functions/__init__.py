"""Function lists of the offices and «ознакомлен(а)» (3.2)."""

"""What a hostile or careless person may try, and what must come of it."""

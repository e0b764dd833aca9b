"""Movement of the contingent: the register, entering it by order, taking a mistaken one back."""

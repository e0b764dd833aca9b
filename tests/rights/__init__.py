"""Every route as every role: the matrix of the requirements, the golden route list, who is refused and when."""

"""Paper: the journal's forms as PDF/A, always made by WeasyPrint in a process of their own."""

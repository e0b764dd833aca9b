"""What each paper form says: plain data read from the journal in a fixed number of queries, ready to be laid out.

Equal data make equal papers: nothing here knows of pages, of typefaces or of the moment of printing.
"""

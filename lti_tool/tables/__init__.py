"""Tables of others read in (XLSX, CSV, DOCX) and ours written out."""

"""Operations and queries of the journal."""

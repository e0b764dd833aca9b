"""«Итоговые»: finals of a journal, «н/а» and its resolution, the group's summary."""

"""«Сегодня»: where a teacher lands."""

"""Word manuscripts (.docx), read part by part: every text of the file is taken, or lies in exactly one named bucket."""

from desk.manuscript.word.document import read_word

__all__ = ["read_word"]

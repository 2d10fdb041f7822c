"""The addresses of the pages, one file for each part of the desk's work."""

"""The notice, sentence by sentence, through the doors that its members use: one file a member of the board.

A test marked `keeps` drives a whole rule and lets docs/notice.md call it kept; one marked `partly` drives what is kept
of a rule that lacks something. tests/docs/test_kept.py compares both with the page.
"""

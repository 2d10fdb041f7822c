"""The addresses of matters: being away, lending, meeting, incidents, changes to what is published."""

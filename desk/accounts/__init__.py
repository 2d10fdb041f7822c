"""Who may come in: passwords and second factors, links that let in once, and who looks after accounts."""

"""The desk as pages: thin views over what the desk reads and does."""

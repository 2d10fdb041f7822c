"""Commands about who comes in: accounts and personal tokens."""

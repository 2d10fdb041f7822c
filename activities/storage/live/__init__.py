"""What the storage tells of by itself."""

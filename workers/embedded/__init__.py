"""The servers a newsroom on one machine needs, run as children of ours that never outlive us."""

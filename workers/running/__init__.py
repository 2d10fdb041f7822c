"""What our long-lived processes do until they are told to stop; each file loads what its own process needs."""

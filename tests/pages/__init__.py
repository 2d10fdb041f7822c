"""The pages, without a browser and with one."""

"""The filters' parts: chips of what is active, the panel that sets it, the words."""

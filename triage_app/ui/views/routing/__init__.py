"""The parts of the routing page."""

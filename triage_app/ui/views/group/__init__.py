"""The parts of the group panel: its members, its warning, its footer."""

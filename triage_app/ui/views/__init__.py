"""The parts of the window: they emit intent and show state, and decide nothing."""

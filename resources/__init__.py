"""Files the program carries with it: icons, fonts, styles and the sample backlog."""

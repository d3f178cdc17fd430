"""The window's presenters, wired by what they serve: desk, files, pages."""

"""Small pieces that views and dialogs are put together from."""

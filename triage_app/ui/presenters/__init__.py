"""What stands between the views and the services: one presenter for each concern."""

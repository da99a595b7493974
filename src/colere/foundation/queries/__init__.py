"""What can be read of the foundation, each reading for an actor and starting from what that actor may see."""

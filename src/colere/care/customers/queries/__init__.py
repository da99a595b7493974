"""What can be read of customers, each reading for an actor and starting from what that actor may see."""

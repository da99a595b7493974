"""What can be read of conversations, each reading for an actor and starting from what that actor may see."""

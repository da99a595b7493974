"""What can be read of mentions, each reading for an actor and starting from what that actor may see."""

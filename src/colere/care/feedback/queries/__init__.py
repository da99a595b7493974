"""What can be read of answers, each reading for an actor and starting from what that actor may see."""

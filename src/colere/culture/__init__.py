"""The team's side: how a company gets better at caring, from a problem solved for everybody to the daily huddle."""

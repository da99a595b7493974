"""The customer's side: who the customers are, what they wrote to us, and what they told us about it."""

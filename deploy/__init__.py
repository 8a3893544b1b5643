"""How the portal is run: the embedded services of one machine, and samples for a production host."""

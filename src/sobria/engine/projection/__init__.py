"""What if we change nothing, and what if we change something: stock, flows and their footprint until 2050."""

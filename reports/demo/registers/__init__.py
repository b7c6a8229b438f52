"""The registers of the demo's societies: invented, deterministic, on both sides of every rule."""

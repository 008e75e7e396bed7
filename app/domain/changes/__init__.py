"""Changes (chapter 4): what happens to one, what may be decided, and what stands against it."""

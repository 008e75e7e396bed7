"""People who come in by a token of an OpenID provider: whether it is genuine, whose it is, and how they signed in."""

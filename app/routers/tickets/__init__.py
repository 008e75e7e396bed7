"""Tickets over HTTP, a module per sub-resource."""

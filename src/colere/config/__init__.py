"""Composition root: settings, routes, server, schedule. Nobody imports it."""

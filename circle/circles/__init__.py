"""Circles and who belongs to them: roles, powers, joining, invites, handover, follows, links."""

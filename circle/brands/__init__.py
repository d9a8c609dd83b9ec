"""Who owns circles: brands, their web domains and keys. Not who belongs to them (accounts, circles)."""

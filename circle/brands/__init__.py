"""Who owns circles: brands, their domains, keys and tickets. Not who belongs to them."""

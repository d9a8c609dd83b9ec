"""Catalogues of the interface's texts: one .po per package and language, merged when set up."""

"""Judging texts before others see them: rules in, verdict out. What follows from a verdict does not
belong here: the package whose text it is decides that."""

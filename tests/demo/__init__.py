"""Tests of the demonstration and of made-up communities."""

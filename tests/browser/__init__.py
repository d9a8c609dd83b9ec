"""The product in a real Chromium: how it looks, what it weighs, and what it does with scripts."""

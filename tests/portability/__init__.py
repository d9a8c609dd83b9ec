"""Tests of carrying communities in and out."""

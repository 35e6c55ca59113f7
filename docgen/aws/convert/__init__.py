"""Converters from resource instances to the model, one file per AWS service area. No converter imports another."""

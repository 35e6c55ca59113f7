"""Instances to things of the model, one file per AWS service area. No converter knows another."""

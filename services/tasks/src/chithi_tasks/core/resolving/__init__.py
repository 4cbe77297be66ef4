"""From names in a directive to the units and agencies that they mean."""

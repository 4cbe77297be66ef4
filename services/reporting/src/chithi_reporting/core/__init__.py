"""The rules of reporting: periods, forms, validation, counting. Pure: no framework, no driver."""

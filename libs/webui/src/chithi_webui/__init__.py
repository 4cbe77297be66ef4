"""The look that the pages share: layout, CSS, icons, vendored JS."""

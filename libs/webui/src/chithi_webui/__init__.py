"""The look that the pages share: layout, CSS, icons, vendored JS."""

from chithi_webui.pages import SECURITY_HEADERS, environment, render, static_dir

__all__ = ["SECURITY_HEADERS", "environment", "render", "static_dir"]

"""The look that the pages share: layout, CSS, icons, vendored JS."""

from chithi_webui.assets import Assets
from chithi_webui.pages import SECURITY_HEADERS, environment, render, static_dir, static_files, trouble_page

__all__ = ["SECURITY_HEADERS", "Assets", "environment", "render", "static_dir", "static_files", "trouble_page"]

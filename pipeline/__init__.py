"""Canonical Markdown handouts in, reviewed and accessible localized editions out."""

__version__ = "0.1.0"

"""Repositories: everything that tasks keeps."""

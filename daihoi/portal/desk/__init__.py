"""The newsroom on Wagtail: blocks, permissions by grants, the review, what is closed."""

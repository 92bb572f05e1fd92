"""Small files and words that tests hand in."""

PASSWORD = "mat-khau-thu"  # of every account that tests.builders makes

# The smallest documents that pass for what they say they are.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

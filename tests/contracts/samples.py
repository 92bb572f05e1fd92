"""Small files and words that tests hand in."""

PASSWORD = "mat-khau-thu"  # of every account that tests.builders makes


def pdf(text: str = "") -> bytes:
    """The smallest document that passes for a scan, with `text` somewhere in it."""
    return b"%%PDF-1.4\n%% %s\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n" % text.encode()

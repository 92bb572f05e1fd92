"""Files in and out: a block tree set as DOCX and PDF with the same words, Excel written and read, forms filled."""

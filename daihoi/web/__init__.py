"""The toolkit of the pages: style sheet, base templates, parts, charts, tables, forms. It knows no model of ours."""

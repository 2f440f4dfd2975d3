"""Protocol clients and parsers: dataclasses in, dataclasses out; knows no table."""

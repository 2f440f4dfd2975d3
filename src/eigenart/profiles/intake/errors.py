"""Why a file or a step is refused: named, with place, and nothing changed. Words for each are in `words`."""


class IntakeError(Exception):
    """code: what is wrong; line and column: where in the file, 0 where it is about the whole file.

    is_final: doing the same again cannot help. Codes of files: empty_file, too_large, wrong_type, old_excel,
    nul_byte, unknown_encoding, broken_quotes, broken_workbook, no_header, no_rows, missing_columns.
    Codes of steps: not_allowed, wrong_status, file_gone, nothing_to_apply, unknown_column, used_twice,
    special_column, unknown_kind.
    """

    def __init__(
        self, code: str, *, line: int = 0, column: int = 0, is_final: bool = True, **params: str | int
    ):
        self.code, self.line, self.column, self.params, self.is_final = code, line, column, params, is_final
        super().__init__(code)

    def as_json(self) -> dict[str, object]:
        return {"code": self.code, "line": self.line, "column": self.column, "params": self.params}

    @classmethod
    def from_json(cls, stored: dict[str, object]) -> "IntakeError":
        params = stored.get("params")
        line, column = stored.get("line"), stored.get("column")
        return cls(
            str(stored.get("code", "")),
            line=line if isinstance(line, int) else 0,
            column=column if isinstance(column, int) else 0,
            **(params if isinstance(params, dict) else {}),
        )

"""What a folder looks like before its rows are read: its files' columns together."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from triage_app.domain.backlog import Field
from triage_app.domain.errors import BacklogError, MappingNeededError, NoRowsError
from triage_app.domain.ports import SourceLayout
from triage_app.domain.ports.work import SourceFile, SourceFiles
from triage_app.formats.columns import quoted
from triage_app.formats.folder import printable
from triage_app.formats.layout import Plan


def folder_layout(
    folder: Path, sources: SourceFiles, look: Callable[[Path], Plan]
) -> SourceLayout:
    """Look at the heads of a folder's files.

    Parameters
    ----------
    folder : Path
    sources : SourceFiles
    look : callable
        Plans how one file is to be read.

    Returns
    -------
    SourceLayout
        The columns of all files, by name. Where one of them doesn't show what a
        backlog needs, the layout is that file's, to be asked about.

    Raises
    ------
    BacklogError
        If a file is none, or none has a row.
    MappingNeededError
        If `look` asks for a mapping.
    """
    name = printable(folder.resolve().name)
    size = sum(file.size for file in sources.files)
    found: list[SourceLayout] = []
    for file in sources.files:
        try:
            found.append(look(file.path).layout)
        except NoRowsError:
            continue
        except BacklogError as error:
            raise because_of(name, file, error) from error
    if not found:
        raise BacklogError(f'None of the files in "{name}" has any rows.')
    for layout in found:
        if layout.missing:
            return replace(layout, path=folder, size=size)
    roles: dict[Field, str] = {}
    for layout in found:
        roles = {**layout.mapping, **roles}
    return SourceLayout(
        path=folder,
        format="folder",
        columns=tuple(dict.fromkeys(name for one in found for name in one.columns)),
        mapping={part: roles[part] for part in Field if part in roles},
        missing=(),
        preview=(),
        size=size,
        notes=sources.notes,
    )


def require_columns(layout: SourceLayout, mapping: Mapping[Field, str]) -> None:
    """Raise `BacklogError` if no file has a column that a mapping names."""
    for part, column in mapping.items():
        if column not in layout.columns:
            raise BacklogError(
                f'No file in "{printable(layout.path.resolve().name)}" has a column '
                f'"{column}" to use as {part.value}.',
                f"Columns found: {quoted(layout.columns)}.",
            )


def because_of(folder: str, file: SourceFile, error: BacklogError) -> BacklogError:
    """Return the error of a folder that one of its files keeps from being opened."""
    title = f'"{folder}" can\'t be opened as one backlog because of {file.name}.'
    detail = f"{error.title} {error.detail}".strip()
    if isinstance(error, MappingNeededError):
        return MappingNeededError(title, detail, error.next_step, columns=error.columns)
    return BacklogError(
        title,
        f"{detail} Nothing was kept of the others.",
        error.next_step or "Mend that file, or take it out of the folder.",
    )

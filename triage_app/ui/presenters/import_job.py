"""A file on its way into a workspace, and the steps that run off the GUI thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from triage_app.domain.backlog import Field
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.ports import SourceLayout
from triage_app.domain.progress import CancelToken, Progress
from triage_app.services.importing import ImportOutcome
from triage_app.services.intake import ScoredBacklog
from triage_app.services.services import Services
from triage_app.services.workspace import Workspace

OnPart = Callable[[ScoredBacklog], None]


@dataclass(frozen=True)
class ImportJob:
    """A file on its way into a workspace.

    Attributes
    ----------
    path : Path
    target : Path or None
        The workspace's folder; None: the backlog's own one.
    layout : SourceLayout or None
    mapping : dict of Field to str or None
    workspace : Workspace or None
        The open workspace it goes into, where that exists already.
    known : bool
        The workspace holds this very file.
    own : bool
        It goes to the backlog's own workspace, whose folder we choose.
    """

    path: Path
    target: Path | None
    layout: SourceLayout | None = None
    mapping: dict[Field, str] | None = None
    workspace: Workspace | None = None
    known: bool = False
    own: bool = False

    @property
    def plan(self) -> RoutingPlan | None:
        """The routing of the workspace it goes into; None: the file's own default."""
        return None if self.workspace is None else self.workspace.own_plan

    @property
    def seed(self) -> str:
        """What the audit slice is drawn by; a workspace to come has none yet."""
        return "" if self.workspace is None else self.workspace.store.workspace_id


def find(
    services: Services,
    job: ImportJob,
    current: Workspace | None,
    folder: Path,
    moderator: str,
) -> ImportJob:
    """Open the workspace that a file goes into, if there is one.

    Parameters
    ----------
    services : Services
    job : ImportJob
    current : Workspace or None
        The one that is open; it is taken where it is the right one.
    folder : Path
        Where a backlog's own workspace goes.
    moderator : str
        Whose seat is made ready on the way.

    Raises
    ------
    WorkspaceError
    """
    target = job.target or services.workspaces.for_backlog(job.path, folder)
    job = replace(job, target=target, own=job.target is None)
    if current is not None and same(current.path, target):
        workspace = current
    elif target.exists():
        workspace = services.workspaces.open(target, moderator=moderator)
    else:
        return job
    try:
        known = _holds(services, workspace, job.path)
        return replace(job, workspace=workspace, known=known)
    except BaseException:
        if workspace is not current:
            workspace.close()
        raise


def score(
    services: Services,
    job: ImportJob,
    tell: Progress,
    token: CancelToken,
    part: OnPart | None,
) -> ScoredBacklog:
    """Read, score and route the file; `part` is shown what is there so far."""
    return services.intake.score(
        job.path,
        job.plan,
        job.mapping,
        progress=tell,
        cancel=token,
        on_part=part,
        seed=job.seed,
    )


def keep(
    services: Services, job: ImportJob, scored: ScoredBacklog, moderator: str
) -> tuple[Workspace, ImportOutcome]:
    """Put what was scored into its workspace, made now if there is none.

    Raises
    ------
    WorkspaceError
    """
    workspace, target = job.workspace, job.target
    if workspace is None and target is not None:
        if job.own:
            _make_folder(target.parent)
        workspace = services.workspaces.open(target, create=True)
    assert workspace is not None
    try:
        outcome = workspace.add(scored, moderator)
        workspace.make_ready(moderator)
    except BaseException:
        if workspace is not job.workspace:
            workspace.close()
        raise
    return workspace, outcome


def same(one: Path, other: Path) -> bool:
    """Return whether two paths lead to the same place."""
    return one.resolve() == other.resolve()


def _holds(services: Services, workspace: Workspace, path: Path) -> bool:
    imports = workspace.store.imports()
    digest = services.exporter.writer.sha256(path) if imports else ""
    return any(kept.source_sha256 == digest for kept in imports)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"The folder for workspaces can't be made: {folder}.",
            f"{error.strerror}.",
            "Choose another folder in the settings.",
        ) from error

"""What the services need of the outside world, as the few protocols it fulfils."""

from triage_app.domain.ports.files import (
    BacklogFormats,
    BacklogStream,
    ColumnMapping,
    ExtraColumn,
    SourceLayout,
    TableWriter,
)
from triage_app.domain.ports.models import (
    Grouper,
    ModelPapers,
    Reranker,
    Rerankers,
    Sampler,
    Scorer,
    Trainer,
    TrainingSummary,
)
from triage_app.domain.ports.workspaces import (
    Backup,
    Clock,
    ImportedBacklog,
    Occasion,
    Restored,
    StoreCheck,
    WorkspaceStore,
    WorkspaceStores,
)

__all__ = [
    "Backup",
    "BacklogFormats",
    "BacklogStream",
    "Clock",
    "ColumnMapping",
    "ExtraColumn",
    "Grouper",
    "ImportedBacklog",
    "ModelPapers",
    "Occasion",
    "Reranker",
    "Rerankers",
    "Restored",
    "Sampler",
    "Scorer",
    "SourceLayout",
    "StoreCheck",
    "TableWriter",
    "Trainer",
    "TrainingSummary",
    "WorkspaceStore",
    "WorkspaceStores",
]

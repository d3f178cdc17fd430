"""The models page: which model scores, and what its papers say."""

from PySide6.QtCore import QObject

from triage_app.domain.errors import UserFacingError
from triage_app.domain.ports import ModelPapers
from triage_app.services.services import Services
from triage_app.ui import text
from triage_app.ui.notifications import Notifications
from triage_app.ui.tasks import Queue, TaskRunner
from triage_app.ui.views.models_page import ModelFacts, ModelsPage

_SHOWN = (
    ("precision", "Precision of claims"),
    ("recall", "Recall of claims"),
    ("macro_f1", "Macro F1"),
    ("pr_auc", "PR AUC"),
    ("brier", "Brier score"),
    ("ece", "Calibration error"),
    ("automatic_share", "Automatic share"),
    ("automatic_error", "Error in automatic lanes"),
)


class ModelsPresenter(QObject):
    """Shows the papers of the model in use.

    Parameters
    ----------
    services : Services
    runner : TaskRunner
    notifications : Notifications
    page : ModelsPage
    """

    def __init__(
        self,
        services: Services,
        runner: TaskRunner,
        notifications: Notifications,
        page: ModelsPage,
    ) -> None:
        super().__init__(page)
        self._services = services
        self._runner = runner
        self._notifications = notifications
        self._page = page
        page.verify_requested.connect(self._load)
        self._load()

    def _load(self) -> None:
        """Fetch the papers; the model is verified on the way if it wasn't yet."""
        self._page.show_loading()

        def work(_progress: object, _token: object) -> tuple[str, str, ModelPapers]:
            scorer = self._services.scorer()
            return scorer.model_id, scorer.notice, scorer.papers()

        self._runner.submit(
            Queue.LONG, work, lambda found: self._show(*found), self._refused
        )

    def _show(self, model_id: str, notice: str, papers: ModelPapers) -> None:
        trained = self.tr("{0} labelled reports; {1} held out for measuring").format(
            text.count(papers.rows_trained), text.count(papers.rows_held_out)
        )
        whole = self.tr("The model file is the one its manifest names (SHA-256).")
        self._page.show_model(
            ModelFacts(
                model_id=model_id,
                trained_on=trained,
                verified=True,
                verify_text=notice or whole,
                metrics=tuple(
                    (self.tr(name), f"{papers.metrics[key]:.3f}")
                    for key, name in _SHOWN
                    if key in papers.metrics
                ),
                card=papers.card,
            )
        )

    def _refused(self, error: UserFacingError) -> None:
        self._notifications.fail(error)
        self._page.show_model(None)

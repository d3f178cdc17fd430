"""What a lead sets for a workspace: read as one value, kept part by part."""

from triage_app.domain.lead_settings import LeadSettings
from triage_app.services.workspace import Workspace


def lead_settings(workspace: Workspace) -> LeadSettings:
    """Return what is in force."""
    return LeadSettings(workspace.visibility, workspace.reranking, workspace.rules)


def keep_lead_settings(
    workspace: Workspace, settings: LeadSettings, moderator: str
) -> tuple[str, ...]:
    """Put settings in force, and keep and log those that differ.

    Asking again after a failure keeps what is still missing.

    Returns
    -------
    tuple of str
        The names of what became different, as `LeadSettings.to_json` has them.

    Raises
    ------
    WorkspaceError
        If one can't be kept; those before it are in force.
    """
    before = lead_settings(workspace)
    if settings.visibility is not workspace.visibility:
        workspace.set_visibility(settings.visibility, moderator)
    workspace.set_rules(settings.rules, moderator)
    if settings.reranking is not workspace.reranking:
        workspace.set_reranking(settings.reranking, moderator)
    return settings.differences(before)

"""Every command, in the order of the menus."""

from triage_app.ui.commands.file_menu import FILE
from triage_app.ui.commands.review_menu import REVIEW
from triage_app.ui.commands.selection_menu import SELECTION
from triage_app.ui.commands.view_menu import VIEW

COMMANDS = (*FILE, *REVIEW, *SELECTION, *VIEW)

"""All words of the board and the assignment's page."""

from chithi_tasks.web.words_assignment import ASSIGNMENT
from chithi_tasks.web.words_board import BOARD
from chithi_tasks.web.words_history import HISTORY
from chithi_tasks.web.words_scripts import SCRIPTS

WORDS: dict[str, tuple[str, str]] = BOARD | ASSIGNMENT | HISTORY | SCRIPTS

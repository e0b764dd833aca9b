"""The desk and the files read in."""

from tests.platform.platform import ADMINISTRATOR

PAGES = [(ADMINISTRATOR, "/desk"), (ADMINISTRATOR, "/imports")]
NO_PAGES = {"imports.template", "imports.start", "imports.show"}

"""The contingent as a whole: newcomers, the next year, accounts of the LMS against cards (3.9)."""

from __future__ import annotations

from flask import Blueprint

from blueprints.contingent.matching import (
    decide,
    join,
    matching,
    merge_form,
    merges,
    news,
    part,
)  # fmt: skip
from blueprints.contingent.yearly import left_behind, newcomers, put_newcomers, transfer, year
from journal.rights import Act, Thing
from lti_tool.routing import Needs, Route, add_routes

blueprint = Blueprint("contingent", __name__)
LOOK, KEEP = Needs(Thing.CONTINGENT, Act.VIEW), Needs(Thing.CONTINGENT, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/contingent/newcomers", newcomers, KEEP),
        Route("POST", "/contingent/newcomers", put_newcomers, KEEP),
        Route("GET", "/contingent/year", year, KEEP),
        Route("POST", "/contingent/year", transfer, KEEP),
        Route("GET", "/contingent/left-behind", left_behind, LOOK),
        Route("GET", "/contingent/matching", matching, KEEP),
        Route("POST", "/contingent/matching/<int:account_id>", decide, KEEP),
        Route("GET", "/contingent/news", news, KEEP),
        Route("GET", "/contingent/merge", merge_form, KEEP),
        Route("POST", "/contingent/merge", join, KEEP),
        Route("GET", "/contingent/merges", merges, KEEP),
        Route("POST", "/contingent/merges/<int:merge_id>/undo", part, KEEP),
    ],
)

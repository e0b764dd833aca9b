"""The getter of directories: the offices, curators and teachers look at them, whatever their group or journal."""

from __future__ import annotations

from journal.group_roles import roles_anywhere
from journal.rights import Act, Role, Thing
from lti_tool.access import acting, grant_page, visitor


def directory_page(thing: Thing = Thing.RULES) -> frozenset[Role]:
    """A directory to look at; NoRight for whoever has no role that allows it anywhere. Returns the roles found."""
    visitor()
    roles = roles_anywhere(acting())
    grant_page(roles, thing, Act.VIEW)
    return roles

"""Study groups: the list, a group with its members and movement, F-10."""

"""What people see in the demo LMS."""

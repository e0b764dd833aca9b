"""Practice: particulars, the schedule of consultations and visits."""

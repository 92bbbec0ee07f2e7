"""A whole GPT in three files, as somebody has written it: sound here, and with bugs in ``hunts/whole_model``."""

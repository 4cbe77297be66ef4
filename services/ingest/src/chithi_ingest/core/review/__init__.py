"""What a person makes of a reading: corrections, what they settle, and what may be published."""

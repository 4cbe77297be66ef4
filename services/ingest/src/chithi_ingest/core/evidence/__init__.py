"""Where values stand, and how sure their reading is."""

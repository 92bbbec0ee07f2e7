"""Installing a course, bringing it up to date, and what it ships."""

"""The pages of the course as HTML: one to read, all of them as a book."""

"""Points, tables, feedback and pages."""

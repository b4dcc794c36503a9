"""Files that a stranger could write: made from the schema, from the shipped files, and from what YAML allows."""

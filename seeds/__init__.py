"""Reference data and the demonstration data set: data files and their loaders."""

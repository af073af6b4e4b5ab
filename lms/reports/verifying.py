def verify(*a): return []

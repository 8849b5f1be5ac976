"""The tests mirror the floors of dgroup/; house/ holds the rules of the house itself."""

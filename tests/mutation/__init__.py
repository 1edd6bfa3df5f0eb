"""Plants one fault at a time, and looks whether an example, a test or a proof sees it."""

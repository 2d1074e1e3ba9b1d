"""When it happens: one pass over a mailbox, imports, the jobs of the service and its loop."""

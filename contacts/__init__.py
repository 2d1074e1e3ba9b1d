"""Who it is: names, addresses, threads, roles and stages, and what links mail to people."""

"""Both ends of the live charts: the server's answers, and the browser's scripts."""

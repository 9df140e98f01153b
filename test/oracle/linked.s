// Lets a Go file declare functions that are linked by name.

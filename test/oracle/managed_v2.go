package main

import "sigs.k8s.io/structured-merge-diff/v4/typed"

var deduced = typed.DeducedParseableType

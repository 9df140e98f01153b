package main

import "sigs.k8s.io/structured-merge-diff/v6/typed"

var deduced = typed.DeducedParseableType

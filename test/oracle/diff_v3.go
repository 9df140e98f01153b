package main

import "github.com/argoproj/gitops-engine/pkg/health"

type comparedHealth = health.HealthStatusCode

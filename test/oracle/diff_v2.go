package main

import "github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"

type comparedHealth = *v1alpha1.HealthStatus

package main

import (
	"time"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
)

func deletionConfirmed(application *v1alpha1.Application, since time.Time) any {
	return application.IsDeletionConfirmed(since)
}

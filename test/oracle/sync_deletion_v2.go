package main

import (
	"time"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
)

// 2.13 knows no confirmation.
func deletionConfirmed(*v1alpha1.Application, time.Time) any {
	return nil
}

package main

import (
	"errors"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/argo"
	"github.com/argoproj/argo-cd/v2/util/db"
)

func resolvedDestination(destination v1alpha1.ApplicationDestination, clusters db.ArgoDB) (any, error) {
	if err := argo.ValidateDestination(background, &destination, clusters); err != nil {
		return nil, err
	}
	if destination.Server == "" {
		return nil, errors.New("no destination")
	}
	return map[string]string{"server": destination.Server, "name": destination.Name, "namespace": destination.Namespace}, nil
}

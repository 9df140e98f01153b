package main

import (
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/argo"
	"github.com/argoproj/argo-cd/v2/util/db"
)

func resolvedDestination(destination v1alpha1.ApplicationDestination, clusters db.ArgoDB) (any, error) {
	found, err := argo.GetDestinationCluster(background, destination, clusters)
	if err != nil {
		return nil, err
	}
	return map[string]string{"server": found.Server, "name": found.Name, "namespace": destination.Namespace}, nil
}

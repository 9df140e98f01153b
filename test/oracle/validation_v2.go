package main

import (
	"context"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/argo"
)

func refSources(sources v1alpha1.ApplicationSources) (v1alpha1.RefTargetRevisionMapping, error) {
	repository := func(_ context.Context, url string, _ string) (*v1alpha1.Repository, error) {
		return &v1alpha1.Repository{Repo: url}, nil
	}
	return argo.GetRefSources(background, sources, "default", repository, nil, false)
}

package main

import (
	"context"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/reposerver/apiclient"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func (r rendering) GetRepoObjs(context.Context, *v1alpha1.Application, []v1alpha1.ApplicationSource, string, []string, bool, bool, bool, *v1alpha1.AppProject, bool) ([]*unstructured.Unstructured, []*apiclient.ManifestResponse, bool, error) {
	return r.objects(), nil, false, nil
}

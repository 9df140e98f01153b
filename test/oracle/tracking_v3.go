package main

import (
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/argo"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func appInstance(tracking argo.ResourceTracking, object *unstructured.Unstructured, _ string, method v1alpha1.TrackingMethod, installation string) *argo.AppInstanceValue {
	return tracking.GetAppInstance(object, method, installation)
}

package main

import (
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

func permitsDestination(project *v1alpha1.AppProject, destination v1alpha1.ApplicationDestination, clusters []*v1alpha1.Cluster) (bool, error) {
	return project.IsDestinationPermitted(destination, answered(clusters))
}

func permitsResource(project *v1alpha1.AppProject, kind schema.GroupKind, namespace string, destination v1alpha1.ApplicationDestination, clusters []*v1alpha1.Cluster) (bool, error) {
	return project.IsResourcePermitted(kind, namespace, destination, answered(clusters))
}

package main

import (
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

func permitsDestination(project *v1alpha1.AppProject, destination v1alpha1.ApplicationDestination, clusters []*v1alpha1.Cluster) (bool, error) {
	return project.IsDestinationPermitted(clusterOf(destination), destination.Namespace, answered(clusters))
}

func permitsResource(project *v1alpha1.AppProject, kind schema.GroupKind, namespace string, destination v1alpha1.ApplicationDestination, clusters []*v1alpha1.Cluster) (bool, error) {
	return project.IsResourcePermitted(kind, namespace, clusterOf(destination), answered(clusters))
}

func clusterOf(destination v1alpha1.ApplicationDestination) *v1alpha1.Cluster {
	return &v1alpha1.Cluster{Server: destination.Server, Name: destination.Name}
}

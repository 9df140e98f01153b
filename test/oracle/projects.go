package main

import (
	"context"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

func init() {
	register("project-sources", answering(func(q struct {
		Project v1alpha1.AppProject
		RepoURL string
	}) (any, error) {
		return q.Project.IsSourcePermitted(v1alpha1.ApplicationSource{RepoURL: q.RepoURL}), nil
	}))
	register("project-destinations", answering(func(q struct {
		Project     v1alpha1.AppProject
		Destination v1alpha1.ApplicationDestination
		Clusters    []*v1alpha1.Cluster
	}) (any, error) {
		return permitsDestination(&q.Project, q.Destination, q.Clusters)
	}))
	register("project-kinds", answering(func(q struct {
		Project     v1alpha1.AppProject
		Group, Kind string
		Namespaced  bool
	}) (any, error) {
		return q.Project.IsGroupKindPermitted(schema.GroupKind{Group: q.Group, Kind: q.Kind}, q.Namespaced), nil
	}))
	register("project-resources", answering(func(q struct {
		Project                v1alpha1.AppProject
		Group, Kind, Namespace string
		Destination            v1alpha1.ApplicationDestination
		Clusters               []*v1alpha1.Cluster
	}) (any, error) {
		return permitsResource(&q.Project, schema.GroupKind{Group: q.Group, Kind: q.Kind}, q.Namespace, q.Destination, q.Clusters)
	}))
	register("source-namespaces", answering(func(q struct {
		Project                        v1alpha1.AppProject
		Namespace, ControllerNamespace string
	}) (any, error) {
		application := v1alpha1.Application{}
		application.Namespace = q.Namespace
		return q.Project.IsAppNamespacePermitted(&application, q.ControllerNamespace), nil
	}))
	register("project-validation", answering(func(q struct{ Project v1alpha1.AppProject }) (any, error) {
		return "valid", q.Project.ValidateProject()
	}))
}

func answered(clusters []*v1alpha1.Cluster) func(string) ([]*v1alpha1.Cluster, error) {
	return func(string) ([]*v1alpha1.Cluster, error) { return clusters, nil }
}

var background = context.Background()

package main

import (
	"encoding/json"
	"sort"

	statecache "github.com/argoproj/argo-cd/v2/controller/cache"
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	clustercache "github.com/argoproj/gitops-engine/pkg/cache"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
)

// comparisonQuestion is one comparison of an Application: what Git has, what its cluster has, how Argo CD is set up.
type comparisonQuestion struct {
	Application         v1alpha1.Application
	ControllerNamespace string
	Rendered, Live      []map[string]any
	ClusterScoped       []string
	Clusters            []declaredCluster
	Configured          map[string]string
}

var permitsAll = &v1alpha1.AppProject{Spec: v1alpha1.AppProjectSpec{
	Destinations:             []v1alpha1.ApplicationDestination{{Server: "*", Namespace: "*"}},
	ClusterResourceWhitelist: []metav1.GroupKind{{Group: "*", Kind: "*"}},
}}

func init() {
	register("warnings", answering(func(q comparisonQuestion) (any, error) {
		asked, err := installationWith(q.Clusters, q.Configured)
		if err != nil {
			return nil, err
		}
		var manifests []string
		for _, each := range q.Rendered {
			manifest, err := json.Marshal(each)
			if err != nil {
				return nil, err
			}
			manifests = append(manifests, string(manifest))
		}
		if err := compareState(asked, q.ControllerNamespace, watched{question: q}, &q.Application, manifests); err != nil {
			return nil, err
		}
		warnings := []string{}
		for _, condition := range q.Application.Status.Conditions {
			if !condition.IsError() {
				warnings = append(warnings, condition.Type+" "+condition.Message)
			}
		}
		sort.Strings(warnings)
		return warnings, nil
	}))
}

// watched is what the controller has of a cluster.
type watched struct {
	statecache.LiveStateCache
	question comparisonQuestion
}

func (w watched) IsNamespaced(_ clusterReference, gk schema.GroupKind) (bool, error) {
	return !in(w.question.ClusterScoped, gk.Kind), nil
}

func (w watched) GetClusterCache(clusterReference) (clustercache.ClusterCache, error) {
	return kinds{clusterScoped: w.question.ClusterScoped}, nil
}

func (w watched) live() map[kube.ResourceKey]*unstructured.Unstructured {
	live := map[kube.ResourceKey]*unstructured.Unstructured{}
	for _, each := range w.question.Live {
		object := &unstructured.Unstructured{Object: each}
		live[kube.GetResourceKey(object)] = object
	}
	return live
}

// kinds is what a comparison asks the cluster itself.
type kinds struct {
	clustercache.ClusterCache
	clusterScoped []string
}

func (k kinds) IsNamespaced(gk schema.GroupKind) (bool, error) {
	return !in(k.clusterScoped, gk.Kind), nil
}

func (k kinds) GetGVKParser() *managedfields.GvkParser {
	return nil
}

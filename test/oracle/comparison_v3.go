package main

import (
	"github.com/argoproj/argo-cd/v2/controller"
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/argo"
	"github.com/argoproj/argo-cd/v2/util/argo/normalizers"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

type clusterReference = *v1alpha1.Cluster

func compareState(asked installation, namespace string, cluster watched, application *v1alpha1.Application, manifests []string) error {
	manager := controller.NewAppStateManager(asked.db, nil, nil, namespace, nil, nil, asked.settings, cluster, nil, nil, 0, argo.NewResourceTracking(), false, 0, false, normalizers.IgnoreNormalizerOpts{})
	_, err := manager.CompareAppState(application, permitsAll, []string{""}, []v1alpha1.ApplicationSource{{}}, true, true, manifests, false)
	return err
}

func (w watched) GetManagedLiveObjs(*v1alpha1.Cluster, *v1alpha1.Application, []*unstructured.Unstructured) (map[kube.ResourceKey]*unstructured.Unstructured, error) {
	return w.live(), nil
}

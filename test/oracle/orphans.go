package main

import (
	_ "unsafe" // For go:linkname: the function is not exported.

	_ "github.com/argoproj/argo-cd/v2/controller"
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
)

//go:linkname isKnownOrphanedResourceExclusion github.com/argoproj/argo-cd/v2/controller.isKnownOrphanedResourceExclusion
func isKnownOrphanedResourceExclusion(key kube.ResourceKey, proj *v1alpha1.AppProject) bool

func init() {
	register("orphans", answering(func(q struct {
		Project v1alpha1.AppProject
		Live    []kube.ResourceKey
	}) (any, error) {
		places := []int{}
		for place, key := range q.Live {
			// The condition of the controller's getResourceTree, which a running cluster would be needed for.
			if key.Namespace != "" && q.Project.IsGroupKindPermitted(key.GroupKind(), true) && !isKnownOrphanedResourceExclusion(key, &q.Project) {
				places = append(places, place)
			}
		}
		return map[string]any{
			"places":  places,
			"warning": len(places) > 0 && q.Project.Spec.OrphanedResources.IsWarn(),
		}, nil
	}))
}

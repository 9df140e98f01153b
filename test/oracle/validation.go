package main

import (
	"encoding/json"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	listers "github.com/argoproj/argo-cd/v2/pkg/client/listers/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/argo"
	"github.com/argoproj/argo-cd/v2/util/settings"
	"k8s.io/client-go/tools/cache"
)

func init() {
	register("validate-permissions", answering(func(q struct {
		Application v1alpha1.Application
		Project     v1alpha1.AppProject
		Clusters    []declaredCluster
	}) (any, error) {
		asked, err := installationWith(q.Clusters, nil)
		if err != nil {
			return nil, err
		}
		conditions, err := argo.ValidatePermissions(background, &q.Application.Spec, &q.Project, asked.db)
		if err != nil {
			return nil, err
		}
		messages := []string{}
		for _, condition := range conditions {
			messages = append(messages, condition.Type+": "+condition.Message)
		}
		return messages, nil
	}))
	register("ref-sources", answering(func(q struct{ Sources v1alpha1.ApplicationSources }) (any, error) {
		refs, err := refSources(q.Sources)
		if err != nil {
			return nil, err
		}
		urls := map[string]string{}
		for name, ref := range refs {
			urls[name] = ref.Repo.Repo
		}
		return urls, nil
	}))
	register("global-projects", answering(func(q struct {
		Project  v1alpha1.AppProject
		Projects []v1alpha1.AppProject
		Settings []settings.GlobalProjectSettings
	}) (any, error) {
		globals, err := json.Marshal(q.Settings)
		if err != nil {
			return nil, err
		}
		asked, err := installationWith(nil, map[string]string{"globalProjects": string(globals)})
		if err != nil {
			return nil, err
		}
		indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
		for _, project := range append(q.Projects, q.Project) {
			if err := indexer.Add(&project); err != nil {
				return nil, err
			}
		}
		merged, err := argo.GetAppVirtualProject(&q.Project, listers.NewAppProjectLister(indexer), asked.settings)
		if err != nil {
			return nil, err
		}
		return merged.Spec, nil
	}))
}

package main

import (
	"time"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
)

func init() {
	// How long it takes to judge Applications by their projects, for the benchmark, and how many are permitted.
	register("permission-time", answering(func(q struct {
		Projects     []v1alpha1.AppProject
		Applications []struct {
			Project     int
			RepoURL     string
			Destination v1alpha1.ApplicationDestination
		}
	}) (any, error) {
		start := time.Now()
		permitted := 0
		for _, each := range q.Applications {
			project := &q.Projects[each.Project]
			if !project.IsSourcePermitted(v1alpha1.ApplicationSource{RepoURL: each.RepoURL}) {
				continue
			}
			if fits, err := permitsDestination(project, each.Destination, nil); err != nil {
				return nil, err
			} else if fits {
				permitted++
			}
		}
		took := time.Since(start)
		return map[string]any{"milliseconds": float64(took.Microseconds()) / 1000, "permitted": permitted}, nil
	}))
}

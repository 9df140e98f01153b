package main

import (
	"encoding/json"
	"time"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
)

func init() {
	register("application-set-time", func(raw json.RawMessage) (any, error) {
		var q struct{ Set v1alpha1.ApplicationSet }
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		before := time.Now()
		applications, err := expandSet(q.Set, surroundings(nil), gitContents{})
		if err != nil {
			return nil, err
		}
		return map[string]any{
			"milliseconds": float64(time.Since(before).Microseconds()) / 1000,
			"applications": len(applications),
		}, nil
	})
}

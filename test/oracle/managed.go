package main

import (
	"github.com/argoproj/argo-cd/v2/util/argo/managedfields"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func init() {
	register("managed", answering(func(q struct {
		Target, Live map[string]any
		Managers     []string
	}) (any, error) {
		target, live := &unstructured.Unstructured{Object: q.Target}, &unstructured.Unstructured{Object: q.Live}
		// Without a schema, lists are compared as a whole and maps field by field.
		normalLive, normalTarget, err := managedfields.Normalize(live, target, q.Managers, &deduced)
		if err != nil {
			return nil, err
		}
		return map[string]any{"target": normalTarget.Object, "live": normalLive.Object}, nil
	}))
}

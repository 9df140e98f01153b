package main

import (
	"encoding/json"
	"sort"
	"time"
	"unsafe"

	"github.com/argoproj/argo-cd/v2/controller"
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

//go:linkname shouldBeDeleted github.com/argoproj/argo-cd/v2/controller.(*ApplicationController).shouldBeDeleted
func shouldBeDeleted(controller unsafe.Pointer, application *v1alpha1.Application, object *unstructured.Unstructured) bool

func init() {
	register("deletion", func(raw json.RawMessage) (any, error) {
		var q struct {
			Application v1alpha1.Application
			Live        []map[string]any
			DeletedAt   string
		}
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		since, err := time.Parse(time.RFC3339, q.DeletedAt)
		if err != nil {
			return nil, err
		}
		var kept []string
		var objects []*unstructured.Unstructured
		for _, each := range q.Live {
			object := &unstructured.Unstructured{Object: each}
			if shouldBeDeleted(nil, &q.Application, object) {
				objects = append(objects, object)
			} else {
				kept = append(kept, object.GetName())
			}
		}
		sort.Strings(kept)
		// What the controller takes at each look, until nothing is left.
		var steps [][]string
		for len(objects) > 0 {
			gone := map[*unstructured.Unstructured]bool{}
			var step []string
			for _, object := range controller.FilterObjectsForDeletion(append([]*unstructured.Unstructured{}, objects...)) {
				gone[object] = true
				step = append(step, object.GetName())
			}
			sort.Strings(step)
			steps = append(steps, step)
			var left []*unstructured.Unstructured
			for _, object := range objects {
				if !gone[object] {
					left = append(left, object)
				}
			}
			objects = left
		}
		propagation := "none"
		if q.Application.CascadedDeletion() {
			propagation = "Foreground"
			if q.Application.GetPropagationPolicy() == v1alpha1.BackgroundPropagationPolicyFinalizer {
				propagation = "Background"
			}
		}
		return map[string]any{"propagation": propagation, "steps": steps, "kept": kept, "confirmed": deletionConfirmed(&q.Application, since)}, nil
	})
}

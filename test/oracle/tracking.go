package main

import (
	"encoding/json"
	_ "unsafe"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/argo"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

//go:linkname isSelfReferencedObj github.com/argoproj/argo-cd/v2/controller.isSelfReferencedObj
func isSelfReferencedObj(object *unstructured.Unstructured, instance argo.AppInstanceValue) bool

func init() {
	register("tracking", func(raw json.RawMessage) (any, error) {
		var q struct {
			Object                                                 map[string]any
			Application, Namespace, Method, LabelKey, Installation string
		}
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		tracking := argo.NewResourceTracking()
		method := v1alpha1.TrackingMethod(q.Method)
		object := &unstructured.Unstructured{Object: q.Object}
		answer := map[string]any{"owner": tracking.GetAppName(object, q.LabelKey, method, q.Installation), "self": true}
		if instance := appInstance(tracking, object, q.LabelKey, method, q.Installation); instance != nil {
			answer["self"] = isSelfReferencedObj(object, *instance)
		}
		// The repository server leaves CRDs alone.
		tracked := object.DeepCopy()
		if !kube.IsCRD(object) {
			if err := tracking.SetAppInstance(tracked, q.LabelKey, q.Application, q.Namespace, method, q.Installation); err != nil {
				answer["tracked"] = "refused"
				return answer, nil
			}
		}
		answer["tracked"] = tracked.Object
		return answer, nil
	})
}

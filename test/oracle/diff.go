package main

import (
	"encoding/json"
	_ "unsafe"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	argodiff "github.com/argoproj/argo-cd/v2/util/argo/diff"
	"github.com/argoproj/argo-cd/v2/util/argo/normalizers"
	gosync "github.com/argoproj/gitops-engine/pkg/sync"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// comparison is laid out like the controller's own, as far as normalizeTargetResources reads it.
type comparison struct {
	_                    *v1alpha1.SyncStatus
	_                    comparedHealth
	_                    []v1alpha1.ResourceStatus
	_                    []struct{}
	reconciliationResult gosync.ReconciliationResult
	diffConfig           argodiff.DiffConfig
	_                    [256]byte
}

//go:linkname normalizeTargetResources github.com/argoproj/argo-cd/v2/controller.normalizeTargetResources
func normalizeTargetResources(compared *comparison) ([]*unstructured.Unstructured, error)

func init() {
	register("ignore", func(raw json.RawMessage) (any, error) {
		var q struct {
			Object map[string]any
			Ignore []v1alpha1.ResourceIgnoreDifferences
		}
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		normalizer, err := normalizers.NewIgnoreNormalizer(q.Ignore, nil, normalizers.IgnoreNormalizerOpts{})
		if err != nil {
			return nil, err
		}
		object := &unstructured.Unstructured{Object: q.Object}
		if err := normalizer.Normalize(object); err != nil {
			return nil, err
		}
		return object.Object, nil
	})
	register("respect", func(raw json.RawMessage) (any, error) {
		var q struct {
			Target, Live map[string]any
			Ignore       []v1alpha1.ResourceIgnoreDifferences
		}
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		config, err := argodiff.NewDiffConfigBuilder().
			WithDiffSettings(q.Ignore, nil, false, normalizers.IgnoreNormalizerOpts{}).
			WithTracking("", "").
			WithNoCache().
			Build()
		if err != nil {
			return nil, err
		}
		compared := &comparison{diffConfig: config}
		compared.reconciliationResult.Target = []*unstructured.Unstructured{{Object: q.Target}}
		compared.reconciliationResult.Live = []*unstructured.Unstructured{{Object: q.Live}}
		targets, err := normalizeTargetResources(compared)
		if err != nil {
			return nil, err
		}
		return targets[0].Object, nil
	})
}

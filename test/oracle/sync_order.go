package main

import (
	"encoding/json"
	"time"
	_ "unsafe"

	"github.com/argoproj/gitops-engine/pkg/sync/common"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// task is laid out like gitops-engine's own, as far as its order is concerned.
type task struct {
	phase          common.SyncPhase
	live, target   *unstructured.Unstructured
	skipDryRun     bool
	status         common.ResultCode
	operationState common.OperationPhase
	message        string
	waveOverride   *int
}

//go:linkname sortTasks github.com/argoproj/gitops-engine/pkg/sync.syncTasks.Sort
func sortTasks(tasks []*task)

func init() {
	// How long the order of a sync takes, for the benchmark, and what it begins and ends with.
	register("order-time", func(raw json.RawMessage) (any, error) {
		var q struct{ Targets []map[string]any }
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		tasks := make([]*task, len(q.Targets))
		for i, target := range q.Targets {
			tasks[i] = &task{phase: common.SyncPhaseSync, target: &unstructured.Unstructured{Object: target}}
		}
		start := time.Now()
		sortTasks(tasks)
		took := time.Since(start)
		first, last := tasks[0].target.GetName(), tasks[len(tasks)-1].target.GetName()
		return map[string]any{"milliseconds": float64(took.Microseconds()) / 1000, "first": first, "last": last}, nil
	})
}

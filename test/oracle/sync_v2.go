package main

import (
	"context"

	gosync "github.com/argoproj/gitops-engine/pkg/sync"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
)

// kubectl refuses the two together, and since 3.2 it is asked.
const refusesForcedServerSide = false

func versionOptions(syncQuestion) []gosync.SyncOpt {
	return nil
}

func (o operations) ApplyResource(_ context.Context, object *unstructured.Unstructured, strategy cmdutil.DryRunStrategy, force, validate, serverSide bool, _ string, _ bool) (string, error) {
	return o.apply(object, strategy, force, validate, serverSide)
}

package main

import (
	"context"

	gosync "github.com/argoproj/gitops-engine/pkg/sync"
	"github.com/argoproj/gitops-engine/pkg/sync/common"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
)

// kubectl refuses the two together, and since 3.2 it is asked.
const refusesForcedServerSide = true

func versionOptions(q syncQuestion) []gosync.SyncOpt {
	return []gosync.SyncOpt{
		gosync.WithPruneConfirmed(q.Confirmed),
		gosync.WithSkipDryRunOnMissingResource(q.Options.HasOption(common.SyncOptionSkipDryRunOnMissingResource)),
		gosync.WithClientSideApplyMigration(false, ""),
	}
}

func (o operations) ApplyResource(_ context.Context, object *unstructured.Unstructured, strategy cmdutil.DryRunStrategy, force, validate, serverSide bool, _ string) (string, error) {
	return o.apply(object, strategy, force, validate, serverSide)
}

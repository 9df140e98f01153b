package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strings"
	"sync"
	"time"
	_ "unsafe"

	"github.com/argoproj/argo-cd/v2/controller"
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/argo"
	"github.com/argoproj/gitops-engine/pkg/diff"
	"github.com/argoproj/gitops-engine/pkg/health"
	gosync "github.com/argoproj/gitops-engine/pkg/sync"
	"github.com/argoproj/gitops-engine/pkg/sync/common"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/gitops-engine/pkg/utils/kube/kubetest"
	"github.com/go-logr/logr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
	"k8s.io/kubectl/pkg/util/openapi"
)

// syncQuestion is one sync: what Git has, what the cluster has, and what the cluster will say.
type syncQuestion struct {
	Targets, Live []map[string]any
	Namespace     string
	// NamespaceThere says that the destination's namespace exists, whoever made it.
	NamespaceThere bool
	Managed        *v1alpha1.ManagedNamespaceMetadata
	Options        v1alpha1.SyncOptions
	Prune          bool
	Confirmed      bool
	ClusterScoped  []string
	UnknownKinds   []string
	Forbidden      []string
	// Names of objects: refused by the API server, or never or not well.
	Refused, Degraded, Progressing, Held []string
	FailsDryRun                          []string
	Unchanged                            []string
	Selected                             []v1alpha1.SyncOperationResource
	Revision                             string
	StartedAt                            int64
}

type syncEvent struct {
	Round  int    `json:"round"`
	Verb   string `json:"verb"`
	Object string `json:"object"`
}

type syncAnswer struct {
	Phase  string      `json:"phase"`
	Events []syncEvent `json:"events"`
	Tasks  []string    `json:"results"`
}

//go:linkname syncNamespace github.com/argoproj/argo-cd/v2/controller.syncNamespace
func syncNamespace(policy *v1alpha1.SyncPolicy) func(m, l *unstructured.Unstructured) (bool, error)

//go:linkname isManagedNamespace github.com/argoproj/argo-cd/v2/controller.isManagedNamespace
func isManagedNamespace(object *unstructured.Unstructured, application *v1alpha1.Application) bool

func init() {
	register("sync", func(raw json.RawMessage) (any, error) {
		var q syncQuestion
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		return answerSync(q)
	})
	register("sync-time", func(raw json.RawMessage) (any, error) {
		var q syncQuestion
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		start := time.Now()
		answer, err := answerSync(q)
		if err != nil {
			return nil, err
		}
		return map[string]any{"milliseconds": float64(time.Since(start).Microseconds()) / 1000, "phase": answer.Phase, "events": len(answer.Events)}, nil
	})
}

func answerSync(q syncQuestion) (*syncAnswer, error) {
	c := &cluster{question: q, objects: map[kube.ResourceKey]*unstructured.Unstructured{}, untracked: map[kube.ResourceKey]bool{}, defined: map[schema.GroupKind]bool{}}
	for _, object := range q.Live {
		live := (&unstructured.Unstructured{Object: object}).DeepCopy()
		c.objects[kube.GetResourceKey(live)] = c.born(live)
	}
	if q.NamespaceThere {
		namespace := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": q.Namespace}}}
		key := kube.GetResourceKey(namespace)
		if _, ok := c.objects[key]; !ok {
			c.objects[key] = c.born(namespace)
			c.untracked[key] = true
		}
	}
	phase, message := common.OperationRunning, ""
	var results []common.ResourceSyncResult
	for {
		before := c.state(phase, results)
		c.round++
		var err error
		if phase, message, results, err = c.syncOnce(phase, message, results); err != nil {
			return nil, err
		}
		if phase.Completed() || c.state(phase, results) == before {
			break
		}
		if c.round > 500 {
			return nil, fmt.Errorf("the sync does not come to an end: %s", message)
		}
	}
	answer := &syncAnswer{Phase: string(phase), Events: c.events}
	for _, result := range results {
		answer.Tasks = append(answer.Tasks, fmt.Sprintf("%s %s %s %s", result.SyncPhase, result.ResourceKey.String(), result.Status, result.HookPhase))
	}
	return answer, nil
}

// syncOnce is what the controller does each time it looks at a running operation.
func (c *cluster) syncOnce(phase common.OperationPhase, message string, results []common.ResourceSyncResult) (common.OperationPhase, string, []common.ResourceSyncResult, error) {
	q := c.question
	var targets []*unstructured.Unstructured
	for _, object := range q.Targets {
		targets = append(targets, (&unstructured.Unstructured{Object: object}).DeepCopy())
	}
	targets, _, err := controller.DeduplicateTargetObjects(q.Namespace, targets, c)
	if err != nil {
		return "", "", nil, err
	}
	wanted := map[kube.ResourceKey]bool{}
	for _, target := range targets {
		wanted[kube.GetResourceKey(target)] = true
	}
	live := map[kube.ResourceKey]*unstructured.Unstructured{}
	for key, object := range c.objects {
		if !c.untracked[key] || wanted[key] {
			live[key] = object.DeepCopy()
		}
	}
	if targets, err = withManagedNamespace(q, targets, live); err != nil {
		return "", "", nil, err
	}
	reconciled := gosync.Reconcile(targets, live, q.Namespace, c)
	diffs := &diff.DiffResultList{}
	for i, live := range reconciled.Live {
		if live != nil && reconciled.Target[i] != nil {
			normalized, _ := json.Marshal(live)
			diffs.Diffs = append(diffs.Diffs, diff.DiffResult{NormalizedLive: normalized, Modified: !in(q.Unchanged, live.GetName())})
		}
	}
	var operation v1alpha1.SyncOperation
	operation.Resources = q.Selected
	policy := metav1.DeletePropagationForeground
	switch {
	case q.Options.HasOption("PrunePropagationPolicy=background"):
		policy = metav1.DeletePropagationBackground
	case q.Options.HasOption("PrunePropagationPolicy=foreground"):
	case q.Options.HasOption("PrunePropagationPolicy=orphan"):
		policy = metav1.DeletePropagationOrphan
	}
	options := []gosync.SyncOpt{
		gosync.WithLogr(logr.Discard()),
		gosync.WithHealthOverride(c),
		gosync.WithPermissionValidator(func(un *unstructured.Unstructured, _ *metav1.APIResource) error {
			if in(q.Forbidden, un.GetKind()) {
				return fmt.Errorf("%s is not permitted", un.GetKind())
			}
			return nil
		}),
		gosync.WithOperationSettings(false, q.Prune, false, len(q.Selected) > 0),
		gosync.WithInitialState(phase, message, results, metav1.Unix(q.StartedAt, 0)),
		gosync.WithResourcesFilter(func(key kube.ResourceKey, _, _ *unstructured.Unstructured) bool {
			return len(q.Selected) == 0 || argo.ContainsSyncResource(key.Name, key.Namespace, schema.GroupVersionKind{Kind: key.Kind, Group: key.Group}, q.Selected)
		}),
		gosync.WithManifestValidation(!q.Options.HasOption(common.SyncOptionsDisableValidation)),
		gosync.WithPruneLast(q.Options.HasOption(common.SyncOptionPruneLast)),
		gosync.WithResourceModificationChecker(q.Options.HasOption("ApplyOutOfSyncOnly=true"), diffs),
		gosync.WithPrunePropagationPolicy(&policy),
		gosync.WithReplace(q.Options.HasOption(common.SyncOptionReplace)),
		gosync.WithServerSideApply(q.Options.HasOption(common.SyncOptionServerSideApply)),
	}
	options = append(options, versionOptions(q)...)
	if q.Options.HasOption("CreateNamespace=true") {
		options = append(options, gosync.WithNamespaceModifier(syncNamespace(&v1alpha1.SyncPolicy{ManagedNamespaceMetadata: q.Managed})))
	}
	config := &rest.Config{Host: "http://cluster", Transport: c, QPS: -1}
	context, cleanup, err := gosync.NewSyncContext(q.Revision, reconciled, config, config, kubectl{&kubetest.MockKubectlCmd{}, c}, q.Namespace, nil, options...)
	if err != nil {
		return "", "", nil, err
	}
	defer cleanup()
	context.Sync()
	phase, message, results = context.GetState()
	return phase, message, results, nil
}

// withManagedNamespace does what the controller's CompareAppState does, which a running cluster would be needed for.
func withManagedNamespace(q syncQuestion, targets []*unstructured.Unstructured, live map[kube.ResourceKey]*unstructured.Unstructured) ([]*unstructured.Unstructured, error) {
	policy := &v1alpha1.SyncPolicy{ManagedNamespaceMetadata: q.Managed}
	application := &v1alpha1.Application{Spec: v1alpha1.ApplicationSpec{Destination: v1alpha1.ApplicationDestination{Namespace: q.Namespace}, SyncPolicy: policy}}
	for _, target := range targets {
		if isManagedNamespace(target, application) {
			return targets, nil
		}
	}
	for _, object := range live {
		if isManagedNamespace(object, application) {
			managed := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": object.GetName()}}}
			if _, err := syncNamespace(policy)(managed, object); err != nil {
				return nil, err
			}
			targets = append(targets, managed)
		}
	}
	return targets, nil
}

// cluster is an API server that does what it is told at once, except where the question says otherwise.
type cluster struct {
	question  syncQuestion
	lock      sync.Mutex
	objects   map[kube.ResourceKey]*unstructured.Unstructured
	untracked map[kube.ResourceKey]bool
	defined   map[schema.GroupKind]bool
	births    int
	round     int
	events    []syncEvent
}

func (c *cluster) state(phase common.OperationPhase, results []common.ResourceSyncResult) string {
	var keys []string
	for key, object := range c.objects {
		keys = append(keys, fmt.Sprint(key, object.GetDeletionTimestamp() != nil, object.GetFinalizers()))
	}
	sort.Strings(keys)
	return fmt.Sprint(phase, results, keys, len(c.events))
}

func (c *cluster) IsNamespaced(gk schema.GroupKind) (bool, error) {
	if !c.knows(gk) {
		return false, fmt.Errorf("no kind %s", gk)
	}
	return !in(c.question.ClusterScoped, gk.Kind), nil
}

func (c *cluster) knows(gk schema.GroupKind) bool {
	return !in(c.question.UnknownKinds, gk.Kind) || c.defined[gk]
}

// define is what a CRD does, for good.
func (c *cluster) define(object *unstructured.Unstructured) {
	if kube.IsCRD(object) {
		group, _, _ := unstructured.NestedString(object.Object, "spec", "group")
		kind, _, _ := unstructured.NestedString(object.Object, "spec", "names", "kind")
		c.defined[schema.GroupKind{Group: group, Kind: kind}] = true
	}
}

// GetResourceHealth is what a health check says of a live object.
func (c *cluster) GetResourceHealth(object *unstructured.Unstructured) (*health.HealthStatus, error) {
	switch {
	case in(c.question.Degraded, object.GetName()):
		return &health.HealthStatus{Status: health.HealthStatusDegraded}, nil
	case in(c.question.Progressing, object.GetName()):
		return &health.HealthStatus{Status: health.HealthStatusProgressing}, nil
	}
	return &health.HealthStatus{Status: health.HealthStatusHealthy}, nil
}

func (c *cluster) keyOf(object *unstructured.Unstructured) kube.ResourceKey {
	key := kube.GetResourceKey(object)
	if in(c.question.ClusterScoped, key.Kind) {
		key.Namespace = ""
	}
	return key
}

func (c *cluster) log(verb string, key kube.ResourceKey) {
	c.events = append(c.events, syncEvent{c.round, verb, key.String()})
}

// presence is what a way to create or change an object wants to find.
type presence int

const (
	whatever presence = iota
	absent
	present
)

// put is every way to create or change an object.
func (c *cluster) put(verb string, object *unstructured.Unstructured, strategy cmdutil.DryRunStrategy, wants presence) error {
	if strategy != cmdutil.DryRunNone {
		if in(c.question.FailsDryRun, object.GetName()) {
			return fmt.Errorf("refused")
		}
		return nil
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	key := c.keyOf(object)
	there := c.objects[key] != nil
	if in(c.question.Refused, key.Name) || wants == absent && there || wants == present && !there {
		c.log(verb+" refused", key)
		return fmt.Errorf("refused")
	}
	c.log(verb, key)
	c.defined[schema.GroupKind{Group: key.Group, Kind: key.Kind}] = true
	created := object.DeepCopy()
	created.SetNamespace(key.Namespace)
	old := c.objects[key]
	if old == nil && key.Kind == "Namespace" && key.Name == c.question.Namespace && !c.renders(key) {
		c.untracked[key] = true
	}
	c.born(created)
	if old != nil && key.Kind == "Namespace" && strings.HasPrefix(verb, "server-side apply") {
		// What others have said of a namespace stays; it may be one that is to be pruned.
		annotations := map[string]string{}
		for name, value := range old.GetAnnotations() {
			annotations[name] = value
		}
		for name, value := range created.GetAnnotations() {
			annotations[name] = value
		}
		created.SetAnnotations(annotations)
	}
	if old != nil {
		created.SetUID(old.GetUID())
		created.SetDeletionTimestamp(old.GetDeletionTimestamp())
		if created.GetDeletionTimestamp() != nil {
			created.SetFinalizers(old.GetFinalizers())
		}
	}
	c.objects[key] = created
	return nil
}

func (c *cluster) refuse(verb string, object *unstructured.Unstructured) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.log(verb+" refused", c.keyOf(object))
}

// born gives an object the identity by which Argo CD knows one that has two names.
func (c *cluster) born(object *unstructured.Unstructured) *unstructured.Unstructured {
	c.births++
	c.define(object)
	object.SetUID(types.UID(fmt.Sprint(c.births)))
	return object
}

func (c *cluster) renders(key kube.ResourceKey) bool {
	for _, object := range c.question.Targets {
		if c.keyOf(&unstructured.Unstructured{Object: object}) == key {
			return true
		}
	}
	return false
}

func (c *cluster) delete(verb string, key kube.ResourceKey, propagation *metav1.DeletionPropagation) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	if in(c.question.ClusterScoped, key.Kind) {
		key.Namespace = ""
	}
	object := c.objects[key]
	if object == nil {
		return apierrors.NewNotFound(schema.GroupResource{Group: key.Group, Resource: key.Kind}, key.Name)
	}
	how := ""
	if propagation != nil {
		how = string(*propagation)
	}
	if object.GetDeletionTimestamp() != nil {
		return nil
	}
	c.log(verb+" "+how, key)
	if in(c.question.Held, key.Name) || in(object.GetFinalizers(), "argocd.argoproj.io/hook-finalizer") {
		now := metav1.Unix(c.question.StartedAt, 0)
		object.SetDeletionTimestamp(&now)
		return nil
	}
	delete(c.objects, key)
	return nil
}

// RoundTrip answers what the sync context asks with clients of its own.
func (c *cluster) RoundTrip(request *http.Request) (*http.Response, error) {
	parts := strings.Split(strings.Trim(request.URL.Path, "/"), "/")
	var gv schema.GroupVersion
	if parts[0] == "api" {
		gv, parts = schema.GroupVersion{Version: parts[1]}, parts[2:]
	} else {
		gv, parts = schema.GroupVersion{Group: parts[1], Version: parts[2]}, parts[3:]
	}
	if len(parts) == 0 {
		return c.discover(request, gv)
	}
	key := kube.ResourceKey{Group: gv.Group}
	if parts[0] == "namespaces" {
		key.Namespace, parts = parts[1], parts[2:]
	}
	key.Kind, key.Name = parts[0], parts[1]
	if key.Kind == "customresourcedefinitions" {
		established := map[string]any{"conditions": []any{map[string]any{"type": "Established", "status": "True"}}}
		return respond(request, http.StatusOK, map[string]any{"apiVersion": gv.String(), "kind": "CustomResourceDefinition", "metadata": map[string]any{"name": key.Name}, "status": established})
	}
	switch request.Method {
	case http.MethodDelete:
		var options metav1.DeleteOptions
		body, _ := io.ReadAll(request.Body)
		if err := json.Unmarshal(body, &options); err != nil {
			return nil, err
		}
		if err := c.delete("delete", key, options.PropagationPolicy); err != nil {
			return respond(request, http.StatusNotFound, err.(apierrors.APIStatus).Status())
		}
		return respond(request, http.StatusOK, metav1.Status{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}, Status: "Success"})
	case http.MethodPut:
		return c.release(request, key)
	}
	return nil, fmt.Errorf("unexpected %s %s", request.Method, request.URL)
}

// release takes the finalizer off a hook, the only update of a live object that a sync does by itself.
func (c *cluster) release(request *http.Request, key kube.ResourceKey) (*http.Response, error) {
	var changed unstructured.Unstructured
	body, _ := io.ReadAll(request.Body)
	if err := json.Unmarshal(body, &changed.Object); err != nil {
		return nil, err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	object := c.objects[key]
	if object == nil {
		return respond(request, http.StatusNotFound, apierrors.NewNotFound(schema.GroupResource{Group: key.Group, Resource: key.Kind}, key.Name).Status())
	}
	c.log("release", key)
	object.SetFinalizers(changed.GetFinalizers())
	if object.GetDeletionTimestamp() != nil && len(object.GetFinalizers()) == 0 && !in(c.question.Held, key.Name) {
		delete(c.objects, key)
	}
	return respond(request, http.StatusOK, changed.Object)
}

func (c *cluster) discover(request *http.Request, gv schema.GroupVersion) (*http.Response, error) {
	list := metav1.APIResourceList{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "APIResourceList"}, GroupVersion: gv.String()}
	seen := map[string]bool{}
	all := append([]map[string]any{{"apiVersion": "v1", "kind": "Namespace"}}, append(c.question.Targets, c.question.Live...)...)
	for _, each := range all {
		object := unstructured.Unstructured{Object: each}
		gvk := object.GroupVersionKind()
		if gvk.GroupVersion() != gv || seen[gvk.Kind] || !c.knows(gvk.GroupKind()) {
			continue
		}
		seen[gvk.Kind] = true
		list.APIResources = append(list.APIResources, metav1.APIResource{Name: gvk.Kind, Kind: gvk.Kind, Namespaced: !in(c.question.ClusterScoped, gvk.Kind), Verbs: metav1.Verbs{"get", "delete", "update"}})
	}
	if len(list.APIResources) == 0 {
		return respond(request, http.StatusNotFound, apierrors.NewNotFound(schema.GroupResource{Group: gv.Group}, "").Status())
	}
	return respond(request, http.StatusOK, list)
}

func respond(request *http.Request, status int, body any) (*http.Response, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	header := http.Header{"Content-Type": []string{"application/json"}}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewReader(text)), Request: request, Proto: "HTTP/1.1"}, nil
}

// kubectl is what a sync is given to change a cluster with.
type kubectl struct {
	*kubetest.MockKubectlCmd
	cluster *cluster
}

func (k kubectl) ManageResources(*rest.Config, openapi.Resources) (kube.ResourceOperations, func(), error) {
	return operations{k.cluster}, func() {}, nil
}

func (k kubectl) GetResource(_ context.Context, _ *rest.Config, gvk schema.GroupVersionKind, name, namespace string) (*unstructured.Unstructured, error) {
	k.cluster.lock.Lock()
	defer k.cluster.lock.Unlock()
	if object := k.cluster.objects[kube.ResourceKey{Group: gvk.Group, Kind: gvk.Kind, Namespace: namespace, Name: name}]; object != nil {
		return object.DeepCopy(), nil
	}
	return nil, apierrors.NewNotFound(schema.GroupResource{Group: gvk.Group, Resource: gvk.Kind}, name)
}

func (k kubectl) DeleteResource(_ context.Context, _ *rest.Config, gvk schema.GroupVersionKind, name, namespace string, options metav1.DeleteOptions) error {
	return k.cluster.delete("prune", kube.ResourceKey{Group: gvk.Group, Kind: gvk.Kind, Namespace: namespace, Name: name}, options.PropagationPolicy)
}

type operations struct {
	cluster *cluster
}

func (o operations) apply(object *unstructured.Unstructured, strategy cmdutil.DryRunStrategy, force, validate, serverSide bool) (string, error) {
	verb := "apply"
	if serverSide {
		verb = "server-side apply"
	}
	if force {
		verb += " by force"
	}
	if force && serverSide && refusesForcedServerSide && strategy == cmdutil.DryRunNone {
		o.cluster.refuse(verb, object)
		return "", fmt.Errorf("refused")
	}
	return "", o.cluster.put(verb, object, strategy, whatever)
}

func (o operations) ReplaceResource(_ context.Context, object *unstructured.Unstructured, strategy cmdutil.DryRunStrategy, force bool) (string, error) {
	if force {
		return "", o.cluster.put("replace by force", object, strategy, whatever)
	}
	return "", o.cluster.put("replace", object, strategy, present)
}

func (o operations) CreateResource(_ context.Context, object *unstructured.Unstructured, strategy cmdutil.DryRunStrategy, _ bool) (string, error) {
	return "", o.cluster.put("create", object, strategy, absent)
}

func (o operations) UpdateResource(_ context.Context, object *unstructured.Unstructured, strategy cmdutil.DryRunStrategy) (*unstructured.Unstructured, error) {
	return object, o.cluster.put("update", object, strategy, present)
}

func in(list []string, text string) bool {
	for _, each := range list {
		if each == text {
			return true
		}
	}
	return false
}

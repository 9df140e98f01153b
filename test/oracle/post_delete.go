package main

import (
	"context"
	"fmt"
	"reflect"
	"sort"
	"unsafe"

	"github.com/argoproj/argo-cd/v2/controller"
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/gitops-engine/pkg/utils/kube/kubetest"
	log "github.com/sirupsen/logrus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

//go:linkname executePostDeleteHooks github.com/argoproj/argo-cd/v2/controller.(*ApplicationController).executePostDeleteHooks
func executePostDeleteHooks(*controller.ApplicationController, *v1alpha1.Application, *v1alpha1.AppProject, map[kube.ResourceKey]*unstructured.Unstructured, *rest.Config, *log.Entry) (bool, error)

//go:linkname cleanupPostDeleteHooks github.com/argoproj/argo-cd/v2/controller.(*ApplicationController).cleanupPostDeleteHooks
func cleanupPostDeleteHooks(*controller.ApplicationController, map[kube.ResourceKey]*unstructured.Unstructured, *rest.Config, *log.Entry) (bool, error)

type postDeleteQuestion struct {
	Rendered, Live                             []map[string]any
	Namespace                                  string
	ClusterScoped, Degraded, Progressing, Held []string
}

// patience is how often the controller looks where it cannot create a hook: in which order it tries is chance, and the
// first that it cannot create ends a look.
const patience = 200

func init() {
	register("post-delete", answering(func(q postDeleteQuestion) (any, error) {
		asked, err := installationWith(nil, nil)
		if err != nil {
			return nil, err
		}
		cluster := &remains{question: q, objects: map[kube.ResourceKey]*unstructured.Unstructured{}, created: map[string]bool{}}
		for _, each := range q.Live {
			cluster.put(&unstructured.Unstructured{Object: each})
		}
		ctrl := &controller.ApplicationController{}
		set(ctrl, "settingsMgr", asked.settings)
		set(ctrl, "appStateManager", rendering{targets: q.Rendered})
		set(ctrl, "kubectl", cluster)
		application := &v1alpha1.Application{Spec: v1alpha1.ApplicationSpec{Destination: v1alpha1.ApplicationDestination{Namespace: q.Namespace}}}
		entry := log.NewEntry(log.StandardLogger())
		end, ran := "Running", false
		deleted := [][]string{}
		for look := 0; look < patience && end == "Running"; look++ {
			live := map[kube.ResourceKey]*unstructured.Unstructured{}
			for key, object := range cluster.objects {
				live[key] = object.DeepCopy()
			}
			cluster.deleted = nil
			var done bool
			var err error
			before := len(cluster.created)
			if !ran {
				done, err = executePostDeleteHooks(ctrl, application, &v1alpha1.AppProject{}, live, &rest.Config{}, entry)
				ran = done
			} else if done, err = cleanupPostDeleteHooks(ctrl, live, &rest.Config{}, entry); done {
				end = "Deleted"
			}
			if len(cluster.deleted) > 0 {
				sort.Strings(cluster.deleted)
				deleted = append(deleted, cluster.deleted)
			}
			if err == nil && !done && len(cluster.created) == before && len(cluster.deleted) == 0 {
				break
			}
		}
		created := []string{}
		for key := range cluster.created {
			created = append(created, key)
		}
		sort.Strings(created)
		return map[string]any{"created": created, "deleted": deleted, "end": end}, nil
	}))
}

// rendering is all of a repository that these hooks are read from.
type rendering struct {
	controller.AppStateManager
	targets []map[string]any
}

func (r rendering) objects() []*unstructured.Unstructured {
	var objects []*unstructured.Unstructured
	for _, each := range r.targets {
		objects = append(objects, (&unstructured.Unstructured{Object: each}).DeepCopy())
	}
	return objects
}

// remains is a cluster in which only hooks come and go.
type remains struct {
	*kubetest.MockKubectlCmd
	question postDeleteQuestion
	objects  map[kube.ResourceKey]*unstructured.Unstructured
	created  map[string]bool
	deleted  []string
	births   int
}

func (c *remains) put(object *unstructured.Unstructured) {
	placed := object.DeepCopy()
	if in(c.question.ClusterScoped, placed.GetKind()) {
		placed.SetNamespace("")
	}
	if placed.GetName() == "" {
		c.births++
		placed.SetName(fmt.Sprint(placed.GetGenerateName(), "#", c.births))
	}
	if placed.GetKind() == "Job" && !in(c.question.Progressing, object.GetName()) {
		condition := "Complete"
		if in(c.question.Degraded, object.GetName()) {
			condition = "Failed"
		}
		placed.Object["status"] = map[string]any{"conditions": []any{map[string]any{"type": condition, "status": "True"}}}
	}
	c.objects[kube.GetResourceKey(placed)] = placed
}

func (c *remains) CreateResource(_ context.Context, _ *rest.Config, _ schema.GroupVersionKind, _, _ string, object *unstructured.Unstructured, _ metav1.CreateOptions, _ ...string) (*unstructured.Unstructured, error) {
	key := kube.GetResourceKey(object)
	if in(c.question.ClusterScoped, key.Kind) {
		key.Namespace = ""
	}
	if _, there := c.objects[key]; there {
		return nil, fmt.Errorf("%s is there already", key.String())
	}
	c.created[key.String()] = true
	c.put(object)
	return object, nil
}

func (c *remains) DeleteResource(_ context.Context, _ *rest.Config, gvk schema.GroupVersionKind, name, namespace string, _ metav1.DeleteOptions) error {
	key := kube.ResourceKey{Group: gvk.Group, Kind: gvk.Kind, Namespace: namespace, Name: name}
	object := c.objects[key]
	if object == nil || object.GetDeletionTimestamp() != nil {
		return nil
	}
	c.deleted = append(c.deleted, key.String())
	if in(c.question.Held, name) || len(object.GetFinalizers()) > 0 {
		now := metav1.Unix(1700000000, 0)
		object.SetDeletionTimestamp(&now)
	} else {
		delete(c.objects, key)
	}
	return nil
}

// set gives a controller one of the few parts that its hooks need.
func set(ctrl *controller.ApplicationController, field string, value any) {
	place := reflect.ValueOf(ctrl).Elem().FieldByName(field)
	reflect.NewAt(place.Type(), unsafe.Pointer(place.UnsafeAddr())).Elem().Set(reflect.ValueOf(value))
}

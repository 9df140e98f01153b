package main

import (
	"encoding/json"
	"fmt"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/db"
	"github.com/argoproj/argo-cd/v2/util/settings"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
)

// A cluster as its Secret says it.
type declaredCluster struct{ Name, Server, Project string }

// An Argo CD with some clusters and an argocd-cm; the same again for the same ones, as it takes its time to start.
type installation struct {
	settings *settings.SettingsManager
	db       db.ArgoDB
}

var installations = map[string]installation{}

func installationWith(clusters []declaredCluster, configured map[string]string) (installation, error) {
	key, err := json.Marshal([]any{clusters, configured})
	if err != nil {
		return installation{}, err
	}
	if found, known := installations[string(key)]; known {
		return found, nil
	}
	labels := func(name, value string) map[string]string {
		return map[string]string{"app.kubernetes.io/part-of": "argocd", name: value}
	}
	objects := []runtime.Object{
		&corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Name: "argocd-cm", Namespace: "argocd", Labels: labels("a", "b")},
			Data:       configured,
		},
		&corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{Name: "argocd-secret", Namespace: "argocd", Labels: labels("a", "b")},
			Data:       map[string][]byte{"server.secretkey": []byte("key")},
		},
	}
	for place, each := range clusters {
		data := map[string][]byte{"server": []byte(each.Server), "name": []byte(each.Name), "config": []byte("{}")}
		if each.Project != "" {
			data["project"] = []byte(each.Project)
		}
		objects = append(objects, &corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{
				Name:      fmt.Sprintf("cluster-%d", place),
				Namespace: "argocd",
				Labels:    labels("argocd.argoproj.io/secret-type", "cluster"),
			},
			Data: data,
		})
	}
	clientset := fake.NewClientset(objects...)
	manager := settings.NewSettingsManager(background, clientset, "argocd")
	made := installation{settings: manager, db: db.NewDB("argocd", manager, clientset)}
	installations[string(key)] = made
	return made, nil
}

func init() {
	register("destination", answering(func(q struct {
		Destination v1alpha1.ApplicationDestination
		Clusters    []declaredCluster
	}) (any, error) {
		asked, err := installationWith(q.Clusters, nil)
		if err != nil {
			return nil, err
		}
		return resolvedDestination(q.Destination, asked.db)
	}))
}

package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	log "github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/kubernetes"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/argoproj/argo-cd/v2/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v2/applicationset/generators"
	"github.com/argoproj/argo-cd/v2/applicationset/utils"
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
)

func init() {
	register("application-set", func(raw json.RawMessage) (any, error) {
		var q struct {
			Set             v1alpha1.ApplicationSet
			Secrets         []corev1.Secret
			Repositories    map[string]map[string]string
			NewFileGlobbing bool
		}
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		return expand(q.Set, surroundings(q.Secrets), files{q.Repositories, q.NewFileGlobbing})
	})
}

const controllerNamespace = "argocd"

func expand(set v1alpha1.ApplicationSet, around cluster, repos files) ([]v1alpha1.Application, error) {
	supported := generators.GetGenerators(context.Background(), around, clientset{around: around}, controllerNamespace, repos, nil, generators.SCMConfig{})
	applications, _, err := template.GenerateApplications(log.NewEntry(log.StandardLogger()), set, supported, &utils.Render{}, around)
	return applications, err
}

// The Secrets as the API server keeps them, and in its order.
func surroundings(secrets []corev1.Secret) cluster {
	kept := slices.DeleteFunc(secrets, func(secret corev1.Secret) bool { return secret.Namespace != controllerNamespace })
	for nth := range kept {
		for key, text := range kept[nth].StringData {
			if kept[nth].Data == nil {
				kept[nth].Data = map[string][]byte{}
			}
			kept[nth].Data[key] = []byte(text)
		}
		kept[nth].StringData = nil
	}
	slices.SortFunc(kept, func(one, other corev1.Secret) int { return strings.Compare(one.Name, other.Name) })
	return cluster{secrets: kept}
}

// What the generators ask of a cluster: a list of Secrets, and a project that asks for no signatures.
type cluster struct {
	client.Client
	secrets []corev1.Secret
}

func (c cluster) selected(selector labels.Selector) (found []corev1.Secret) {
	for _, secret := range c.secrets {
		if selector.Matches(labels.Set(secret.Labels)) {
			found = append(found, *secret.DeepCopy())
		}
	}
	return found
}

func (c cluster) Get(context.Context, client.ObjectKey, client.Object, ...client.GetOption) error {
	return nil
}

func (c cluster) List(_ context.Context, into client.ObjectList, options ...client.ListOption) error {
	var wanted client.ListOptions
	wanted.ApplyOptions(options)
	into.(*corev1.SecretList).Items = c.selected(wanted.LabelSelector)
	return nil
}

type clientset struct {
	kubernetes.Interface
	around cluster
}

func (c clientset) CoreV1() typedcorev1.CoreV1Interface     { return core{around: c.around} }
func (c clientset) Discovery() discovery.DiscoveryInterface { return server{} }

type core struct {
	typedcorev1.CoreV1Interface
	around cluster
}

func (c core) Secrets(string) typedcorev1.SecretInterface { return secrets{around: c.around} }

type secrets struct {
	typedcorev1.SecretInterface
	around cluster
}

func (s secrets) List(_ context.Context, options metav1.ListOptions) (*corev1.SecretList, error) {
	selector, err := labels.Parse(options.LabelSelector)
	if err != nil {
		return nil, err
	}
	return &corev1.SecretList{Items: s.around.selected(selector)}, nil
}

type server struct{ discovery.DiscoveryInterface }

func (server) ServerVersion() (*version.Info, error) {
	return &version.Info{Major: "1", Minor: "31"}, nil
}

// Repositories by their addresses, as the repo server would give them.
type files struct {
	repositories    map[string]map[string]string
	newFileGlobbing bool
}

func (f files) matching(repoURL, pattern string) (map[string][]byte, error) {
	// The repo server takes no path for all of them.
	if pattern == "" {
		pattern = "."
	}
	listed, err := listFiles(f.repositories[repoURL], pattern, f.newFileGlobbing)
	if err != nil {
		return nil, err
	}
	found := map[string][]byte{}
	for _, file := range listed {
		content, isFile := f.repositories[repoURL][file]
		if !isFile {
			return nil, errIsDirectory(file)
		}
		found[file] = []byte(content)
	}
	return found, nil
}

type errIsDirectory string

func (e errIsDirectory) Error() string { return "read " + string(e) + ": is a directory" }

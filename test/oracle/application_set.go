package main

import (
	"context"
	"encoding/json"
	"maps"
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
		return expandSet(q.Set, surroundings(q.Secrets), gitContents{q.Repositories, q.NewFileGlobbing})
	})
}

const argocdNamespace = "argocd"

func expandSet(set v1alpha1.ApplicationSet, around clusterSecrets, repos gitContents) ([]v1alpha1.Application, error) {
	supported := generators.GetGenerators(context.Background(), around, secretsClientset{around: around}, argocdNamespace, repos, nil, generators.SCMConfig{})
	applications, _, err := template.GenerateApplications(log.NewEntry(log.StandardLogger()), set, supported, &utils.Render{}, around)
	return applications, err
}

// The Secrets as the API server keeps them, and in its order.
func surroundings(secrets []corev1.Secret) clusterSecrets {
	kept := slices.DeleteFunc(secrets, func(secret corev1.Secret) bool { return secret.Namespace != argocdNamespace })
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
	return clusterSecrets{secrets: kept}
}

// What the generators ask of a cluster: a list of Secrets, and a project that asks for no signatures.
type clusterSecrets struct {
	client.Client
	secrets []corev1.Secret
}

func (c clusterSecrets) selected(selector labels.Selector) (found []corev1.Secret) {
	for _, secret := range c.secrets {
		if selector.Matches(labels.Set(secret.Labels)) {
			found = append(found, *secret.DeepCopy())
		}
	}
	return found
}

func (c clusterSecrets) Get(context.Context, client.ObjectKey, client.Object, ...client.GetOption) error {
	return nil
}

func (c clusterSecrets) List(_ context.Context, into client.ObjectList, options ...client.ListOption) error {
	var wanted client.ListOptions
	wanted.ApplyOptions(options)
	into.(*corev1.SecretList).Items = c.selected(wanted.LabelSelector)
	return nil
}

type secretsClientset struct {
	kubernetes.Interface
	around clusterSecrets
}

func (c secretsClientset) CoreV1() typedcorev1.CoreV1Interface {
	return coreOfSecrets{around: c.around}
}
func (c secretsClientset) Discovery() discovery.DiscoveryInterface { return versionServer{} }

type coreOfSecrets struct {
	typedcorev1.CoreV1Interface
	around clusterSecrets
}

func (c coreOfSecrets) Secrets(string) typedcorev1.SecretInterface {
	return secretLister{around: c.around}
}

type secretLister struct {
	typedcorev1.SecretInterface
	around clusterSecrets
}

func (s secretLister) List(_ context.Context, options metav1.ListOptions) (*corev1.SecretList, error) {
	selector, err := labels.Parse(options.LabelSelector)
	if err != nil {
		return nil, err
	}
	return &corev1.SecretList{Items: s.around.selected(selector)}, nil
}

type versionServer struct{ discovery.DiscoveryInterface }

func (versionServer) ServerVersion() (*version.Info, error) {
	return &version.Info{Major: "1", Minor: "31"}, nil
}

// Repositories by their addresses, as the repo server would give them.
type gitContents struct {
	repositories    map[string]map[string]string
	newFileGlobbing bool
}

func (f gitContents) matching(repoURL, pattern string) (map[string][]byte, error) {
	// The repo server takes no path for all of them.
	if pattern == "" {
		pattern = "."
	}
	listed, err := listFiles(slices.Collect(maps.Keys(f.repositories[repoURL])), pattern, f.newFileGlobbing)
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

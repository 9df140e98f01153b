// The questions that test/argocd/oracle.test.ts asks, answered by the packages of Argo CD itself: a line of JSON each.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v2/util/git"
	"github.com/argoproj/argo-cd/v2/util/glob"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

type question struct {
	Fn          string
	Project     v1alpha1.AppProject
	URL         string
	Destination v1alpha1.ApplicationDestination
	Group, Kind string
	Namespaced  bool
	Application v1alpha1.Application
	Clusters    []*v1alpha1.Cluster
	Pattern     string
	Text        string
	Separators  string
}

func answer(q question) (res any) {
	defer func() {
		if r := recover(); r != nil {
			res = "crash"
		}
	}()
	switch q.Fn {
	case "glob":
		return glob.Match(q.Pattern, q.Text, []rune(q.Separators)...)
	case "path":
		ok, err := path.Match(q.Pattern, q.Text)
		return ok && err == nil
	case "url":
		return git.NormalizeGitURL(q.URL)
	case "source":
		return q.Project.IsSourcePermitted(v1alpha1.ApplicationSource{RepoURL: q.URL})
	case "destination":
		ok, err := q.Project.IsDestinationPermitted(q.Destination, func(string) ([]*v1alpha1.Cluster, error) { return q.Clusters, nil })
		if err != nil {
			return err.Error()
		}
		return ok
	case "kind":
		return q.Project.IsGroupKindPermitted(schema.GroupKind{Group: q.Group, Kind: q.Kind}, q.Namespaced)
	case "namespace":
		return q.Project.IsAppNamespacePermitted(&q.Application, "argocd")
	case "project":
		if err := q.Project.ValidateProject(); err != nil {
			return err.Error()
		}
		return true
	case "windows":
		seen := map[*v1alpha1.SyncWindow]bool{}
		if m := q.Project.Spec.SyncWindows.Matches(&q.Application); m != nil {
			for _, w := range *m {
				seen[w] = true
			}
		}
		return len(seen)
	}
	return fmt.Sprintf("no function %s", q.Fn)
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			panic(err)
		}
		line, _ := json.Marshal(answer(q))
		out.Write(append(line, '\n'))
	}
}

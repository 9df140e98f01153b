package main

import (
	"path"

	"github.com/argoproj/argo-cd/v2/util/git"
	"github.com/argoproj/argo-cd/v2/util/glob"
	globwas "github.com/gobwas/glob"
)

func init() {
	register("glob", answering(func(q struct{ Pattern, Text, Separators string }) (any, error) {
		compiled, err := globwas.Compile(q.Pattern, []rune(q.Separators)...)
		if err != nil {
			return "refused", nil
		}
		return compiled.Match(q.Text), nil
	}))
	register("path-match", answering(func(q struct{ Pattern, Text string }) (any, error) {
		matched, err := path.Match(q.Pattern, q.Text)
		if err != nil {
			return "refused", nil
		}
		return matched, nil
	}))
	register("match-list", answering(func(q struct {
		List       []string
		Text, Mode string
	}) (any, error) {
		return glob.MatchStringInList(q.List, q.Text, q.Mode), nil
	}))
	register("repository-url", answering(func(q struct{ URL, Other string }) (any, error) {
		isSSH, user := git.IsSSHURL(q.URL)
		return map[string]any{
			"normalized": git.NormalizeGitURL(q.URL),
			"same":       git.SameURL(q.URL, q.Other),
			"ssh":        isSSH,
			"user":       user,
		}, nil
	}))
}

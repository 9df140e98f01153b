package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/argoproj/argo-cd/v2/util/git"
)

func init() {
	register("globbing", func(raw json.RawMessage) (any, error) {
		var q struct {
			Files   []string
			Pattern string
			New     bool
		}
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		listed, err := listFiles(q.Files, q.Pattern, q.New)
		slices.Sort(listed)
		return listed, err
	})
}

type listing struct {
	files []string
	err   error
}

var (
	checkouts = map[string]git.Client{}
	listings  = map[string]listing{}
)

// The files that Argo CD lists in a checkout for a path. What is in them does not matter, so that few checkouts do.
func listFiles(files []string, pattern string, enableNewGlobbing bool) ([]string, error) {
	sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(files)), "\x00")))
	tree := hex.EncodeToString(sum[:])
	key := tree + "\x00" + pattern
	if enableNewGlobbing {
		key = "new" + key
	}
	known, found := listings[key]
	if !found {
		client, err := checkout(tree, files)
		if err != nil {
			return nil, err
		}
		known.files, known.err = client.LsFiles(pattern, enableNewGlobbing)
		listings[key] = known
	}
	return slices.Clone(known.files), known.err
}

// A checkout stays where later questions, and later processes, find it by what is in it.
func checkout(tree string, files []string) (git.Client, error) {
	if client, found := checkouts[tree]; found {
		return client, nil
	}
	root := filepath.Join(os.TempDir(), "argosy-oracle-checkouts", tree)
	if _, err := os.Stat(root); err != nil {
		if err := makeCheckout(root, files); err != nil {
			return nil, err
		}
	}
	client, err := git.NewClientExt("https://git.example/repository", root, git.NopCreds{}, false, false, "", "")
	if err != nil {
		return nil, err
	}
	checkouts[tree] = client
	return client, nil
}

func makeCheckout(root string, files []string) error {
	if err := os.MkdirAll(filepath.Dir(root), 0o755); err != nil {
		return err
	}
	attempt, err := os.MkdirTemp(filepath.Dir(root), "attempt-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(attempt)
	for _, file := range files {
		path := filepath.Join(attempt, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			return err
		}
	}
	for _, arguments := range [][]string{{"init", "--quiet"}, {"add", "--force", "--all"}} {
		command := exec.Command("git", arguments...)
		command.Dir = attempt
		if err := command.Run(); err != nil {
			return err
		}
	}
	// Another process may have been faster.
	if err := os.Rename(attempt, root); err != nil {
		if _, missing := os.Stat(root); missing != nil {
			return err
		}
	}
	return nil
}

// The directories that the repo server finds: all but hidden ones and what is in those.
func directoriesOf(files map[string]string) []string {
	found := map[string]bool{}
	for file := range files {
		parts := strings.Split(file, "/")
		for depth, part := range parts[:len(parts)-1] {
			if strings.HasPrefix(part, ".") {
				break
			}
			found[strings.Join(parts[:depth+1], "/")] = true
		}
	}
	// A walk takes the entries of a directory by their names.
	return slices.SortedFunc(maps.Keys(found), func(one, other string) int {
		return slices.Compare(strings.Split(one, "/"), strings.Split(other, "/"))
	})
}

package main

import "context"

func (f gitContents) GetFiles(_ context.Context, repoURL, _, _, pattern string, _, _ bool) (map[string][]byte, error) {
	return f.matching(repoURL, pattern)
}

func (f gitContents) GetDirectories(_ context.Context, repoURL, _, _ string, _, _ bool) ([]string, error) {
	return directoriesOf(f.repositories[repoURL]), nil
}

import { Repository } from 'cdk8s-argosy';

test('a Git repository is followed at a revision', () => {
  expect(Repository.git('https://git.example.com/mlops', 'main')).toEqual({
    kind: 'git',
    url: 'https://git.example.com/mlops',
    revision: 'main',
  });
});

test('a Helm repository has no revision, because its charts have versions', () => {
  expect(Repository.helm('https://charts.example.com')).toEqual({ kind: 'helm', url: 'https://charts.example.com' });
});

test('a URL is left as it was written', () => {
  expect(Repository.git('git@git.example.com:Team/MLOps.git', 'v1').url).toBe('git@git.example.com:Team/MLOps.git');
});

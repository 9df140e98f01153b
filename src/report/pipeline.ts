/** What a pipeline has to know of the repository. */
export interface PipelineFacts {
  /** `package.json` has this package, so that its lock file says which version runs. */
  readonly installed: boolean;
  /** The version that runs where nothing is installed. */
  readonly version: string;
  /** `cdk8s.yaml` is there, so that the manifests are made by code. */
  readonly synthesized: boolean;
}

/** A workflow that checks every pull request and notes what is wrong beside the line. */
export function githubWorkflow(facts: PipelineFacts): string {
  return `# Checks what Argo CD would pull. Written by argosy init --ci github; change it as you like.
name: argosy

on:
  pull_request:

permissions:
  contents: read

concurrency:
  group: argosy-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          # The pipeline pushes nothing, and what it runs needs no token.
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${facts.installed ? '          cache: npm\n      - run: npm ci\n' : ''}${
  facts.synthesized ? githubSteps.synth(command(facts)) : ''
}      # Helm and kustomize are on this machine already.
      - name: Check by the rules of Argo CD
        if: \${{ !cancelled() }}
        run: ${command(facts)} check -o github
      - name: Lint and render charts
        if: \${{ !cancelled() && hashFiles('**/Chart.yaml') != '' }}
        run: |
${indented(10, CHARTS)}`;
}

const githubSteps = {
  synth: (argosy: string) => `      - name: Compare dist/ with what the code makes
        run: ${argosy} synth --check
`,
};

/** A file for GitLab's \`include\` with the same for every merge request. */
export function gitlabPipeline(facts: PipelineFacts): string {
  return `# Checks what Argo CD would pull. Written by argosy init --ci gitlab; change it as you like.
.argosy:
  image: node:22-alpine
  timeout: 15 minutes
  interruptible: true
  rules:
    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'
  before_script:
    - apk add --no-cache git helm kustomize
${facts.installed ? '    - npm ci\n' : ''}${
  facts.synthesized
    ? `
argosy-synth:
  extends: .argosy
  script:
    # Compares dist/ with what the code makes.
    - ${command(facts)} synth --check
`
    : ''
}
argosy-check:
  extends: .argosy
  script:
    # Once for the merge request, once for the log and the result.
    - ${command(facts)} check -o junit > argosy.xml || true
    - ${command(facts)} check
  artifacts:
    when: always
    reports:
      junit: argosy.xml

argosy-charts:
  extends: .argosy
  rules:
    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'
      exists: ['**/Chart.yaml']
  before_script:
    - apk add --no-cache git helm
  script:
    - |
${indented(6, CHARTS)}`;
}

/** The whole pipeline of a repository on GitLab that has no other. */
export function gitlabEntry(file: string): string {
  return `include:\n  - local: ${file}\n`;
}

function command({ installed, version }: PipelineFacts): string {
  return installed ? 'npx argosy' : `npx --yes cdk8s-argosy@${version}`;
}

/** For any shell. A library chart renders nothing by itself. */
const CHARTS = `git ls-files ':(glob)**/Chart.yaml' | while read -r file; do
  chart=$(dirname "$file")
  helm dependency update "$chart" || exit 1
  helm lint --strict "$chart" || exit 1
  grep -q '^type: *library' "$file" || helm template "$chart" > /dev/null || exit 1
done
`;

function indented(width: number, text: string): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(width));
}

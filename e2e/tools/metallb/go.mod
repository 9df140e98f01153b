module argosy/e2e/tools/metallb

go 1.25.0

require go.universe.tf/metallb v0.14.9

/** The lines before `spec` of the Application that examples are about: `spec` is line 6. */
export const SHOP = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  namespace: argocd
spec:
`;

export const SOURCE = `  source:
    repoURL: https://git.example/team/shop.git
    targetRevision: main
    path: shop
`;

export const DESTINATION = `  destination:
    server: https://kubernetes.default.svc
    namespace: shop
`;

/** What the examples' repository is called, and something for the Application to render. */
export const AROUND = {
  'argosy.yaml': 'repositories:\n  - https://git.example/team/shop.git\n',
  'shop/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  greeting: hello\n',
};

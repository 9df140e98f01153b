const VALUES_ONLY = 'its repository cannot be reached: a chart that makes a ConfigMap of the values it is given';

/**
 * Everything here that is not as in a cluster, and why. The rest is: API server, controllers, scheduler, Argo CD, Sealed
 * Secrets, Helm, Kustomize, Git. A test holds the list to what is there, and only Stages in it are given to kwok.
 */
export const standIns: Readonly<Record<string, string>> = {
  'stage pod-ready': 'no kubelet runs: kwok says that a Pod on a node is ready',
  'stage pod-complete': 'no kubelet runs: kwok says that the Pod of a Job has succeeded',
  'stage pod-delete': 'no kubelet runs: kwok lets a deleted Pod go',
  'stage node-initialize': 'no kubelet runs: kwok says that the node is ready and has room',
  'stage ingress-address': 'no ingress controller publishes an address',
  'stage service-address': 'no cloud gives a Service of type LoadBalancer an address',
  'stage certificate-ready': 'cert-manager does not run: a Certificate is Ready at once',
  'stage cluster-issuer-ready': 'cert-manager does not run: a ClusterIssuer is Ready at once',
  'tls-secret': "cert-manager does not run: a Certificate's Secret is written without a key in it",
  restart: "a person would restart Argo CD's Deployments when argocd-cmd-params-cm has changed",
  'default project': 'argocd-server, which does not run, would make the project `default` and its own key',
  rights: 'every component may do everything; in a cluster it has the ClusterRoles of its installation',
  'node lifecycle':
    'no kubelet runs: its controller would find that none reports, and take the readiness of every Pod away',
  endpoints: 'the Service `kubernetes` leads nowhere: nothing in these clusters calls their API from within',
  'definitions of cert-manager':
    'its chart is stood in for: those of the real definitions that the platforms need are there from the start',
  admission: 'no Pod gets a token and no node a taint: nobody here would mount the one and take away the other',
  redis: 'an in-memory server speaks the protocol of Redis; Argo CD keeps a cache in it',
  'chart sealed-secrets': 'its repository cannot be reached: the same chart, out of the Go module of the controller',
  'chart cert-manager': VALUES_ONLY,
  'chart metallb': `${VALUES_ONLY}, and those of the real definitions that the platforms need, out of the Go module of MetalLB`,
  'chart ingress-nginx': VALUES_ONLY,
  'chart prometheus-operator-crds': `${VALUES_ONLY}, and those of the real definitions that the platforms need, out of the Go module of the operator`,
  'chart kube-prometheus-stack': VALUES_ONLY,
  'chart loki': VALUES_ONLY,
  'chart alloy': VALUES_ONLY,
  'chart minio': VALUES_ONLY,
  'chart airflow': 'its repository cannot be reached: a chart of ours with one Deployment and the two Jobs, as hooks',
};

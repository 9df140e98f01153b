import { manifest } from './example';

const PROTECTED = 'argocd.argoproj.io/sync-options: "Prune=false,Delete=false"';

/** A claim of the examples, with its annotations and with what its spec says besides. */
export function claim(name: string, annotations = PROTECTED, ...spec: readonly string[]): string {
  return manifest(
    'v1',
    'PersistentVolumeClaim',
    annotations === '' ? `name: ${name}` : `name: ${name}, annotations: { ${annotations} }`,
    'spec:',
    ...spec.map((line) => `  ${line}`),
    ...(spec.some((line) => line.startsWith('accessModes')) ? [] : ['  accessModes: [ReadWriteOnce]']),
    ...(spec.some((line) => line.startsWith('resources')) ? [] : ['  resources: { requests: { storage: 1Gi } }']),
  );
}

/** A volume of the examples on an NFS server. */
export function volume(name: string, path: string, ...spec: readonly string[]): string {
  return manifest(
    'v1',
    'PersistentVolume',
    `name: ${name}, annotations: { ${PROTECTED} }`,
    'spec:',
    '  capacity: { storage: 1Gi }',
    `  nfs: { server: nfs.example, path: ${path} }`,
    ...spec.map((line) => `  ${line}`),
  );
}

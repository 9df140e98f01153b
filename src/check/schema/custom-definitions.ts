import type { Manifest, Repository } from '../../sources/model';
import { everyManifest } from '../every-manifest';
import { type Fields, fields, itemsAt, once, text, textAt } from '../reading';
import { bundled, metadataSchema } from './bundled';
import { type Shape, shapeOf } from './shape';

/** A CustomResourceDefinition of the repository. */
export interface CustomDefinition {
  readonly manifest: Manifest;
  /** What it serves; undefined for a version whose schema it does not say. */
  readonly served: ReadonlyMap<string, Shape | undefined>;
}

/** The definitions that a repository has itself, by group and kind: they are what its cluster will know. */
export const customDefinitions = once((repository: Repository): ReadonlyMap<string, CustomDefinition> => {
  const definitions = everyManifest(repository).filter(
    ({ group, kind }) => group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition',
  );
  return new Map(
    definitions.map((manifest) => {
      const { spec } = manifest.object;
      const versions = itemsAt(spec, 'versions').map(fields);
      const served = versions
        .filter((version) => version.served !== false)
        .map((version) => [text(version.name), rootOf(fields(fields(version.schema).openAPIV3Schema))] as const);
      return [`${textAt(spec, 'group')}/${textAt(spec, 'names', 'kind')}`, { manifest, served: new Map(served) }];
    }),
  );
});

/** What all kinds have is Kubernetes' to say, and the status is nobody's to write. */
function rootOf(schema: Fields): Shape | undefined {
  if (schema.type !== 'object') return undefined;
  const common = { apiVersion: STRING, kind: STRING, metadata: metadataSchema(), status: {} };
  const named = schema.properties === undefined ? {} : { properties: { ...fields(schema.properties), ...common } };
  return shapeOf({ ...schema, ...named }, bundled().shape);
}

const STRING = { type: 'string' };

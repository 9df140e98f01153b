import type { IConstruct } from 'constructs';
import type { Environment } from './environment';
import type { Layer } from './layer';
import type { Platform } from './platform';

/** The constructs that others lie in and look up to. Marked by symbol, because a tree may mix two copies of a package. */
interface Scopes {
  platform: Platform;
  environment: Environment<string>;
  layer: Layer<string>;
}

const MARKS: Record<keyof Scopes, symbol> = {
  platform: Symbol.for('cdk8s-argosy.Platform'),
  environment: Symbol.for('cdk8s-argosy.Environment'),
  layer: Symbol.for('cdk8s-argosy.Layer'),
};

export function markAs(kind: keyof Scopes, construct: IConstruct): void {
  Object.defineProperty(construct, MARKS[kind], { value: true });
}

/** @throws when `construct` lies in no Platform. */
export function platformOf(construct: IConstruct): Platform {
  return nearest(construct, 'platform') ?? outside(construct, 'a Platform');
}

/** @throws when `construct` lies in no Environment. */
export function environmentOf(construct: IConstruct): Environment<string> {
  return nearest(construct, 'environment') ?? outside(construct, 'an Environment');
}

/** The layer that `construct` is switched with, or nothing: then it is always there. */
export function layerOf(construct: IConstruct): Layer<string> | undefined {
  return nearest(construct, 'layer');
}

/** Whether synth leaves `construct` out, because its layer is off. */
export function isLeftOut(construct: IConstruct): boolean {
  return layerOf(construct)?.enabled === false;
}

export function isPlatform(construct: IConstruct): construct is Platform {
  return is(construct, 'platform');
}

export function isEnvironment(construct: IConstruct): construct is Environment<string> {
  return is(construct, 'environment');
}

export function isLayer(construct: IConstruct): construct is Layer<string> {
  return is(construct, 'layer');
}

export function nearestPlatform(construct: IConstruct): Platform | undefined {
  return nearest(construct, 'platform');
}

export function nearestEnvironment(construct: IConstruct): Environment<string> | undefined {
  return nearest(construct, 'environment');
}

function nearest<K extends keyof Scopes>(construct: IConstruct, kind: K): Scopes[K] | undefined {
  for (let at: IConstruct | undefined = construct; at; at = at.node.scope) if (is(at, kind)) return at;
  return undefined;
}

function is<K extends keyof Scopes>(construct: IConstruct, kind: K): construct is Scopes[K] {
  return MARKS[kind] in construct;
}

function outside(construct: IConstruct, what: string): never {
  throw new Error(`${construct.node.path}: lies outside of ${what}; make it inside one`);
}

import type { Namespace } from './namespace';

/**
 * A Prometheus that an operator runs: where it looks for ServiceMonitors, PodMonitors and rules, and the labels by which
 * it takes them for its own. One without those labels is read by nobody.
 */
export interface Prometheus<E extends string> {
  readonly namespace: Namespace<E>;
  readonly selector: Readonly<Record<string, string>>;
}

/** How the metrics of one port are read. */
export interface MetricsEndpoint {
  /** The port's name. */
  readonly port: string;
  /** @default /metrics */
  readonly path?: string;
  /** @default 30s */
  readonly interval?: PrometheusDuration;
}

/** A time as Prometheus writes it. */
export type PrometheusDuration = `${number}${'s' | 'm' | 'h' | 'd'}`;

export function endpointSpec({ port, path, interval }: MetricsEndpoint) {
  return { port, path: path ?? '/metrics', scheme: 'http', interval: interval ?? '30s' } as const;
}

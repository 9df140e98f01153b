import type { Connection } from './kubectl';

/** What kubectl says of a cluster that it does not get through to, as one sentence and what to do. */
export interface Refusal {
  readonly found: string;
  readonly fix: string;
  /** It may be gone in a moment: the API server restarts, the network flickers. */
  readonly passing: boolean;
}

/** What kubectl's words say of the way to the API server; nothing when they are about something else. */
export function connectionRefusal(words: string, connection: Connection): Refusal | undefined {
  const known = REFUSALS.find(({ says }) => says.test(words));
  return known && { found: known.found(connection), fix: known.fix, passing: known.passing ?? false };
}

/** kubectl's last line says why, and what comes before it is the log of its libraries. Moves no cursor, stays short. */
export function lastLine(said: string): string {
  const line = said.trim().split('\n').at(-1) ?? '';
  return line.replace(/\p{Cc}/gu, ' ').slice(0, 300);
}

export const LOG_IN = 'log in, or choose another context with --context';

const REFUSALS: readonly {
  readonly says: RegExp;
  found(connection: Connection): string;
  readonly fix: string;
  readonly passing?: true;
}[] = [
  {
    says: /^error: context .* does not exist$/,
    found: ({ context }) => `there is no context ${context}`,
    fix: 'name one of kubectl config get-contexts',
  },
  {
    says: /^error: stat .*: no such file or directory$/,
    found: ({ kubeconfig }) => `there is no file ${kubeconfig}`,
    fix: 'name the kubeconfig with --kubeconfig',
  },
  {
    // The address that is tried when no kubeconfig says another.
    says: /localhost:8080 was refused/,
    found: () => 'no cluster is chosen: there is no kubeconfig, or it has no current context',
    fix: 'choose one with --context or --kubeconfig',
  },
  {
    says: /^The connection to the server .* was refused/,
    found: () => 'the API server refuses the connection',
    fix: 'start the cluster or its tunnel, or choose another context with --context',
    passing: true,
  },
  {
    says: /^Unable to connect to the server: .*(Client\.Timeout|i\/o timeout|deadline exceeded)/,
    found: () => 'the API server did not answer in time',
    fix: 'look whether the network or its tunnel stands, or choose another context with --context',
    passing: true,
  },
  {
    says: /\(Unauthorized\)/,
    found: () => 'the API server does not know you',
    fix: LOG_IN,
  },
];

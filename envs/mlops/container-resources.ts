/** What a container asks for, as charts take it. Memory has a limit; CPU has none, because a limit only slows down. */
export interface ContainerResources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

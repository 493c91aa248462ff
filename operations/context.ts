import type { HubDeps } from '../activities/deps.ts';

/** What operations work with; made once per process. */
export interface OperationContext extends Pick<
  HubDeps,
  'db' | 'vault' | 'http' | 'temporal' | 'easypostUrl' | 'httpTimeoutMs'
> {
  /** Base address of the Temporal Web UI. */
  uiUrl: string;
  /** The operator's name, for timelines. */
  operator: string;
}

/** The operator as timelines write an author. */
export function authorText(context: OperationContext): string {
  return `user:${context.operator}`;
}

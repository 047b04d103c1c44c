import type { Journal } from '../schemas/index.ts';

/** Whether the history shows all that a scenario sent: a load that was cut short may have sent more. */
export function showsAllSent(scenario: string, { status, load }: Pick<Journal, 'status' | 'load'>): boolean {
  const counts = load?.scenarios[scenario];
  return status === 'completed' && (counts === undefined || counts.started >= counts.planned);
}

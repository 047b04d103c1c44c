import type { Place, Policy, Statement } from '../../infra/permissions/place.ts';
import type { RecordedCall } from './recorded-calls.ts';

/** The actions of the policies that no call needed. */
export function unused(calls: readonly RecordedCall[], allowed: readonly Policy[], place: Place): string[] {
  return allowed.flatMap((policy) =>
    policy
      .statements(place)
      .flatMap((statement) =>
        statement.actions
          .filter((action) => !calls.some((call) => call.action === action && allows(statement, call)))
          .map((action) => `${policy.name}/${statement.sid} ${action}`),
      ),
  );
}

function allows({ actions, resources }: Statement, { action, resource }: RecordedCall): boolean {
  return actions.includes(action) && resources.some((pattern) => matches(pattern, resource));
}

/** The last part of an ARN names the resource; a star stands for any text. */
function matches(pattern: string, resource: string): boolean {
  if (pattern === '*') return true;
  const wanted = pattern.split(':').slice(5).join(':');
  const source = wanted
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(resource);
}

import type { AccessReport } from '@evenkeel/chaos/schemas';
import { counted, figure } from '../facts/format.ts';
import { Table } from './table.tsx';

type Grant = AccessReport['unused'][number];

/** Grants of one role and resource, which a reader takes in at once. */
interface Row {
  readonly role: string;
  readonly resource: string;
  readonly actions: readonly string[];
}

function rowsOf(grants: readonly Grant[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { role, action, resource } of grants) {
    const key = `${role} ${resource}`;
    rows.set(key, { role, resource, actions: [...(rows.get(key)?.actions ?? []), action] });
  }
  return [...rows.values()];
}

/** What the calls since the system's start say about the policies of its roles. */
export function AccessSection({ access }: { access: AccessReport | undefined }) {
  if (access === undefined) return null;
  const { grants, unused, unchecked, denied } = access;
  return (
    <section>
      <h2>Permissions</h2>
      <p class="lead">
        {`${figure(unused.length)} of ${counted(grants, 'grant', 'grants')} allowed no call since the system started. `}
        {`${figure(unchecked.length)} more are for what is not simulated. This is information, not a check.`}
      </p>
      {denied.length === 0 ? null : (
        <Table
          caption="Denied calls"
          columns={[
            { head: 'Caller', cell: ({ caller }) => <code>{caller}</code> },
            { head: 'Action', cell: ({ action }) => action },
            { head: 'Resource', cell: ({ resource }) => <code>{resource}</code> },
            { head: 'Reason', cell: ({ reason }) => reason },
            { head: 'Calls', cell: ({ count }) => figure(count), numeric: true },
          ]}
          rows={denied}
        />
      )}
      {unused.length === 0 ? null : (
        <details>
          <summary>Unused grants</summary>
          <Table
            caption="Unused grants"
            columns={[
              { head: 'Role', cell: ({ role }) => role },
              { head: 'Actions', cell: ({ actions }) => actions.join(', ') },
              { head: 'Resource', cell: ({ resource }) => <code>{resource}</code> },
            ]}
            rows={rowsOf(unused)}
          />
        </details>
      )}
    </section>
  );
}

export type { PostgresConnection, PostgresPool } from './pool.ts';
export { postgresView, type PostgresViewOptions } from './view.ts';

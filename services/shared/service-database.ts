import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { type Database, dataApi, type Sql } from './data-api.ts';
import { tracedCalls } from './tracing/aws-calls.ts';

/** A service's own database, whose statements leave spans in the traces of their sagas. */
export const serviceDatabase = (database: Database): Sql =>
  dataApi(database, { client: tracedCalls(new RDSDataClient({})) });

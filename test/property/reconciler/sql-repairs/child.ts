/** Runs the proof in its own process, on the sources that it was built from. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { proveSqlRepairs } from './proof.ts';
import { localCredentials } from '../../../local-credentials.ts';

const [url = '', endpoint = '', seed = '', rows = ''] = process.argv.slice(2);
const dynamodb = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: localCredentials });
await proveSqlRepairs({ url, dynamodb, rows: Number(rows), seed: Number(seed) });
process.exit(0);

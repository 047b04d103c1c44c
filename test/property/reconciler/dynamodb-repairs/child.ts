/** Runs the proof in its own process, on the sources that it was built from. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { proveDynamoDbRepairs } from './proof.ts';
import { localCredentials } from '../../../local-credentials.ts';

const [endpoint = '', seed = '', items = ''] = process.argv.slice(2);
const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: localCredentials });
await proveDynamoDbRepairs(client, Number(items), Number(seed));
process.exit(0);

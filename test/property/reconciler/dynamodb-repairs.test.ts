import { dynamoDbRepairs } from './dynamodb-repairs/suite.ts';

/** The soak suite tries 10,000. */
dynamoDbRepairs(80, 180_000);

import { dynamoDbRepairs } from './dynamodb-repairs/suite.ts';

dynamoDbRepairs(10_000, 3_600_000);

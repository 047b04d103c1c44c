import { dynamoDbRepairs } from './dynamodb-repairs/suite.ts';

dynamoDbRepairs(120, 180_000);

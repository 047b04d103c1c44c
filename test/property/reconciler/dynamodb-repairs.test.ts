import { dynamoDbRepairs } from './dynamodb-repairs/suite.ts';

dynamoDbRepairs(300, 180_000);

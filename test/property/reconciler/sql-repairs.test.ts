import { sqlRepairs } from './sql-repairs/suite.ts';

sqlRepairs(300, 180_000);

import { sqlRepairs } from './sql-repairs/suite.ts';

sqlRepairs(10_000, 3_600_000);

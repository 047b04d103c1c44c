import { sqlRepairs } from './sql-repairs/suite.ts';

sqlRepairs(120, 180_000);

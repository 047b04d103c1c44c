/** What the hourly function uses of Powertools. */
export { Logger } from '@aws-lambda-powertools/logger';
